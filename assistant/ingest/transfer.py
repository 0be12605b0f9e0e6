"""A library as one zip file, and back.

manifest.json: format, counts, checksums and the encoder's fingerprint; documents.jsonl: one document a line;
passages.jsonl: one passage a line, in the order of the rows of vectors.npy (float32, unit length);
own.jsonl: what plugins keep in spaces of their own. Graphs, baskets
and labels come as their texts, and are trained again when they are asked about.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import numpy as np

from assistant.encoders.base import Encoder
from assistant.errors import explain
from assistant.ingest import own_spaces
from assistant.ingest.checked import FORMAT, MAX_LINE, UNREADABLE, filled, header, read_rows, verify
from assistant.ingest.chunk import Chunk
from assistant.ingest.embed import SPACE, Embedder
from assistant.ingest.errors import NotAnExport, Vanished
from assistant.ingest.events import FileDone
from assistant.ingest.jobs import Pending
from assistant.ingest.known import own_documents
from assistant.ingest.mapped import from_os
from assistant.ingest.pictures import KIND
from store.atomic import replacing
from store.errors import StoreError
from store.types import Document, Owner, PutReport, Vector

if TYPE_CHECKING:
    from store.library import Store

STAYING = frozenset({KIND, "name", "words"})
"""Kinds that stay: pictures, the names taught with them, and trained words, which are nothing without their vectors."""
UNREADABLE_BY = (
    zipfile.BadZipFile, zlib.error, KeyError, ValueError, TypeError, EOFError, NotImplementedError, RuntimeError,
)  # fmt: skip
"""What reading a broken archive raises; RuntimeError is one with a password."""


class _Summed:
    """A part of the archive that is being written, and the sha256 of what was."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream, self._sum = stream, hashlib.sha256()

    def write(self, data: bytes) -> int:
        """Write on."""
        self._sum.update(data)
        return self._stream.write(data)

    @property
    def digest(self) -> str:
        """Return the sha256 so far, in hexadecimal."""
        return self._sum.hexdigest()


def export(store: Store, path: Path, *, owner: Owner) -> Path:
    """Write the owner's own documents; a file of that name is replaced only once the new one is whole."""
    path = path.expanduser()
    try:
        with replacing(path) as draft, draft.open("w+b") as stream:
            _write(store, stream, owner)
    except OSError as error:
        raise from_os(error, path.name) from error
    return path


def _write(store: Store, draft: IO[bytes], owner: Owner) -> None:
    space = next((space for space in store.spaces() if space.name == SPACE), None)
    documents = passages = 0
    sums: dict[str, _Summed] = {}
    with (
        tempfile.TemporaryFile() as vectors,
        tempfile.TemporaryFile("w+", encoding="utf-8") as lines,
        zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive,
    ):
        with archive.open("documents.jsonl", "w", force_zip64=True) as part:
            stream = sums["documents.jsonl"] = _Summed(part)
            for listed in own_documents(store, owner):
                document = store.document(listed.id, owner=owner)
                if document is None or document.owner != owner or document.kind in STAYING:
                    continue
                items = store.passages(document.id, owner=owner)
                read = [item for item in items if "start" in item.metadata]
                if not read and items:  # the source of a training, whose vectors lie in a space of their own
                    document = replace(document, location="")
                row = {name: value for name, value in asdict(document).items() if name != "owner"}
                row["passages"] = len(read)
                stream.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")
                documents += 1
                for item in read:
                    record = {"document": document.id, "metadata": dict(item.metadata)}
                    lines.write(json.dumps(record, ensure_ascii=False) + "\n")
                    vectors.write(np.asarray(item.vector, np.float32).tobytes())
                    passages += 1
        lines.seek(0)
        vectors.seek(0)
        with archive.open("passages.jsonl", "w", force_zip64=True) as part:
            stream = sums["passages.jsonl"] = _Summed(part)
            _pour((line.encode() for line in lines), stream)
        with archive.open("vectors.npy", "w", force_zip64=True) as part:
            stream = sums["vectors.npy"] = _Summed(part)
            about = {"descr": "<f4", "fortran_order": False, "shape": (passages, space.dim if space else 0)}
            np.lib.format.write_array_header_1_0(stream, about)
            _pour(iter(lambda: vectors.read(1 << 20), b""), stream)
        if own_spaces.held(store, owner):
            with archive.open(own_spaces.PART, "w", force_zip64=True) as part:
                own_spaces.write(store, sums.setdefault(own_spaces.PART, _Summed(part)), owner)
        manifest = {
            "format": FORMAT, "documents": documents, "passages": passages,
            "fingerprint": space.fingerprint if space else "", "dim": space.dim if space else 0,
            "sha256": {name: part.digest for name, part in sums.items()},
        }  # fmt: skip
        archive.writestr("manifest.json", json.dumps(manifest, indent=2))


def _pour(chunks: Iterable[bytes], stream: _Summed) -> None:
    for chunk in chunks:
        stream.write(chunk)


def import_(store: Store, encoder: Callable[[], Encoder], path: Path, *, owner: Owner) -> PutReport:
    """Add an export's documents to the owner's; raises NotAnExport where it is not whole.

    A document with the same id and content is left alone. Vectors of another encoder are not used.
    """
    counts = {"added": 0, "updated": 0, "unchanged": 0}
    embedder = Embedder(store, encoder)
    try:
        with zipfile.ZipFile(path.expanduser()) as archive:
            for job in _jobs(store, archive, encoder, owner, path.name):
                if job is None:
                    counts["unchanged"] += 1
                    continue
                embedder.add(job)
                while embedder.full:
                    _tally(embedder, counts)
            while embedder.pending:
                _tally(embedder, counts)
            own_spaces.read(store, archive, encoder, path.name, owner=owner)
    except StoreError as error:
        raise explain(error) from error
    except FileNotFoundError as error:
        raise Vanished(name=path.name) from error
    except OSError as error:
        raise from_os(error, path.name) from error
    except UNREADABLE_BY as error:
        raise NotAnExport(name=path.name, found=filled(UNREADABLE, kind=type(error).__name__)) from error
    return PutReport(**counts)


def _tally(embedder: Embedder, counts: dict[str, int]) -> None:
    for event in embedder.step():
        if isinstance(event, FileDone):
            counts["updated" if event.change == "updated" else "added"] += 1


def _jobs(
    store: Store, archive: zipfile.ZipFile, encoder: Callable[[], Encoder], owner: Owner, name: str
) -> Iterator[Pending | None]:
    manifest = verify(archive, name)
    usable = manifest["fingerprint"] == encoder().fingerprint
    known = {document.id: document for document in own_documents(store, owner)}
    with archive.open("passages.jsonl") as passages, archive.open("vectors.npy") as vectors:
        rows = _rows(passages, vectors, int(manifest["dim"]), name)
        ahead = next(rows, None)
        for line in archive.open("documents.jsonl"):
            document = _document(json.loads(line[:MAX_LINE]), owner)
            mine: list[tuple[dict[str, Any], Vector]] = []
            while ahead is not None and ahead[0]["document"] == document.id:
                mine.append((ahead[0]["metadata"], ahead[1]))
                ahead = next(rows, None)
            old = known.get(document.id)
            yield (
                None
                if old and old.sha256 == document.sha256
                else _job(document, mine, usable, old is not None)
            )


def _rows(
    passages: IO[bytes], vectors: IO[bytes], dim: int, name: str
) -> Iterator[tuple[dict[str, Any], Vector]]:
    header(vectors, dim, name)
    for line in passages:
        yield json.loads(line), read_rows(vectors, 1, dim)[0]


def _document(row: dict[str, Any], owner: Owner) -> Document:
    return Document(**{**row, "owner": owner, "tags": tuple(row["tags"])})


def _job(document: Document, mine: list[tuple[dict[str, Any], Vector]], usable: bool, known: bool) -> Pending:
    passages = [
        Chunk(int(m["start"]), int(m["end"]), str(m["place"]), str(m["heading"]), int(m["page"]), str(m.get("context", "")))
        for m, _ in mine
    ]  # fmt: skip
    group = str(mine[0][0].get("group", "")) if mine else ""
    job = Pending.of(
        replace(document, passages=len(passages)),
        "updated" if known else "added",
        document.name,
        passages,
        {},
        group,
    )
    if usable:
        job.vectors = [_checked(vector) for _, vector in mine]
    return job


def _checked(vector: Vector) -> Vector | None:
    """Return a vector of unit length; one that is not is encoded again."""
    return vector if bool(abs(float(np.linalg.norm(vector)) - 1.0) < 1e-3) else None
