"""Vector files in every form, damaged ones, and mounting."""

import pickle
import re
import time
from pathlib import Path

import numpy as np
import pytest

from assistant.engines.words import files, mount
from assistant.engines.words.errors import BadVectors
from assistant.engines.words.index import WordIndex, fold

WORDS = ["the", "New_York", "café", "東京", "Ａpple", "a"]
ROWS = np.random.default_rng(0).normal(size=(6, 4)).astype(np.float32)


def write(folder: Path, kind: str) -> Path:
    lines = [f"{word} {' '.join(map(repr, map(float, row)))}" for word, row in zip(WORDS, ROWS, strict=True)]
    path = folder / f"vectors.{kind}"
    if kind == "bin":
        body = b"".join(
            word.encode() + b" " + row.tobytes() + b"\n" for word, row in zip(WORDS, ROWS, strict=True)
        )
        path.write_bytes(b"6 4\n" + body)
    else:
        header = ["6 4"] if kind in ("vec", "w2v.txt") else []
        path.write_text("\n".join([*header, *lines]) + "\n", "utf-8")
    return path


@pytest.mark.parametrize("kind", ["bin", "vec", "w2v.txt", "glove.txt"])
def test_every_form_reads_the_same(tmp_path: Path, kind: str) -> None:
    words, matrix = files.read(write(tmp_path, kind))
    assert words == WORDS
    np.testing.assert_allclose(matrix, ROWS, rtol=1e-6)


def test_forms_written_by_gensim(tmp_path: Path) -> None:
    from gensim.models import KeyedVectors

    keyed = KeyedVectors(4)
    keyed.add_vectors(WORDS, ROWS)
    for binary in (True, False):
        keyed.save_word2vec_format(str(tmp_path / "kv"), binary=binary)
        words, matrix = files.read(tmp_path / "kv")
        assert words == WORDS
        np.testing.assert_allclose(matrix, ROWS, rtol=1e-5)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (pickle.dumps({"a": 1}), "pickle"),
        (b"6 4\nthe " + ROWS[0].tobytes()[:9], "cut short"),
        (b"99999999999 4\na 1 2 3 4\n", "99999999999"),
        (b"a 1 2 3\nb 1 2\n", "line 2"),
        (b"a 1 2 3\n" * 4 + b"b 1 x 3\n", "number"),
        (b"a 1 nan 3\nb 1 2 3\n", "finite"),
        (b"", "neither"),
        (b"\x00\x01\x02\xff" * 100, "neither"),
        (b"hello there my friend\n", "neither"),
    ],
)
def test_bad_files_are_refused_with_a_reason(tmp_path: Path, content: bytes, why: str) -> None:
    path = tmp_path / "bad.vec"
    path.write_bytes(content)
    with pytest.raises(BadVectors) as caught:
        files.read(path)
    assert why in caught.value.say("en")
    reason = caught.value.say("ja").removeprefix("bad.vec は単語ベクトルのファイルではありません: ")
    assert re.search("[ぁ-ん]", reason)
    assert set(re.findall(r"[A-Za-z]\w{2,}", reason, re.ASCII)) <= {"pickle", "word2vec", "NaN"}


def test_lookup_folds_case_width_and_spaces(tmp_path: Path) -> None:
    WordIndex.build(WORDS).save(tmp_path)
    index = WordIndex.load(tmp_path)
    assert [index.find(word) for word in WORDS] == list(range(6))
    assert index.find("THE") == 0
    assert index.find("new york") == 1
    assert index.find("CAFÉ") == 2
    assert index.find("apple") == 4
    assert index.find("tokyo") is None
    assert index.words == WORDS
    assert fold("Ａｂ") == "ab"


def test_spellings_count_transpositions_as_one_edit() -> None:
    index = WordIndex.build(["receive", "relieve", "deceive", "東京", "東京都", "x"])
    assert index.spellings("recieve")[0] == "receive"
    assert index.spellings("東京府") == ["東京", "東京都"] or set(index.spellings("東京府")) == {
        "東京",
        "東京都",
    }


def test_mounting_400_000_words_is_quick(tmp_path: Path) -> None:
    source = mount.glove_package()
    assert source is not None
    mount.mount("glove", source, tmp_path)
    start = time.process_time()
    again = mount.mount("glove", source, tmp_path)
    assert again.neighbors("coffee", 1)[0].word in {"tea", "drink"}
    assert len(again) == 400_000
    assert time.process_time() - start < 0.5
