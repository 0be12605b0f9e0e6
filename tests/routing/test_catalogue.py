from __future__ import annotations

import re

import pytest

from assistant.routing import catalogue

NAMES = [
    "search_text",
    "compare_sentences",
    "infer",
    "classify_text",
    "fill_mask",
    "word_in_context",
    "tag_image",
    "find_images",
    "similar_images",
    "word_neighbors",
    "analogy",
    "odd_one_out",
    "word_similarity",
    "node_neighbors",
    "predict_links",
    "recommend",
    "show_map",
    "remember",
    "list_library",
    "forget",
    "help",
    "out_of_scope",
    "small_talk",
    "open_document",
    "summarize",
    "list_about",
    "count_about",
    "similar_documents",
    "compare_documents",
]
SILENT = {"out_of_scope", "small_talk"}
"""Intents that nobody asks for by a command."""


def test_every_intent_of_the_program_is_there() -> None:
    assert sorted(NAMES) == list(catalogue.names())
    with pytest.raises(KeyError):
        catalogue.intent("dance")


@pytest.mark.parametrize("name", NAMES)
def test_twenty_examples_in_each_language(name: str) -> None:
    intent = catalogue.intent(name)
    for language in ("en", "ja"):
        texts = {text.casefold() for text in intent.examples[language]}
        assert len(texts) >= 20
    assert intent.summary.en
    assert re.search(r"[ぁ-ん]", intent.summary.ja)


def test_commands_are_unique() -> None:
    commands = [catalogue.intent(name).command for name in NAMES if name not in SILENT]
    assert all(commands)
    assert len(set(commands)) == len(commands)
