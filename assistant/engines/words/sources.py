"""Files of word vectors as streams of bytes: plain, gzipped, or text in UTF-16; other wrappings are refused by name."""

from __future__ import annotations

import codecs
import gzip
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, NamedTuple, cast

from assistant.engines.words.errors import BadVectors
from assistant.phrase import Phrase

HEAD = 1 << 16
"""Bytes at the start that tell what a file is."""
_GZIP = b"\x1f\x8b"
_PICKLE = (b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05")
_PACKED = (
    (b"PK\x03\x04", "zip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"7z\xbc\xaf", "7z"),
)
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_WIDEST = 1 << 30
_RATIO = 1032
"""Times that gzip makes bytes smaller at most."""
_UNPACKED = 16 << 30
_LONGEST = 1 << 18
"""Bytes of a line: 4,096 numbers of twenty digits and more."""


class Source(NamedTuple):
    """A file to read from its start, its first bytes, and the most bytes that it can hold."""

    file: BinaryIO
    head: bytes
    most: int


@contextmanager
def opened(path: Path) -> Iterator[Source]:
    """Open a file, unpacking gzip; BadVectors for pickles, other archives and text of more than a gigabyte in UTF-16."""
    size = path.stat().st_size
    with path.open("rb") as plain:
        first = plain.read(8)
        for magic, packed in _PACKED:
            if first.startswith(magic):
                why = Phrase(
                    f"it is packed ({packed}); unpack it, or pack it with gzip",
                    f"{packed} で圧縮されています。展開するか gzip にしてください",
                )
                raise BadVectors(name=path.name, why=why)
        plain.seek(0)
        if first.startswith(_WIDE):
            file, most = _narrow(path, size), 2 * size
        elif first.startswith(_GZIP):
            file, most = cast(BinaryIO, gzip.GzipFile(fileobj=plain)), min(_RATIO * size, _UNPACKED)
        else:
            file, most = plain, size
        try:
            head = file.read(HEAD)
            if head.startswith(_PICKLE):
                raise BadVectors(name=path.name, why=Phrase("it is a pickle", "pickle です"))
            start = len(codecs.BOM_UTF8) if head.startswith(codecs.BOM_UTF8) else 0
            start += len(head[start:]) - len(head[start:].lstrip(b"\r\n"))
            file.seek(start)
            yield Source(file, head[start:], most)
        except (EOFError, gzip.BadGzipFile) as error:
            why = Phrase(
                "its gzip data is damaged or cut short", "gzip のデータが壊れているか、途中で切れています"
            )
            raise BadVectors(name=path.name, why=why) from error


def lines(path: Path, source: Source) -> Iterator[bytes]:
    """Yield the lines of a file; BadVectors for one that is too long, or where a packed file grows without end."""
    done = 0
    while line := source.file.readline(_LONGEST):
        done += len(line)
        if len(line) == _LONGEST or done > max(source.most, HEAD):
            why = Phrase("it has lines that are too long for vectors", "ベクトルとしては長すぎる行があります")
            raise BadVectors(name=path.name, why=why)
        yield line


def _narrow(path: Path, size: int) -> BinaryIO:
    if size > _WIDEST:
        raise BadVectors(
            name=path.name,
            why=Phrase("it is in UTF-16; save it as UTF-8", "UTF-16 です。UTF-8 で保存してください"),
        )
    return io.BytesIO(path.read_bytes().decode("utf-16", "replace").encode())
