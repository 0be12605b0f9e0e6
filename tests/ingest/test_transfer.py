"""Archives that somebody cut, filled up or edited: refused with a line that says why, and nothing taken over."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from assistant.engines.graphs.graphs import Graphs
from assistant.ingest.errors import NotAnExport
from assistant.library.library import Library
from store.types import Owner

ME, YOU = Owner("me"), Owner("you")
Parts = dict[str, bytes]


@pytest.fixture
def exported(library: Library, tmp_path: Path) -> Path:
    library.add_texts(["a", "b"], ["A given text. " * 80, "別の文章です。"], ["{Alpha}", "ベータ"], owner=ME)
    return library.export(tmp_path / "out.zip", owner=ME)


def lines(parts: Parts, name: str) -> list[bytes]:
    return parts[name].splitlines(keepends=True)


def rows(parts: Parts) -> np.ndarray:
    return np.load(io.BytesIO(parts["vectors.npy"]))


def kept(matrix: np.ndarray) -> bytes:
    file = io.BytesIO()
    np.save(file, matrix)
    return file.getvalue()


def manifest(parts: Parts, **values: object) -> None:
    parts["manifest.json"] = json.dumps(json.loads(parts["manifest.json"]) | values).encode()


def lose_last_passage(parts: Parts) -> None:
    parts["passages.jsonl"] = b"".join(lines(parts, "passages.jsonl")[:-1])


def lose_passage_and_vector(parts: Parts) -> None:
    lose_last_passage(parts)
    parts["vectors.npy"] = kept(rows(parts)[:-1])


def lose_them_and_count_anew(parts: Parts) -> None:
    lose_passage_and_vector(parts)
    manifest(parts, passages=len(lines(parts, "passages.jsonl")))


def lose_a_document(parts: Parts) -> None:
    parts["documents.jsonl"] = lines(parts, "documents.jsonl")[0]


def lose_a_vector(parts: Parts) -> None:
    parts["vectors.npy"] = kept(rows(parts)[:-1])


def cut_vectors(parts: Parts) -> None:
    parts["vectors.npy"] = parts["vectors.npy"][:-9]


def no_number(parts: Parts) -> None:
    matrix = rows(parts).copy()
    matrix[1, 3] = np.nan
    parts["vectors.npy"] = kept(matrix)


def infinite(parts: Parts) -> None:
    matrix = rows(parts).copy()
    matrix[0, 0] = np.inf
    parts["vectors.npy"] = kept(matrix)


def swap_passages(parts: Parts) -> None:
    parts["passages.jsonl"] = b"".join(reversed(lines(parts, "passages.jsonl")))


def stray(parts: Parts) -> None:
    parts["passages.jsonl"] = parts["passages.jsonl"].replace(b'"document": "', b'"document": "x')


def outside(parts: Parts) -> None:
    parts["passages.jsonl"] = parts["passages.jsonl"].replace(b'"start": 0', b'"start": 99999')


def half_a_line(parts: Parts) -> None:
    parts["documents.jsonl"] = parts["documents.jsonl"][:-30]


def twice(parts: Parts) -> None:
    parts["documents.jsonl"] = lines(parts, "documents.jsonl")[0] * 2


def newer(parts: Parts) -> None:
    manifest(parts, format=2)


def bare(parts: Parts) -> None:
    del parts["vectors.npy"]


def odd_tags(parts: Parts) -> None:
    parts["documents.jsonl"] = parts["documents.jsonl"].replace(b'"tags": []', b'"tags": 7')


CASES: list[tuple[Callable[[Parts], None], str, str]] = [
    (lose_last_passage, "should have 1 passages, but 0 are there", "0 件しかありません"),
    (lose_passage_and_vector, "should have 1 passages, but 0 are there", "「{Alpha}」"),
    (lose_them_and_count_anew, "should have 1 passages, but 0 are there", "1 件のはずです"),
    (lose_a_document, "its list says 2 documents, but it holds 1", "文書が 2 件ですが、実際は 1 件"),
    (lose_a_vector, "vectors, but it holds", "目録ではベクトルが"),
    (cut_vectors, "vectors, but it holds", "目録ではベクトルが"),
    (no_number, "vector 2 is not made of numbers", "数値でない値"),
    (infinite, "vector 1 is not made of numbers", "数値でない値"),
    (swap_passages, "belongs to no document", "並びが違います"),
    (stray, "passage 1 belongs to no document", "1 番目の節"),
    (outside, "lies outside", "範囲を外れています"),
    (half_a_line, "line 2 of documents.jsonl cannot be read", "2 行目を読み取れません"),
    (twice, "is in it twice", "二重に"),
    (newer, "of format 2", "知らない形式 2"),
    (bare, "vectors.npy is missing", "vectors.npy がありません"),
    (odd_tags, "line 1 of documents.jsonl cannot be read", "1 行目"),
]


@pytest.mark.parametrize("summed", [False, True], ids=["without checksums", "with"])
@pytest.mark.parametrize(("harm", "english", "japanese"), CASES, ids=[case[0].__name__ for case in CASES])
def test_an_archive_that_is_not_whole(
    library: Library, exported: Path, harm: Callable[[Parts], None], english: str, japanese: str, summed: bool
) -> None:
    with zipfile.ZipFile(exported) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    if not summed:
        manifest(parts, sha256={})
    harm(parts)
    with zipfile.ZipFile(exported, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    with pytest.raises(NotAnExport) as caught:
        library.import_(exported, owner=YOU)
    if summed:
        english, japanese = ("", "") if harm in (newer, bare) else ("its checksum differs", "検査値")
    assert english in caught.value.say("en")
    assert japanese in caught.value.say("ja")
    assert library.documents(owner=YOU) == []


@pytest.mark.parametrize("at", [0.1, 0.3, 0.5, 0.7, 0.9])
def test_a_flipped_byte_anywhere(library: Library, exported: Path, at: float) -> None:
    data = bytearray(exported.read_bytes())
    data[int(len(data) * at)] ^= 0x55
    exported.write_bytes(data)
    with pytest.raises(NotAnExport):
        library.import_(exported, owner=YOU)
    assert library.documents(owner=YOU) == []


def test_a_library_with_a_graph_comes_back(library: Library, tmp_path: Path) -> None:
    library.add_texts(["a"], ["A given text."], owner=ME)
    graphs = Graphs(library.store, library.settings)
    graphs.add("friends", [("Aiko", "Ben"), ("Ben", "Chiyo"), ("Chiyo", "Aiko")])
    graphs.embed("friends", size=4, epochs=1)
    path = library.export(tmp_path / "out.zip", owner=ME)
    library.forget([document.id for document in library.documents(owner=ME)], owner=ME)
    library.store.deleted.purge_old(days=0)
    assert library.import_(path, owner=ME).added == 2
    again = Graphs(library.store, library.settings)
    assert sorted(map(str, again.graph("friends").nodes)) == ["Aiko", "Ben", "Chiyo"]
    assert not again.is_embedded("friends")
    assert again.embed("friends", size=4, epochs=1)[1].shape == (3, 4)
