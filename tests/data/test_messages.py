"""The labelled messages are well formed, balanced, and keep development and test apart."""

import json
import unicodedata
from collections import Counter
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import pytest

SLOTS = {
    "search_text": {"query"},
    "compare_sentences": {"a", "b"},
    "infer": {"premise", "hypothesis"},
    "classify_text": {"text", "labels"},
    "fill_mask": {"text"},
    "word_in_context": {"word", "a", "b"},
    "tag_image": {"labels"},
    "find_images": {"query"},
    "similar_images": set(),
    "word_neighbors": {"word"},
    "analogy": {"a", "b", "c"},
    "odd_one_out": {"words"},
    "word_similarity": {"a", "b"},
    "node_neighbors": {"node"},
    "predict_links": {"node"},
    "recommend": {"items"},
    "show_map": {"space"},
    "remember": {"text"},
    "list_library": set(),
    "forget": {"target"},
    "help": set(),
    "out_of_scope": set(),
}
LATER = {"small_talk": set[str]()}
"""Intents that came after these messages were written: some messages were labelled anew."""
MAY_LACK = {"classify_text": {"labels"}, "tag_image": {"labels"}, "remember": {"text"}}
LISTS = {"labels", "words", "items"}
SPACES = {"words", "documents", "images", "nodes", "items"}


def read(name: str) -> list[dict[str, Any]]:
    path = Path(__file__).parent / "messages" / name
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


@pytest.fixture(scope="module", params=["dev.jsonl", "test.jsonl", "fresh.jsonl"])
def messages(request: pytest.FixtureRequest) -> list[dict[str, Any]]:
    return read(request.param)


def test_all_intents_and_both_languages_are_covered_evenly(messages: list[dict[str, Any]]) -> None:
    intents = Counter((message["intent"], message["lang"]) for message in messages)
    assert {intent for intent, _ in intents} - set(LATER) == set(SLOTS)
    for intent in SLOTS:
        assert abs(intents[intent, "en"] - intents[intent, "ja"]) <= 1, intent
        assert intents[intent, "en"] >= 6, intent
    hard = sum(message["hard"] for message in messages) / len(messages)
    assert hard >= 0.5


def test_slots_are_those_of_the_intent_and_taken_from_the_message(messages: list[dict[str, Any]]) -> None:
    for message in messages:
        intent, slots = message["intent"], message["slots"]
        known = {**SLOTS, **LATER}[intent]
        missing = known - set(slots)
        assert set(slots) <= known, message
        assert missing <= MAY_LACK.get(intent, set()), message
        for name, value in slots.items():
            assert isinstance(value, list) == (name in LISTS), message
            if name == "space":
                assert value in SPACES, message
            else:
                values = value if isinstance(value, list) else [value]
                assert values, message
                assert all(plain(part) in plain(message["text"]) for part in values), message


def test_pictures_come_with_picture_intents_only(messages: list[dict[str, Any]]) -> None:
    for message in messages:
        pictures = [
            name
            for name in message["files"]
            if Path(name).suffix.lower() in {".jpg", ".jpeg", ".png", ".webp", ".gif", ".heic"}
        ]
        about_pictures = message["intent"] in {"tag_image", "similar_images"}
        assert about_pictures or not pictures or message["intent"] in {"remember", "out_of_scope"}, message
        assert pictures or not about_pictures, message
        if message["intent"] == "remember":
            assert bool(message["files"]) != ("text" in message["slots"]), message


def test_no_message_is_in_both_files_or_twice_in_one() -> None:
    # Whoever wrote fresh.jsonl had seen neither, so short messages may coincide; ids may not.
    both = read("dev.jsonl") + read("test.jsonl")
    every = both + read("fresh.jsonl")
    assert len({message["id"] for message in every}) == len(every)
    texts = Counter((plain(message["text"]), *message["files"]) for message in both)
    assert [text for text, count in texts.items() if count > 1] == []


def test_no_test_message_is_a_slight_variant_of_a_development_message() -> None:
    # Japanese and English never resemble each other by character, so each is compared with its own.
    for lang in ("en", "ja"):
        dev = [
            plain(message["text"])
            for message in read("dev.jsonl")
            if message["lang"] == lang and message["text"]
        ]
        for message in read("test.jsonl"):
            if message["lang"] != lang or not message["text"]:
                continue
            matcher = SequenceMatcher(b=plain(message["text"]))
            for text in dev:
                matcher.set_seq1(text)
                near = (
                    matcher.real_quick_ratio() > 0.82
                    and matcher.quick_ratio() > 0.82
                    and matcher.ratio() > 0.82
                )
                assert not near, (text, message["text"])
