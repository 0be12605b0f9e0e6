"""Reading an exported library through before anything of it is taken over: it is whole, or it is refused."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import IO, Any

import numpy as np

from assistant.ingest.errors import NotAnExport
from assistant.phrase import Language, Phrase
from store.types import Document, Vector

FORMAT = 1
PARTS = ("manifest.json", "documents.jsonl", "passages.jsonl", "vectors.npy")
MAX_LINE = 400_000_000
LANGUAGES: tuple[Language, Language] = ("en", "ja")
ROWS = 4096
"""Vectors that are looked at together."""

MISSING = Phrase("{part} is missing", "{part} がありません")
NEWER = Phrase(
    "it is of format {format}, which this version does not know", "このバージョンの知らない形式 {format} です"
)
ALTERED = Phrase(
    "{part} is not what was exported: its checksum differs", "{part} の検査値が書き出し時と違います"
)
COUNTS = Phrase(
    "its list says {said} {what}, but it holds {found}",
    "目録では{what}が {said} 件ですが、実際は {found} 件です",
)
DOCUMENTS, PASSAGES = Phrase("documents", "文書"), Phrase("passages", "節")
VECTORS = Phrase("vectors", "ベクトル")
LACKING = Phrase(
    "“{name}” should have {said} passages, but {found} are there",
    "「{name}」の節は {said} 件のはずですが、{found} 件しかありません",
)
STRAY = Phrase(
    "passage {number} belongs to no document, or to another one than its place says",
    "{number} 番目の節に対応する文書がないか、並びが違います",
)
TWICE = Phrase("the document “{name}” is in it twice", "文書「{name}」が二重に入っています")
NO_NUMBER = Phrase(
    "vector {number} is not made of numbers (NaN or infinity)",
    "{number} 番目のベクトルに数値でない値（NaN または無限大）があります",
)
BROKEN = Phrase("line {number} of {part} cannot be read", "{part} の {number} 行目を読み取れません")
UNREADABLE = Phrase("its content cannot be read ({kind})", "内容を読み取れません（{kind}）")
SHAPE = Phrase(
    "vectors.npy does not hold rows of {dim} numbers", "vectors.npy が {dim} 個ずつの数値になっていません"
)
OUTSIDE = Phrase(
    "passage {number} lies outside its document’s text", "{number} 番目の節が文書の範囲を外れています"
)


def verify(archive: zipfile.ZipFile, name: str) -> dict[str, Any]:
    """Read all of an archive and return its manifest; NotAnExport says what is not as it should be."""
    missing = [part for part in PARTS if part not in archive.namelist()]
    if missing:
        raise NotAnExport(name=name, found=filled(MISSING, part=missing[0]))
    manifest = json.loads(archive.read("manifest.json")[:10_000])
    if manifest["format"] != FORMAT:
        raise NotAnExport(name=name, found=filled(NEWER, format=manifest["format"]))
    for part, digest in dict(manifest.get("sha256", {})).items():
        with archive.open(part) as stream:
            if hashlib.file_digest(stream, "sha256").hexdigest() != digest:  # type: ignore[arg-type]  # IO[bytes] does not say that it has readinto
                raise NotAnExport(name=name, found=filled(ALTERED, part=part))
    texts = _documents(archive, name, int(manifest["documents"]))
    passages = _passages(archive, name, texts, int(manifest["passages"]))
    _vectors(archive, name, passages, int(manifest["dim"]))
    return dict(manifest)


def filled(phrase: Phrase, **values: object) -> Phrase:
    """Return a phrase with its values filled in, to stand inside another one."""
    english, japanese = (
        phrase.say(language, **_in(language, values)).replace("{", "{{").replace("}", "}}")
        for language in LANGUAGES
    )
    return Phrase(english, japanese)


def _in(language: Language, values: Mapping[str, object]) -> dict[str, object]:
    return {key: value.say(language) if isinstance(value, Phrase) else value for key, value in values.items()}


def _lines(archive: zipfile.ZipFile, part: str, name: str) -> Iterator[tuple[int, Any]]:
    with archive.open(part) as stream:
        for number, line in enumerate(stream, 1):
            try:
                yield number, json.loads(line[:MAX_LINE])
            except ValueError as error:
                raise NotAnExport(name=name, found=filled(BROKEN, part=part, number=number)) from error


def _documents(archive: zipfile.ZipFile, name: str, said: int) -> dict[str, tuple[str, int, int]]:
    """Return the title, the length and the number of passages of each document, by its id."""
    wanted = {field.name for field in fields(Document)} - {"owner"}
    found: dict[str, tuple[str, int, int]] = {}
    number = 0
    for number, row in _lines(archive, "documents.jsonl", name):
        if not isinstance(row, dict) or set(row) != wanted or not _fits(row):
            raise NotAnExport(name=name, found=filled(BROKEN, part="documents.jsonl", number=number))
        if row["id"] in found:
            raise NotAnExport(name=name, found=filled(TWICE, name=row["name"]))
        found[row["id"]] = (str(row["title"] or row["name"]), len(row["text"]), row["passages"])
    if number != said:
        raise NotAnExport(name=name, found=filled(COUNTS, said=said, what=DOCUMENTS, found=number))
    return found


def _fits(row: Mapping[str, Any]) -> bool:
    texts = ("id", "name", "kind", "location", "title", "sha256", "text")
    numbers = ("size", "modified", "added", "passages")
    return (
        all(isinstance(row[key], str) for key in texts)
        and all(isinstance(row[key], int | float) for key in numbers)
        and isinstance(row["tags"], list)
        and all(isinstance(tag, str) for tag in row["tags"])
        and bool(row["id"])
    )


def _passages(
    archive: zipfile.ZipFile, name: str, documents: Mapping[str, tuple[str, int, int]], said: int
) -> int:
    """Return how many passages there are; each belongs to a document, and each document has all of its own."""
    counts: Counter[str] = Counter()
    places = {key: at for at, key in enumerate(documents)}
    number, last = 0, 0
    for number, row in _lines(archive, "passages.jsonl", name):
        data = row.get("metadata") if isinstance(row, dict) else None
        if not isinstance(data, dict):
            raise NotAnExport(name=name, found=filled(BROKEN, part="passages.jsonl", number=number))
        place = places.get(str(row.get("document")), -1)
        if place < last:
            raise NotAnExport(name=name, found=filled(STRAY, number=number))
        last = place
        if not 0 <= int(data["start"]) <= int(data["end"]) <= documents[row["document"]][1]:
            raise NotAnExport(name=name, found=filled(OUTSIDE, number=number))
        counts[row["document"]] += 1
    for key, (title, _, wanted) in documents.items():
        if counts[key] != wanted:
            raise NotAnExport(name=name, found=filled(LACKING, name=title, said=wanted, found=counts[key]))
    if number != said:
        raise NotAnExport(name=name, found=filled(COUNTS, said=said, what=PASSAGES, found=number))
    return number


def _vectors(archive: zipfile.ZipFile, name: str, passages: int, dim: int) -> None:
    with archive.open("vectors.npy") as stream:
        rows = header(stream, dim, name)
        if rows != passages:
            raise NotAnExport(name=name, found=filled(COUNTS, said=passages, what=VECTORS, found=rows))
        for start in range(0, rows, ROWS):
            wanted = min(ROWS, rows - start)
            some = read_rows(stream, wanted, dim)
            if len(some) < wanted:
                raise NotAnExport(
                    name=name, found=filled(COUNTS, said=rows, what=VECTORS, found=start + len(some))
                )
            bad = np.flatnonzero(~np.isfinite(some).all(axis=1))
            if len(bad):
                raise NotAnExport(name=name, found=filled(NO_NUMBER, number=start + int(bad[0]) + 1))
        if stream.read(1):
            raise NotAnExport(name=name, found=filled(COUNTS, said=rows, what=VECTORS, found=f"> {rows}"))


def header(stream: IO[bytes], dim: int, name: str) -> int:
    """Read the beginning of vectors.npy and return how many rows follow."""
    if np.lib.format.read_magic(stream) != (1, 0):
        raise NotAnExport(name=name, found=filled(SHAPE, dim=dim))
    shape, fortran, kind = np.lib.format.read_array_header_1_0(stream)
    if fortran or kind != np.float32 or len(shape) != 2 or shape[1] != dim:
        raise NotAnExport(name=name, found=filled(SHAPE, dim=dim))
    return int(shape[0])


def read_rows(stream: IO[bytes], count: int, dim: int) -> Vector:
    """Return the next (count, dim) float32 rows, or as many as there are whole ones left."""
    data = stream.read(4 * dim * count)
    whole = len(data) // (4 * dim) if dim else 0
    return np.frombuffer(data[: 4 * dim * whole], np.float32).reshape(whole, dim)
