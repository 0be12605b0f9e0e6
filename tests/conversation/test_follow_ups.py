"""Follow-ups mean what a person means by them, and messages that stand alone are left alone."""

from __future__ import annotations

from functools import cache
from typing import cast

import pytest

from assistant.blocks import Choices, Option, Passage, Sources, Table, Text
from assistant.conversation import follow_ups
from assistant.conversation.known import Known
from assistant.message import Message
from assistant.plugin import Exchange, Route
from assistant.routing import Router
from tests.routing.score import OneThread, builtin

PASSAGES = tuple(Passage(f"doc-1#{n}", "doc-1", "Notes", f"passage {n}") for n in range(5))
SEARCH = Exchange(
    Message("what do my notes say about cats?"),
    Route("search", "search_text", {"query": "cats"}),
    (Text("From your library"), Sources(PASSAGES)),
)


class Nothing:
    """What an empty library knows, except the names of text files."""

    def names(self, text: str) -> bool:
        return text.endswith(".txt")

    def near(self, question: str, name: str) -> bool:
        return False

    def best(self, question: str) -> str:
        return ""


@cache
def router() -> Router:
    model = OneThread()
    return Router(builtin(), lambda: model)


def resolve(message: Message, previous: Exchange | None) -> Route | None:
    return follow_ups.resolve(message, previous, router(), cast(Known, Nothing()))


def follow(text: str, previous: Exchange = SEARCH) -> tuple[str, dict[str, object]] | None:
    route = resolve(Message(text), previous)
    return None if route is None else (route.intent, dict(route.args))


def after(question: str, intent: str = "search_text", **args: str) -> Exchange:
    """Return a question that was answered with one passage."""
    return Exchange(Message(question), Route("search", intent, dict(args)), (Sources(PASSAGES[:1]),))


@pytest.mark.parametrize(
    "text",
    ["more", "More please", "show me more", "next", "もっと", "もっと見せて", "続き", "他には？", "次"],
)
def test_more_asks_for_the_next_page(text: str) -> None:
    assert follow(text) == ("search_text", {"query": "cats", "offset": 5})


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("the second one", 2), ("open the third", 3), ("2", 2), ("#4", 4), ("show me the last one", -1), ("number two", 2),
        ("the 3rd result please", 3), ("二番目", 2), ("2番目を見せて", 2), ("三つ目のやつ", 3), ("最後のを開いて", -1),
        ("２番目について詳しく教えてください", 2), ("1件目", 1), ("最初の結果", 1),
    ],
)  # fmt: skip
def test_ordinals_open_a_passage(text: str, number: int) -> None:
    assert follow(text) == ("open_passage", {"number": number})


@pytest.mark.parametrize(
    ("text", "filters"),
    [
        ("only in the PDF", {"kind": "pdf"}), ("just the PDFs", {"kind": "pdf"}), ("only in report.docx", {"name": "report.docx"}),
        ("only #work", {"tag": "work"}), ("PDFだけ", {"kind": "pdf"}), ("PDFの中だけで", {"kind": "pdf"}),
        ("ワードファイルのみ", {"kind": "docx"}), ("契約書.pdfだけで検索して", {"name": "契約書.pdf"}),
    ],
)  # fmt: skip
def test_only_narrows_the_same_question(text: str, filters: dict[str, str]) -> None:
    assert follow(text) == ("search_text", {"query": "cats", "offset": 0, **filters})


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("and for dogs?", "dogs"), ("what about small birds?", "small birds"), ("how about dogs", "dogs"),
        ("じゃあ犬は？", "犬"), ("では、小鳥についてはどうですか？", "小鳥"), ("犬は？", "犬"),
    ],
)  # fmt: skip
def test_substitution_keeps_the_intent(text: str, query: str) -> None:
    assert follow(text) == ("search_text", {"query": query, "offset": 0})


@pytest.mark.parametrize(
    ("question", "text", "asked"),
    [
        ("when are you open on saturdays?", "and on sundays?", "when are you open on sundays"),
        ("when are you open on saturdays?", "on sundays?", "when are you open on sundays"),
        ("when are you open on saturdays?", "ok thanks, and sundays", "when are you open on sundays"),
        ("when are you open on saturdays?", "SUNDAYS?", "when are you open on SUNDAYS"),
        ("where is the red bike", "sorry, I meant the blue one", "where is the blue bike"),
        ("where is the red bike", "no, the blue one!", "where is the blue bike"),
        ("where is the red bike", "not the red one, the blue one", "where is the blue bike"),
        ("what was the budget in 2022?", "no, 2023", "what was the budget in 2023"),
        ("phone number of Mrs Kaur", "oops i mean Mrs Patel", "phone number of Mrs Patel"),
        ("opening hours of the museum", "what about the price?", "opening hours of the museum the price"),
        ("土曜は何時に開きますか？", "日曜は？", "日曜は何時に開きますか"),
        ("土曜は何時に開きますか？", "じゃあ日曜は", "日曜は何時に開きますか"),
        ("土曜は何時に開きますか？", "ごめん、日曜のほう", "日曜は何時に開きますか"),
        ("赤い自転車はどこ", "赤いのじゃなくて青いの", "青いの自転車はどこ"),
        ("佐藤さんの電話番号", "すみません、田中さんでした", "田中さんの電話番号"),
        ("駐車場の料金", "あと、場所も", "駐車場の料金 場所"),
    ],
)
def test_an_ellipsis_or_a_correction_takes_its_place_in_the_question_before(
    question: str, text: str, asked: str
) -> None:
    route = resolve(Message(text), after(question, query=question))
    assert route is not None
    assert (route.intent, route.asked) == ("search_text", asked)


def test_a_follow_up_of_a_follow_up_leans_on_what_that_one_meant() -> None:
    first = resolve(Message("and on sundays?"), after("when are you open on saturdays?", query="x"))
    assert first is not None
    second = Exchange(Message("and on sundays?"), first, (Sources(PASSAGES),))
    route = resolve(Message("and mondays?"), second)
    assert route is not None
    assert route.asked == "when are you open on mondays"


@pytest.mark.parametrize(
    ("question", "intent", "slots", "text", "expected"),
    [
        ("summarize minutes.txt", "summarize", {"target": "minutes.txt"}, "and notes.txt?", {"target": "notes.txt"}),
        ("words near king", "word_neighbors", {"word": "king"}, "and queen?", {"word": "queen"}),
        ("photos of a cat", "find_images", {"query": "a cat"}, "and dogs?", {"query": "dogs"}),
        ("forget notes.txt", "forget", {"target": "notes.txt"}, "sorry, I meant minutes.txt", {"target": "minutes.txt"}),
    ],
)  # fmt: skip
def test_whatever_answered_before_is_asked_again(
    question: str, intent: str, slots: dict[str, str], text: str, expected: dict[str, str]
) -> None:
    route = resolve(Message(text), after(question, intent, **slots))
    assert route is not None
    assert (route.intent, {name: route.args[name] for name in expected}) == (intent, expected)


def test_a_question_about_it_is_searched_with_what_it_is() -> None:
    route = resolve(Message("how much is it?"), after("swimming pool opening hours", query="x"))
    assert route is not None
    assert route.asked == "swimming pool opening hours how much is it?"
    shown = Exchange(
        Message("open lease.txt"),
        Route("documents", "open_document", {"target": "lease.txt"}),
        (Sources((Passage("d", "d", "Lease", "text", name="lease.txt"),)),),
    )
    route = resolve(Message("when does it end?"), shown)
    assert route is not None
    assert (route.intent, dict(route.args)) == (
        "search_text",
        {"query": "when does it end", "name": "lease.txt"},
    )


@pytest.mark.parametrize(
    "text", ["which file was that?", "where did you find that", "どのファイル？", "それどこに書いてあった？"]
)
def test_the_source_of_an_answer_can_be_asked_for(text: str) -> None:
    assert follow(text) == ("open_passage", {"number": 1})


def test_a_place_in_a_list_or_among_choices_is_pointed_at() -> None:
    table = Table(("Name", "Kind"), (("a.txt", "text"), ("b.pdf", "pdf")))
    listed = Exchange(Message("/list"), Route("library", "list_library"), (table,))
    assert follow("open the second one", listed) == ("open_document", {"target": "b.pdf"})
    options = (Option("a.txt", "/view doc-1"), Option("b.pdf", "/view doc-2"))
    asked = Exchange(Message("open it"), Route("documents", "open_document"), (Choices("Which?", options),))
    assert follow("the second", asked) == ("open_document", {"target": "doc-2"})
    assert follow("a.txt", asked) == ("open_document", {"target": "doc-1"})


@pytest.mark.parametrize(
    "text",
    ["why?", "Why this order?", "why these?", "なぜ？", "どうして？", "なんで", "理由を教えてください"],
)
def test_why_explains_the_last_answer(text: str) -> None:
    assert follow(text) == ("why", {})


@pytest.mark.parametrize(
    "text",
    [
        "what do my notes say about word2vec?", "Xについて書いてある資料は？", "why do cats purr according to my notes?",
        "find more documents about refunds", "king - man + woman", "/search dogs", "help", "東京に近い言葉は？",
        "なぜ空は青いのか書いてある資料を探して", "次の二つの文を比べて: 犬が走る / 犬が駆ける",
    ],
)  # fmt: skip
def test_a_message_that_stands_alone_is_left_to_the_router(text: str) -> None:
    assert follow(text) is None


def test_nothing_is_a_follow_up_without_an_earlier_exchange() -> None:
    assert resolve(Message("more"), None) is None


def test_an_ordinal_needs_something_to_point_at() -> None:
    bare = Exchange(SEARCH.message, SEARCH.route, (Text("nothing found"),))
    assert resolve(Message("the second one"), bare) is None


def test_the_route_says_what_it_follows() -> None:
    route = resolve(Message("もっと"), SEARCH)
    assert route is not None
    assert "what do my notes say about cats?" in route.why
