"""Whole turns on a real store with the real models: search, evidence, follow-ups, forgetting, faults."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant import Assistant, Message
from assistant.blocks import Block, Choices, Notice, Sources, Table, Text
from store.types import ME

NOTES = {
    "refund.md": "# Refunds\n\nA refund is paid within fourteen days after the goods come back to the shop.\n",
    "whales.txt": "Whales sing under water. Their songs travel for hundreds of kilometres.\n",
    "返品.md": "# 返品規定\n\n商品到着後、三十日以内であれば返品できます。送料はお客様の負担です。\n",
    "bread.md": "# Bread\n\nLet the dough rest for an hour before it goes into a hot oven.\n",
}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("notes")
    for name, text in NOTES.items():
        (folder / name).write_text(text, encoding="utf-8")
    with Assistant.open(tmp_path_factory.mktemp("home")) as opened:
        summary = opened.add_files([folder])
        assert (summary.added, summary.failed) == (4, ())
        yield opened


def ask(assistant: Assistant, text: str, conversation: str = "") -> list[Block]:
    return list(assistant.reply(Message(text), conversation=conversation))


def first(blocks: list[Block], kind: type[Block]) -> Block:
    return next(block for block in blocks if isinstance(block, kind))


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("what do my notes say about getting my money back?", "refund.md"),
        ("find documents about songs of sea animals", "whales.txt"),
        ("返品の期限について書いてある資料は？", "返品.md"),
        ("パンの焼き方について書いてあるメモを探して", "bread.md"),
    ],
)
def test_a_question_finds_its_document_in_either_language(
    assistant: Assistant, question: str, name: str
) -> None:
    turn = assistant.turn(Message(question))
    assert (turn.route.plugin, turn.route.intent) == ("search", "search_text")
    sources = first(list(turn.blocks), Sources)
    assert isinstance(sources, Sources)
    best = sources.passages[0]
    document = assistant.library.document(best.document_id, owner=ME)
    assert document is not None
    assert document.name == name
    assert document.text[best.start : best.end] == best.text
    assert {"dense", "lexical", "fused"} <= set(best.scores)


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("how long does a refund take?", "fourteen"),
        ("返品は何日以内ならできますか？", "三十日"),
        ("Where do whales sing?", "under water"),
    ],
)
def test_a_bare_question_is_answered_from_the_library(assistant: Assistant, question: str, word: str) -> None:
    turn = assistant.turn(Message(question))
    assert turn.route.intent == "search_text"
    sources = first(list(turn.blocks), Sources)
    assert isinstance(sources, Sources)
    assert word in sources.passages[0].text


@pytest.mark.parametrize("question", ["who won the world cup in 2022?", "who founded Microsoft", "狂犬病"])
def test_what_the_library_does_not_hold_is_said_to_be_absent(assistant: Assistant, question: str) -> None:
    turn = assistant.turn(Message(question))
    assert turn.route.intent == "search_text"
    blocks = list(turn.blocks)
    said = first(blocks, Text)
    assert isinstance(said, Text)
    assert "I found nothing about" in said.markdown or "見つかりませんでした" in said.markdown
    assert not any(isinstance(block, Sources) for block in blocks)
    offered = first(blocks, Choices)
    assert isinstance(offered, Choices)
    nearest = ask(assistant, offered.options[0].message)
    assert isinstance(first(nearest, Sources), Sources)


@pytest.mark.parametrize("question", ["明日の天気はどうですか？", "can you book me a flight?"])
def test_what_needs_the_outside_world_is_declined(assistant: Assistant, question: str) -> None:
    assert assistant.turn(Message(question)).route.intent == "out_of_scope"


def test_follow_ups_open_explain_and_replace(assistant: Assistant) -> None:
    conversation = assistant.store.conversations.create(ME, "refunds", "en")
    ask(assistant, "what do my notes say about refunds?", conversation)
    opened = first(ask(assistant, "the first one", conversation), Sources)
    assert isinstance(opened, Sources)
    assert "fourteen days" in opened.passages[0].text
    why = ask(assistant, "why?", conversation)
    assert isinstance(why[0], Text)
    assert "search_text" in why[0].markdown
    assert any(isinstance(block, Table) and "Dense (cosine)" in block.columns for block in why)
    assistant.conversations._last.clear()
    about = first(ask(assistant, "and for whales?", conversation), Sources)
    assert isinstance(about, Sources)
    assert "Whales" in about.passages[0].text


def test_forgetting_asks_once_and_can_be_undone(assistant: Assistant) -> None:
    asked = first(ask(assistant, "forget whales.txt"), Choices)
    assert isinstance(asked, Choices)
    assert "whales.txt" in asked.prompt
    assert len(assistant.library.documents(owner=ME)) == 4
    undo = first(ask(assistant, asked.options[0].message), Choices)
    assert isinstance(undo, Choices)
    assert len(assistant.library.documents(owner=ME)) == 3
    assert not [hit for hit in assistant.search("whales sing") if "Whales" in hit.text]
    ask(assistant, undo.options[0].message)
    assert "Whales" in assistant.search("whales sing")[0].text


def test_everything_can_be_forgotten_at_once_and_brought_back(assistant: Assistant) -> None:
    mine = len(assistant.library.documents(owner=ME))
    asked = first(ask(assistant, "/forget everything"), Choices)
    assert isinstance(asked, Choices)
    undo = first(ask(assistant, asked.options[0].message), Choices)
    assert isinstance(undo, Choices)
    assert assistant.library.documents(owner=ME) == []
    ask(assistant, undo.options[0].message)
    assert len(assistant.library.documents(owner=ME)) == mine


def test_remembered_text_is_found_again(assistant: Assistant) -> None:
    ask(assistant, "覚えて: 会議は金曜日の十時に変わりました")
    assert "金曜日" in assistant.search("打ち合わせはいつ？")[0].text
    token = assistant.library.forget([assistant.search("会議")[0].source], owner=ME)
    assert token


def test_what_cannot_be_done_is_said_with_what_can(assistant: Assistant) -> None:
    blocks = ask(assistant, "book me a flight to Paris")
    assert isinstance(blocks[0], Notice)
    choices = first(blocks, Choices)
    assert isinstance(choices, Choices)
    assert [option.message for option in choices.options] == ["/search book me a flight to Paris", "/help"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("hi", "Hello"), ("thx!", "welcome"), ("this is useless", "sorry"), ("ありがとう", "どういたしまして"),
        ("おはよう", "こんにちは"), ("does it work offline", "works offline"), ("データは外に送られる？", "どこにも送信しません"),
    ],
)  # fmt: skip
def test_small_talk_and_questions_about_the_program_get_a_short_line(
    assistant: Assistant, text: str, said: str
) -> None:
    line = first(ask(assistant, text), Text)
    assert isinstance(line, Text)
    assert said in line.markdown


@pytest.mark.parametrize(
    "text",
    ["delete key stuck", "forget-me-not care", "忘れ物", "open refund.md", "summarize bread.md", "whales.txt", "消し忘れの件"],
)  # fmt: skip
def test_only_a_verb_of_deleting_deletes(assistant: Assistant, text: str) -> None:
    assert assistant.turn(Message(text)).route.intent not in {"forget", "forget_now"}


def test_another_intent_can_be_chosen_and_is_learned(assistant: Assistant) -> None:
    text = "zorp the glimmering whales"
    turn = assistant.turn(Message(f"/as search_text {text}"))
    assert turn.route.intent == "search_text"
    assert "whales" in str(turn.route.args["query"])
    assistant.correct(text, "search_text")
    assert assistant.route(Message(text)).intent == "search_text"


def test_an_empty_message_and_an_unknown_command_get_a_clear_line(assistant: Assistant) -> None:
    assert isinstance(ask(assistant, "   ")[0], Notice)
    unknown = ask(assistant, "/nosuchcommand x")
    assert any(isinstance(block, Notice) for block in unknown)


def test_a_fault_in_a_plugin_becomes_one_line(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(assistant.library, "answer", fail)
    blocks = ask(assistant, "/search whales")
    assert isinstance(blocks[-1], Notice)
    assert blocks[-1].level == "error"
    assert "secret" not in blocks[-1].text + blocks[-1].hint


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("deleted items folder full", "search_text"),
        ("delete bread.md", "forget"),
        ("delete my bread pls", "forget"),
        ("パンのメモを消して", "forget"),
        ("what does the dough do", "search_text"),
        ("what can you do", "help"),
        ("何ができるの", "help"),
    ],
)
def test_what_orders_and_what_only_speaks_of_it(assistant: Assistant, text: str, intent: str) -> None:
    assert assistant.turn(Message(text)).route.intent == intent


def test_a_name_is_known_with_my_or_the_before_it(assistant: Assistant) -> None:
    asked = first(ask(assistant, "delete my bread pls"), Choices)
    assert isinstance(asked, Choices)
    assert "bread.md" in asked.prompt


def test_nothing_that_was_neither_named_nor_shown_is_offered_for_deletion(assistant: Assistant) -> None:
    talk = assistant.store.conversations.create(ME)
    assert not [b for b in ask(assistant, "delete it", talk) if isinstance(b, Choices) and b.confirms]
    ask(assistant, "where do whales sing", talk)
    assert not [
        b for b in ask(assistant, "delete this zebra thing", talk) if isinstance(b, Choices) and b.confirms
    ]


def test_a_verb_alone_means_what_was_shown(assistant: Assistant) -> None:
    talk = assistant.store.conversations.create(ME)
    ask(assistant, "where do whales sing", talk)
    for text in ("それ要約して", "summarize it please", "開いて"):
        said = ask(assistant, text, talk)
        assert "whales" in str(said).lower(), text


@pytest.mark.parametrize("text", ["これ読んどいて", "here's the letter from the bank", "email this to Bob"])
def test_a_file_that_came_with_words_is_kept_whatever_they_ask(
    assistant: Assistant, tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    folder = tmp_path_factory.mktemp("came")
    file = folder / f"letter {abs(hash(text))}.txt"
    file.write_text(f"Dear customer, {text}: your rate changes to 4.1 percent in March.", encoding="utf-8")
    list(assistant.turn(Message(text, [file])).blocks)
    assert file.name in {document.name for document in assistant.library.documents(owner=ME)}


def test_a_word_that_stands_in_the_library_is_looked_up(tmp_path: Path) -> None:
    """A weekday alone looks like small talk; a greeting stays one, whatever documents say."""
    rota = "Monday: Pat. Tuesday: Sam. Thanks to Lou, who cleans the kitchen on Friday. Good morning to all."
    with Assistant.open(tmp_path) as assistant:
        assistant.add_texts(["rota"], [rota], ["rota.md"])
        routes = {
            text: assistant.turn(Message(text)).route
            for text in (
                "tuesday",
                "Monday",
                "look in rota.md for the kitchen",
                "thanks",
                "good morning",
                "hi",
            )
        }
    assert [route.intent for route in routes.values()] == ["search_text"] * 3 + ["small_talk"] * 3
    assert routes["look in rota.md for the kitchen"].args == {"query": "kitchen", "name": "rota.md"}


@pytest.mark.parametrize("text", ["my notes", "what do you have?", "登録してあるもの一覧", "book me a taxi"])
def test_a_request_that_has_no_use_for_files_keeps_them(tmp_path: Path, text: str) -> None:
    (tmp_path / "rota.md").write_text("The kitchen is cleaned on Friday by Lou.")
    with Assistant.open(tmp_path / "home") as assistant:
        list(assistant.reply(Message(text, [tmp_path / "rota.md"])))
        assert [document.name for document in assistant.library.documents(owner=ME)] == ["rota.md"]


def test_a_doubted_question_is_searched_once(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    search = assistant.library.answer

    def answer(query: str, *rest: Any, **more: Any) -> Any:
        asked.append(query)
        return search(query, *rest, **more)

    monkeypatch.setattr(assistant.library, "answer", answer)
    for question in ("where do whale songs go?", "how long does dough rest?", "返品は何日以内？"):
        asked.clear()
        assert any(isinstance(block, Sources) for block in ask(assistant, question)), question
        assert len(asked) == len(set(asked)) == 1, (question, asked)
