"""Follow-ups mean what a person means by them, and messages that stand alone are left alone."""

from __future__ import annotations

import pytest

from assistant.blocks import Passage, Sources, Text
from assistant.conversation.follow_ups import resolve
from assistant.message import Message
from assistant.plugin import Exchange, Route

PASSAGES = tuple(Passage(f"doc-1#{n}", "doc-1", "Notes", f"passage {n}") for n in range(5))
SEARCH = Exchange(
    Message("what do my notes say about cats?"),
    Route("search", "search_text", {"query": "cats"}),
    (Text("From your library"), Sources(PASSAGES)),
)


def follow(text: str) -> tuple[str, dict[str, object]] | None:
    route = resolve(Message(text), SEARCH)
    return None if route is None else (route.intent, dict(route.args))


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
