"""Deleting asks once and is answered only just after; words bring things back; callers do no more than they may."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import Assistant, Message
from assistant.blocks import Block, Choices, Notice, Text
from assistant.conversation import confirming
from assistant.plugin import Intent
from assistant.settings import Settings
from store.types import ME, Owner

ANNA = Owner("visitor-anna")
NAMES = ("notes.md", "report.txt", "返品規定.md")


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    home = tmp_path_factory.mktemp("home")
    with Assistant.open(home, Settings(home, text_encoder="use-multilingual-v3", samples=False)) as made:
        yield made


@pytest.fixture
def assistant(opened: Assistant) -> Assistant:
    """The same assistant with the same three texts of two people in it, whatever a test did before."""
    for owner in (ME, ANNA):
        opened.store.deleted.erase(owner=owner)
        texts = [f"{name} says that the key is under the mat." for name in NAMES]
        opened.add_texts(NAMES, texts, NAMES, owner=owner)
        opened.forget_memory(owner)
    return opened


def ask(
    assistant: Assistant, text: str, talk: str = "", owner: Owner = ME, may: str = "delete"
) -> list[Block]:
    return list(assistant.reply(Message(text), owner=owner, conversation=talk, may=may))  # type: ignore[arg-type]


def names(assistant: Assistant, owner: Owner = ME) -> set[str]:
    return {document.name for document in assistant.library.documents(owner=owner)}


def said(blocks: list[Block]) -> str:
    return "\n".join(
        {Text: lambda b: b.markdown, Notice: lambda b: f"{b.text} {b.hint}", Choices: lambda b: b.prompt}.get(
            type(block), lambda b: ""
        )(block)
        for block in blocks
    )


@pytest.mark.parametrize(
    ("request_", "yes", "named"),
    [
        ("delete notes.md", "yes", "“notes.md” (1 passages)"),
        ("please forget report.txt", "Yes, please.", "“report.txt”"),
        ("返品規定.mdを削除して", "はい", "「返品規定.md」"),
        ("notes.mdを忘れて", "はい、お願いします。", "「notes.md」"),
        ("/forget notes", "ok", "“notes.md”"),
    ],
)
def test_a_yes_directly_after_the_question_deletes_what_it_named(
    assistant: Assistant, request_: str, yes: str, named: str
) -> None:
    question = ask(assistant, request_)
    assert named in said(question)
    assert len(names(assistant)) == 3
    done = ask(assistant, yes)
    assert len(names(assistant)) == 2, said(done)
    assert len(names(assistant, ANNA)) == 3


@pytest.mark.parametrize(
    "between", ["hello", "/list", "what is under the mat?", "ありがとう", "/nonsense", ""]
)
@pytest.mark.parametrize("yes", ["yes", "はい"])
def test_anything_said_in_between_makes_a_yes_mean_nothing(
    assistant: Assistant, between: str, yes: str
) -> None:
    talk = assistant.store.conversations.create(ME)
    ask(assistant, "forget notes.md", talk)
    ask(assistant, between, talk)
    ask(assistant, yes, talk)
    ask(assistant, yes, talk)
    assert names(assistant) == set(NAMES)


def test_a_yes_counts_in_its_own_conversation_and_for_its_own_person(assistant: Assistant) -> None:
    one, other = (assistant.store.conversations.create(ME) for _ in range(2))
    ask(assistant, "forget notes.md", one)
    ask(assistant, "yes", other)
    ask(assistant, "yes")
    ask(assistant, "yes", owner=ANNA)
    assert names(assistant) == names(assistant, ANNA) == set(NAMES)
    ask(assistant, "yes", one)
    assert names(assistant) == set(NAMES[1:])


def test_a_question_outlives_the_program(tmp_path: Path) -> None:
    settings = Settings(tmp_path, text_encoder="use-multilingual-v3", samples=False)
    with Assistant.open(tmp_path, settings) as before:
        before.add_texts(["k"], ["The key is under the mat."], ["key"])
        talk = before.store.conversations.create(ME)
        ask(before, "/forget key", talk)
    with Assistant.open(tmp_path, settings) as after:
        ask(after, "yes", talk)
        assert names(after) == set()


def test_a_command_that_was_not_offered_just_before_asks_and_names_the_thing(assistant: Assistant) -> None:
    (document,) = (one for one in assistant.library.documents(owner=ME) if one.name == "notes.md")
    command = f"/forget-now {document.id}"
    ask(assistant, f"/as forget_now {document.id}")
    for text in (command, "/forget-now *", command):
        (question,) = ask(assistant, text)
        assert isinstance(question, Choices)
        assert "notes.md" in question.prompt
        assert names(assistant) == set(NAMES)
    done = ask(assistant, command)
    assert names(assistant) == set(NAMES[1:])
    assert "“notes.md”" in said(done)
    assert "30 days" in said(done)


def test_the_button_of_an_older_answer_asks_again(assistant: Assistant) -> None:
    (first,) = ask(assistant, "forget notes.md")
    ask(assistant, "forget report.txt")
    assert isinstance(first, Choices)
    (again,) = ask(assistant, first.options[0].message)
    assert isinstance(again, Choices)
    assert "notes.md" in again.prompt
    assert names(assistant) == set(NAMES)


def test_all_of_it_names_some_counts_all_and_asks_anew_when_there_is_more(assistant: Assistant) -> None:
    (question,) = ask(assistant, "forget everything")
    assert isinstance(question, Choices)
    assert all(name in question.prompt for name in NAMES)
    assert "3 of your documents" in question.prompt
    assistant.add_texts(["later"], ["Something added meanwhile."], ["later"])
    (again,) = ask(assistant, "yes")
    assert isinstance(again, Choices)
    assert "4 of your documents" in again.prompt
    assert "and 1 more" in again.prompt
    assert len(names(assistant)) == 4
    ask(assistant, "yes")
    assert names(assistant) == set()
    assert names(assistant, ANNA) == set(NAMES)


@pytest.mark.parametrize("no", ["no", "No, thanks.", "never mind", "いいえ", "やめて"])
def test_a_no_keeps_it(assistant: Assistant, no: str) -> None:
    ask(assistant, "forget notes.md")
    turn = assistant.turn(Message(no))
    assert turn.route.intent == "keep_it"
    list(turn.blocks)
    ask(assistant, "yes")
    assert names(assistant) == set(NAMES)


@pytest.mark.parametrize("text", ["yes", "はい", "ok", "no", "いいえ", "yes please", "delete it", "消して"])
def test_a_yes_to_nothing_changes_nothing(assistant: Assistant, text: str) -> None:
    before = contents(assistant)
    list(assistant.reply(Message(text)))
    assert contents(assistant) == before


UNDO = [
    "/undo", "undo", "Undo that.", "undo please", "bring it back", "Bring that back please!", "can you undo that?", "restore it",
    "get it back", "undo the deletion", "元に戻して", "さっき消したのを戻して", "元に戻してください", "やっぱり元に戻して",
    "さっき削除したファイルを元に戻してください", "取り消して", "今消したのを復元して", "それを戻して",
]  # fmt: skip
NAMED = [
    "/undo notes.md", "restore notes.md", "please restore the file notes.md", "bring back notes.md", "bring notes back", "undelete notes",
    "recover my notes please", "notes.mdを復元して", "notes.mdを元に戻して", "「notes.md」を戻してください", "さっき消したnotes.mdを戻して",
]  # fmt: skip


@pytest.mark.parametrize("text", UNDO)
def test_what_went_last_comes_back_by_saying_so(assistant: Assistant, text: str) -> None:
    for name in ("notes.md", "report.txt"):
        ask(assistant, f"/forget {name}")
        ask(assistant, "yes")
    ask(assistant, "what is under the mat?")
    done = ask(assistant, text)
    assert names(assistant) == {"report.txt", "返品規定.md"}, said(done)
    assert "report.txt" in said(done)


@pytest.mark.parametrize("text", NAMED)
def test_what_is_named_comes_back(assistant: Assistant, text: str) -> None:
    for name in ("notes.md", "report.txt"):
        ask(assistant, f"/forget {name}")
        ask(assistant, "yes")
    ask(assistant, text, owner=ANNA)
    assert names(assistant) == {"返品規定.md"}, "another person brings nothing of mine back"
    assert names(assistant, ANNA) == set(NAMES)
    done = ask(assistant, text)
    assert names(assistant) == {"notes.md", "返品規定.md"}, said(done)


@pytest.mark.parametrize(
    "text",
    [
        "restore order in the kitchen", "how do I get my money back?", "bring the car back", "recover from a cold",
        "返品した商品を戻してもらう方法は？", "undo is a word with four letters", "what does undo mean?", "猫を元の場所に戻して",
    ],
)  # fmt: skip
def test_what_only_sounds_like_it_is_not_taken_for_it(assistant: Assistant, text: str) -> None:
    ask(assistant, "/forget notes.md")
    ask(assistant, "yes")
    assert assistant.turn(Message(text)).route.intent != "undo"


def test_nothing_to_bring_back_is_said(assistant: Assistant) -> None:
    assert "nothing to bring back" in said(ask(assistant, "undo"))
    assert "元に戻せるものはありません" in said(ask(assistant, "元に戻して"))
    ask(assistant, "/forget notes.md")
    ask(assistant, "yes")
    assert "“other.pdf”" in said(ask(assistant, "restore other.pdf"))


def test_a_deleted_conversation_comes_back_by_its_name(assistant: Assistant) -> None:
    talk = assistant.store.conversations.create(ME, "Trip to Kyoto")
    assistant.store.conversations.forget(talk, owner=ME)
    assert "Trip to Kyoto" in said(ask(assistant, "bring back Trip to Kyoto"))
    assert assistant.store.conversations.get(talk, owner=ME) is not None


def contents(assistant: Assistant) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of every table but those that describe the tables."""
    path = assistant.settings.home / "store" / "ledger.sqlite3"
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as ledger:
        tables = [name for (name,) in ledger.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: ledger.execute(f"SELECT * FROM {name}").fetchall() for name in sorted(tables)}


def messages(assistant: Assistant) -> list[str]:
    """Return, for every intent of every plugin, its command and its first examples in both languages."""
    found = [
        "/forget-now *",
        "/undo",
        "yes",
        "はい",
        "undo",
        "元に戻して",
        "/as forget_now *",
        "/as remember remember: x",
    ]
    for _, intent in assistant.registry.intents():
        found += _of(intent)
    return found


def _of(intent: Intent) -> list[str]:
    examples = [text for texts in intent.examples.values() for text in list(texts)[:1]]
    return [*([f"/{intent.command} notes.md"] if intent.command else []), *examples]


def test_who_may_only_read_changes_nothing_whatever_is_said(assistant: Assistant) -> None:
    assistant.store.settle(30)
    before, exports = contents(assistant), assistant.settings.home / "exports"
    for text in messages(assistant):
        ask(assistant, text, may="read")
    assert contents(assistant) == before
    assert not exports.exists()
    assert assistant.library.documents(owner=ME)
    assert "mat" in str(ask(assistant, "where is the key?", may="read"))


def test_who_may_not_delete_is_told_what_deletes(assistant: Assistant) -> None:
    document = assistant.library.documents(owner=ME)[0]
    ask(assistant, "forget notes.md")
    for text in (
        "yes",
        f"/forget-now {document.id}",
        "forget notes.md",
        "notes.mdを削除して",
        "/forget *",
        "/unname Momo",
        "/unteach",
    ):
        answer = ask(assistant, text, may="write")
        assert "`forget`" in said(answer), text
        assert names(assistant) == set(NAMES)
    ask(assistant, "/add The gate code is 4411.", may="write")
    assert len(names(assistant)) == 4


def test_a_plugin_that_deletes_without_asking_deletes_nothing(assistant: Assistant) -> None:
    class Greedy:
        name = "greedy"
        summary = confirming.YES
        intents = (Intent("greedy", confirming.YES, {}, command="greedy", does="delete"),)

        def handle(self, request, context):
            context.library.forget([d.id for d in context.library.documents()])
            return [Text("gone")]

    assistant.registry.add(Greedy())  # type: ignore[arg-type]
    try:
        answer = ask(assistant, "/greedy")
        assert "Nothing was deleted" in said(answer)
        assert names(assistant) == set(NAMES)
    finally:
        assistant.registry.plugins.pop()


@pytest.mark.parametrize(
    ("request_", "yes"),
    [
        ("delete notes.md and report.txt", "yes"),
        ("notes.mdとreport.txtを削除して", "はい"),
        ("/forget notes.md, report.txt", "yes"),
    ],
)
def test_several_names_are_asked_about_together(assistant: Assistant, request_: str, yes: str) -> None:
    question = ask(assistant, request_)
    assert "2" in said(question)
    assert "notes.md" in said(question)
    assert "report.txt" in said(question)
    assert len(names(assistant)) == 3
    ask(assistant, yes)
    assert names(assistant) == {"返品規定.md"}
    ask(assistant, "undo")
    assert names(assistant) == set(NAMES)


def test_a_list_with_a_name_that_is_nothing_deletes_nothing(assistant: Assistant) -> None:
    ask(assistant, "delete notes.md and ghost.txt")
    ask(assistant, "yes")
    assert names(assistant) == set(NAMES)


@pytest.mark.parametrize(
    ("request_", "count"),
    [
        ("delete notes.md, report.txt and 返品規定.md", 3),
        ("「notes.md」と「report.txt」と「返品規定.md」を消して", 3),
        ("delete notes.md but keep report.txt", 1),
        ("delete old report.txt", 1),
    ],
)
def test_only_names_that_stand_in_one_list_go_together(
    assistant: Assistant, request_: str, count: int
) -> None:
    assistant.add_texts(["old report.txt"], ["The old key."], ["old report.txt"])
    ask(assistant, request_)
    ask(assistant, "yes")
    assert len(names(assistant)) == 4 - count
    assert ("report.txt" in names(assistant)) is (count == 1)
