from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.ingest.chunk import MAX, TARGET, chunk, embedded, tokens
from assistant.ingest.extract import extract
from assistant.ingest.formats.text import plain

SENTENCE = "この文はだいたい同じ長さで、句点で終わります。"


def test_a_short_text_stays_whole() -> None:
    document = plain("One paragraph.\n\nAnother one.\n", "a")
    (passage,) = chunk(document)
    assert document.text[passage.start : passage.end] == "One paragraph.\n\nAnother one."


def test_long_japanese_is_cut_at_sentence_ends_into_even_parts() -> None:
    document = plain(SENTENCE * 100, "a")
    parts = [document.text[p.start : p.end] for p in chunk(document)]
    assert "".join(parts) == SENTENCE * 100
    assert all(part.endswith("。") and tokens(part) <= MAX for part in parts)
    assert min(map(tokens, parts[:-1])) > TARGET / 2


def test_long_english_is_cut_between_sentences() -> None:
    document = plain("Mr. Smith paid 3.5 dollars for it. He was glad. " * 80, "a")
    parts = [document.text[p.start : p.end] for p in chunk(document)]
    assert len(parts) > 3
    assert all(part.endswith(".") and part[0] in "MH" and tokens(part) <= MAX for part in parts)


def test_a_new_heading_starts_a_passage_and_no_heading_is_left_alone() -> None:
    text = "# A\n\n## B\n\nwords of b\n\n## C\n\nwords of c\n"
    document = extract(text.encode(), "a.md")
    assert [document.text[p.start : p.end] for p in chunk(document)] == [
        "A\n\nB\n\nwords of b",
        "C\n\nwords of c",
    ]


def test_title_and_headings_are_said_once() -> None:
    assert embedded("Refunds take days.", "Rules", "Rules > Refunds") == "Rules\nRefunds take days."
    assert (
        embedded("Thirty days.", "Rules", "Rules > Refunds", "Item | Fee")
        == "Rules\nRefunds\nItem | Fee\nThirty days."
    )
    assert embedded("Thirty days.", "", "") == "Thirty days."


TEXTS = st.text(alphabet=st.sampled_from(list("ab .,\n。、あ漢🙂A1\u3000")), max_size=3000)


@given(TEXTS, st.integers(1, 12))
@settings(max_examples=150, deadline=None)
def test_passages_cover_every_word_once_and_stay_small(text: str, times: int) -> None:
    if not text.strip():
        return
    document = plain(text * times, "a")
    passages = chunk(document)
    last = 0
    for passage in passages:
        assert passage.start >= last
        assert not document.text[last : passage.start].strip()
        body = document.text[passage.start : passage.end]
        assert body.strip()
        assert tokens(body) <= MAX + TARGET // 2
        last = passage.end
    assert not document.text[last:].strip()
