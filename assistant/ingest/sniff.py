"""What a file really is, from its first bytes; its name only decides between kinds of plain text."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from pathlib import PurePath

from assistant.ingest.errors import Bomb, Damaged, Encrypted, ImageFile, UnknownType

MAX_MEMBERS = 10_000
MAX_UNPACKED = 300_000_000
MAX_RATIO = 300
"""Caps for zip based formats. The real office files measured (docs/ingest.md) reach a ratio of 32 and 19 members."""

_IMAGES = (
    (b"\x89PNG\r\n\x1a\n", "PNG"), (b"\xff\xd8\xff", "JPEG"), (b"GIF87a", "GIF"), (b"GIF89a", "GIF"),
    (b"II*\x00", "TIFF"), (b"MM\x00*", "TIFF"), (b"8BPS", "Photoshop"), (b"\x00\x00\x01\x00", "ICO"),
)  # fmt: skip
_OTHERS = (
    (b"\x1f\x8b", "a gzip archive"), (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"), (b"Rar!", "a RAR archive"),
    (b"BZh", "a bzip2 archive"), (b"\xfd7zXZ", "an xz archive"), (b"\x7fELF", "a program"),
    (b"MZ", "a program"), (b"{\\rtf", "an RTF document"), (b"SQLite format 3\x00", "a database"),
    (b"%!PS", "a PostScript file"), (b"OggS", "a sound file"), (b"ID3", "a sound file"),
    (b"fLaC", "a sound file"), (b"RIFF", "a sound or video file"), (b"\x1aE\xdf\xa3", "a video file"),
    (b"\x00asm", "a program"), (b"PAR1", "a Parquet table"), (b"\x93NUMPY", "a NumPy array"),
)  # fmt: skip
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TEXT_KINDS = {
    ".html": "html", ".htm": "html", ".xhtml": "html", ".md": "md", ".markdown": "md", ".csv": "csv",
    ".tsv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "json", ".ipynb": "json",
}  # fmt: skip
_HTML = re.compile(
    rb"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_SVG = re.compile(
    rb"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*(?:<!DOCTYPE\s+svg[^>]*>\s*)?<svg\b", re.I | re.S
)


def recognise(data: bytes, name: str) -> str:
    """Return the kind of a file: pdf, docx, pptx, xlsx, epub, html, md, csv, jsonl, json or txt.

    Raises ImageFile, Encrypted, Bomb, Damaged or UnknownType with the reason.
    """
    head = data[:4096]
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _zipped(data, name)
    if head.startswith(_OLE):
        _refuse_ole(data, name)
    _refuse_binary(head, name)
    suffix = PurePath(name).suffix.lower()
    return _TEXT_KINDS.get(suffix) or ("html" if _HTML.match(head) else "txt")


def _refuse_binary(head: bytes, name: str) -> None:
    for magic, found in _IMAGES:
        if head.startswith(magic):
            raise ImageFile(name=name, found=found)
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        raise ImageFile(name=name, found="WEBP")
    if head[4:8] == b"ftyp":
        if head[8:12] in {b"avif", b"avis", b"heic", b"heix", b"hevc", b"mif1", b"msf1"}:
            raise ImageFile(name=name, found=head[8:12].decode())
        raise UnknownType(name=name, found="a video or sound file")
    if head[:2] == b"BM" and head[6:10] == b"\0\0\0\0":
        raise ImageFile(name=name, found="BMP")
    if _SVG.match(_unpacked(head)):
        raise ImageFile(name=name, found="SVG")
    if re.match(rb"P[1-7]\s+(?:#[^\n]*\n)?\s*\d+\s+\d+", head) and b"\0" in head:
        raise ImageFile(name=name, found="PNM")
    for magic, found in _OTHERS:
        if head.startswith(magic) and not (len(magic) == 2 and b"\0" not in head):
            raise UnknownType(name=name, found=found)


def _unpacked(head: bytes) -> bytes:
    """Return the beginning of what gzip has packed (.svgz), else the bytes themselves."""
    try:
        return zlib.decompressobj(wbits=31).decompress(head, 4096)
    except zlib.error:
        return head


def _refuse_ole(data: bytes, name: str) -> None:
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise Encrypted(name=name)
    found = (
        "an e-mail in Outlook format"
        if "__substg1.0_".encode("utf-16-le") in data
        else ("a document in the old Microsoft Office format")
    )
    raise UnknownType(name=name, found=found)


def _zipped(data: bytes, name: str) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            check_archive(archive, name)
            names = set(archive.namelist())
            mimetype = archive.read("mimetype")[:64].strip() if "mimetype" in names else b""
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, ValueError, RuntimeError) as error:
        raise Damaged(name=name, found=f"not a complete archive: {error}") from error
    if mimetype == b"application/epub+zip" or "META-INF/container.xml" in names:
        return "epub"
    for part, kind in (("word/", "docx"), ("ppt/", "pptx"), ("xl/", "xlsx")):
        if any(member.startswith(part) for member in names):
            return kind
    if mimetype.startswith(b"application/vnd.oasis"):
        raise UnknownType(name=name, found="an OpenDocument file")
    raise UnknownType(name=name, found="a zip archive")


def check_archive(archive: zipfile.ZipFile, name: str) -> None:
    """Raise Bomb or Encrypted unless the archive's declared sizes are within the caps.

    zipfile never unpacks more of a member than it declares, so declared sizes bound the real ones.
    """
    members = archive.infolist()
    if len(members) > MAX_MEMBERS:
        raise Bomb(name=name, found=f"{len(members)} files inside")
    if any(member.flag_bits & 1 for member in members):
        raise Encrypted(name=name)
    total = sum(member.file_size for member in members)
    if total > MAX_UNPACKED:
        raise Bomb(name=name, found=f"unpacks to {total // 1_000_000} MB")
    for member in members:
        if member.file_size > 1_000_000 and member.file_size > MAX_RATIO * max(1, member.compress_size):
            raise Bomb(name=name, found=f"{member.filename[:80]} unpacks {MAX_RATIO}-fold or more")
