"""EPUB: the book's own reading order, each chapter as HTML."""

from __future__ import annotations

import io
import posixpath
import zipfile
from urllib.parse import unquote

from assistant.ingest.encoding import decode
from assistant.ingest.errors import Damaged, Encrypted, NoText
from assistant.ingest.extracted import Builder, Extracted
from assistant.ingest.formats import html
from assistant.ingest.formats.archive import parse_xml
from assistant.ingest.sniff import check_archive

_CONTAINER = "{urn:oasis:names:tc:opendocument:xmlns:container}"
_OPF = "{http://www.idpf.org/2007/opf}"
_DC = "{http://purl.org/dc/elements/1.1/}"


def extract(data: bytes, name: str) -> Extracted:
    """Return the chapters in spine order; raises Damaged, Encrypted (copy protection) or NoText."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        check_archive(archive, name)
        try:
            builder = _book(archive, name)
        except (KeyError, AttributeError, zipfile.BadZipFile) as error:
            raise Damaged(name=name, found=f"its table of parts is broken: {error}"[:120]) from error
    result = builder.done()
    if not result.text:
        raise NoText(name=name)
    return result


def _book(archive: zipfile.ZipFile, name: str) -> Builder:
    if "META-INF/rights.xml" in archive.namelist():
        raise Encrypted(name=name)
    container = parse_xml(archive.read("META-INF/container.xml"), name)
    package_path = container.find(f".//{_CONTAINER}rootfile").get("full-path")
    package = parse_xml(archive.read(package_path), name)
    folder = posixpath.dirname(package_path)
    files = {item.get("id"): item.get("href") for item in package.iter(f"{_OPF}item")}
    title = package.find(f".//{_DC}title")
    builder = Builder("epub", title=(title.text or "") if title is not None else "")
    names = set(archive.namelist())
    for reference in package.iter(f"{_OPF}itemref"):
        href = files.get(reference.get("idref"))
        path = posixpath.normpath(posixpath.join(folder, unquote(href or "")))
        if path in names:
            builder.section("", 1)
            html.read(decode(archive.read(path), name), builder)
    return builder
