"""Vector files in every form, damaged ones, and mounting."""

import gzip
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


LINES = "goose 0.5 1.5\ncafé -0.25 2\nNew York 1 3\n"
VALUES = [[0.5, 1.5], [-0.25, 2], [1, 3]]


@pytest.mark.parametrize(
    "data",
    [
        LINES.encode("cp1252"), b"3 2\n" + LINES.encode("cp1252"), ("3 2\n" + LINES).encode("utf-8-sig"),
        ("3 2\r\n" + LINES.replace("\n", "\r\n")).encode(), ("\n3 2\n" + LINES.replace(".", ",")).encode(), ("3 2\n" + LINES).encode("utf-16"), gzip.compress(b"3 2\n" + LINES.encode()),
        b"word,x,y\ngoose,0.5,1.5\ncaf\xc3\xa9,-0.25,2\nNew York,1,3\n", "goose;0,5;1,5\ncafé;-0,25;2\nNew York;1;3\n".encode(),
        ",word,x,y\n0,goose,0.5,1.5\n1,café,-0.25,2\n2,New York,1,3\n".encode(), "goose\t0.5\t1.5\ncafé\t-0.25\t2\nNew York\t1\t3\n".encode(),
    ],
)  # fmt: skip
def test_vectors_as_people_pass_them_on(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "some.vec"
    path.write_bytes(data)
    words, matrix = files.read(path)
    assert words == ["goose", "café", "New York"]
    np.testing.assert_allclose(matrix, VALUES)


def test_japanese_words_in_their_own_encoding(tmp_path: Path) -> None:
    path = tmp_path / "ja.vec"
    for encoding in ("cp932", "euc_jp", "iso2022_jp"):
        path.write_bytes("2 2\n東京駅 0.5 1\n新宿駅 1 0.5\n".encode(encoding))
        assert files.read(path)[0] == ["東京駅", "新宿駅"]


def test_what_is_odd_is_read_and_said(tmp_path: Path) -> None:
    path = tmp_path / "odd.vec"
    path.write_text("9 2\ngoose 1 2\nduck 3 4\ngoose 5 6\n")
    found = files.understand(path)
    assert found.words == ["goose", "duck"]
    np.testing.assert_array_equal(found.matrix, [[1, 2], [3, 4]])
    count, again = (note.en for note in found.notes)
    assert count == "Its first line says 9 words; there are 3."
    assert again == "Words that come again: 1 (goose); the first vector of each counts."
    assert all(re.search("[ぁ-ん]", note.ja) for note in found.notes)
    many = "".join(f"語{n}の名前 1 2\n" for n in range(300)).encode()
    path.write_bytes(many + b"bad\xff\xfe 3 4\n")
    broken = files.understand(path)
    assert len(broken.words) == 300
    assert not any("\ufffd" in word for word in broken.words)
    assert broken.notes[0].en == "Words whose letters are damaged and that were left out: 1."


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"PK\x03\x04" + bytes(90), "packed (zip)"), (b"BZh9" + bytes(90), "packed (bzip2)"),
        (gzip.compress(LINES.encode())[:-12], "cut short"), (gzip.compress(pickle.dumps({"a": 1})), "pickle"),
        (b"word,x,y\ngoose,0.5,1.5\nduck,1\n", "line 3"), (b"goose 1 2\nduck 1 " + b"1" * 300_000, "too long"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_the_reason(tmp_path: Path, data: bytes, why: str) -> None:
    path = tmp_path / "bad.vec"
    path.write_bytes(data)
    with pytest.raises(BadVectors) as caught:
        files.read(path)
    assert why in caught.value.say("en")
    assert re.search("[ぁ-ん]", caught.value.say("ja").partition(": ")[2])


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
