"""What people ask of words without a command, in both languages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant import Assistant, Message, testing
from assistant.blocks import Plot, Table, Text


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with testing.open(tmp_path_factory.mktemp("words")) as opened:
        yield opened


@pytest.mark.parametrize(
    ("text", "intent", "args"),
    [
        ("what lies between Tokyo and Paris?", "between_words", {"a": "Tokyo", "b": "Paris"}),
        ("words between cat and car", "between_words", {"a": "cat", "b": "car"}),
        ("東京とパリの間にある言葉は？", "between_words", {"a": "東京", "b": "パリ"}),
        ("train word2vec on my documents", "train_words", {}),
        ("can you learn word vectors from my notes", "train_words", {}),
        ("私の文書でword2vecを学習して", "train_words", {}),
    ],
)
def test_plain_words_reach_the_word_plugins(
    assistant: Assistant, text: str, intent: str, args: dict[str, str]
) -> None:
    route = assistant.route(Message(text))
    assert (route.intent, route.args) == (intent, args)


@pytest.mark.parametrize(
    "text",
    [
        "trains between Leeds and York", "what is between the shed and the fence", "how does word2vec train",
        "what is the difference between a lease and a licence", "学校と駅の間の駐輪場",
    ],
)  # fmt: skip
def test_what_speaks_of_no_words_is_for_others(assistant: Assistant, text: str) -> None:
    assert assistant.route(Message(text)).intent not in {"between_words", "train_words"}


def test_two_questions_in_a_row_do_not_mix(assistant: Assistant) -> None:
    talk = assistant.store.conversations.create("me")
    for text, start in (
        ("what lies between Tokyo and Paris?", "Tokyo"),
        ("東京とパリの間にある言葉は？", "東京"),
    ):
        turn = assistant.turn(Message(text), conversation=talk)
        assert turn.route.args["a"] == start
        assert any(isinstance(block, Table) for block in turn.blocks)


@pytest.mark.parametrize(
    "text", ["猫、犬、車で仲間はずれは？", "仲間はずれはどれ？猫と犬と車", "ねこ、犬、車で仲間はずれは？"]
)
def test_a_particle_is_no_part_of_a_word(assistant: Assistant, text: str) -> None:
    said = next(block for block in assistant.reply(Message(text)) if isinstance(block, Text))
    assert "**車**" in said.markdown


@pytest.mark.parametrize("text", ["/map king queen man", "map of king, queen and man", "王、女王、男の地図"])
def test_a_map_of_words_that_are_named(assistant: Assistant, text: str) -> None:
    plot = next(block for block in assistant.reply(Message(text)) if isinstance(block, Plot))
    assert len(plot.labels) == 3
