"""Every kind of block as HTML: what people see, and that nothing hostile gets through."""

from __future__ import annotations

import re
import string
from html.parser import HTMLParser
from typing import get_args

import pytest

from assistant.blocks import (
    Answer,
    Block,
    Choices,
    Details,
    Download,
    Gallery,
    Notice,
    Option,
    Passage,
    Picture,
    Plot,
    Progress,
    Sources,
    Span,
    Table,
    Text,
)  # fmt: skip
from assistant.phrase import Language
from assistant.surfaces.page.chat import _language
from assistant.surfaces.page.excerpts import LENGTH, excerpt, flowing, merged
from assistant.surfaces.page.html import markdown, plain
from assistant.surfaces.page.render import View, block_html, reply_html
from assistant.surfaces.page.words import WORDS

VIEW = View("en", lambda path, name, kind: "page/file/token" if path != "gone" else "")
EVIL = '<script>alert(1)</script><img src="http://203.0.113.9/x" onerror="alert(2)">\n\n# big\n\n![p](http://203.0.113.9/y)'

SAMPLES: dict[type, Block] = {
    Text: Text(EVIL),
    Table: Table((EVIL, "score"), ((EVIL, 0.5), (None, True)), EVIL, ("score",)),
    Answer: Answer(EVIL, 0.9, (Span("p", 0, 9),)),
    Sources: Sources(
        (Passage("p", 'd"><b>', EVIL, EVIL * 30, EVIL, highlights=((0, 30),), score=0.4, kind=EVIL),), EVIL
    ),
    Gallery: Gallery((Picture("a", "here", EVIL, 0.3), Picture("b", "gone", EVIL)), EVIL),
    Plot: Plot("scatter", EVIL, (0.0, 1.0), (1.0, 2.0), (EVIL, "b"), (EVIL, "g")),
    Choices: Choices(EVIL, (Option(EVIL, EVIL),)),
    Notice: Notice("error", EVIL, EVIL),
    Details: Details(EVIL, EVIL),
    Progress: Progress(EVIL, 3, 9, EVIL),
    Download: Download(EVIL, "here"),
}


class _Elements(HTMLParser):
    """Collects elements, attributes and text; complains about what is left open."""

    VOID = frozenset({"img", "br", "input", "hr"})

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.said: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.said.append(data)

    @property
    def text(self) -> str:
        return "".join(self.said)


def parsed(html: str) -> _Elements:
    parser = _Elements()
    parser.feed(html)
    parser.close()
    assert parser.open == []
    return parser


def test_every_kind_of_block_has_a_sample_here() -> None:
    assert set(SAMPLES) == set(get_args(Block))


@pytest.mark.parametrize("kind", SAMPLES, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("language", ["en", "ja"])
def test_hostile_text_stays_text(kind: type, language: Language) -> None:
    html = block_html(SAMPLES[kind], View(language, VIEW.publish))
    found = parsed(html)
    assert "script" not in found.tags
    assert not [name for name, _ in found.attributes if name.startswith("on")]
    addresses = [value for name, value in found.attributes if name in {"src", "href"}]
    assert set(addresses) <= {"page/file/token"}
    assert "<script>" in found.text or any("<script>" in value for _, value in found.attributes)


@pytest.mark.parametrize("kind", SAMPLES, ids=lambda kind: kind.__name__)
def test_the_chats_markdown_sees_one_opaque_piece(kind: type) -> None:
    html = block_html(SAMPLES[kind], VIEW)
    assert "\n" not in html
    assert re.match(r"<(div|details|figure)[ >]", html)


def test_the_sanitiser_would_drop_nothing_we_rely_on() -> None:
    html = reply_html(list(SAMPLES.values()), VIEW)
    assert not [name for name, _ in parsed(html).attributes if name.startswith(("data-", "aria-"))]


def test_a_card_marks_the_answer_and_says_where_it_is() -> None:
    text = "Goods come by post. Refunds take five days. Call us."
    one = Passage(
        "d#0", "d", "handbook.pdf", text, "p. 3", 100, 152, ((20, 43),), 0.8, {"dense": 0.81}, kind="pdf"
    )
    low = Passage("e#0", "e", "cats.txt", "Cats sleep.", score=0.2, confident=False, folded=2)
    html = block_html(Sources((one, low)), VIEW)
    assert "<mark>Refunds take five days.</mark>" in html
    assert "p. 3" in html
    assert 'value="d|100|152|120|143"' in html
    assert "width:100%" in html
    assert "width:25%" in html
    assert html.count("low confidence") == 1
    assert "+2 near-identical" in html


def test_a_card_names_the_file_where_the_title_does_not_and_shows_the_score() -> None:
    html = block_html(
        Sources(
            (
                Passage("a", "d", "Refund policy", "x", score=0.834, name="policy.md"),
                Passage("b", "e", "handbook", "y", score=0.5, name="handbook.pdf"),
            )
        ),
        VIEW,
    )
    assert "policy.md" in html
    assert ">0.83<" in html
    assert "handbook.pdf" not in html


def test_scores_of_zero_or_below_leave_the_bars_empty() -> None:
    html = block_html(Sources((Passage("a", "d", "t", "x", score=-1.0), Passage("b", "d", "t", "y"))), VIEW)
    assert html.count("width:0%") == 2


def test_a_long_passage_is_cut_around_its_answer() -> None:
    text = "Filler sentence number one. " * 60 + "THE ANSWER IS HERE. " + "More filler follows it. " * 60
    start = text.index("THE")
    shown = "".join(
        piece.text
        for piece in excerpt(Passage("p", "d", "t", text, highlights=((start, start + 19),))).pieces
    )
    assert "THE ANSWER IS HERE." in shown
    assert len(shown) < LENGTH * 1.3
    assert shown.startswith("… ")
    assert shown.endswith(" …")


def test_a_title_repeated_in_the_text_is_not_shown_twice() -> None:
    passage = Passage(
        "p", "d", "Shop handbook", "Shop handbook\n\nRefund policy\n\nWithin 30 days.", "Refund policy"
    )
    assert "".join(piece.text for piece in excerpt(passage).pieces) == "Within 30 days."


def test_a_passage_that_is_only_its_title_is_still_shown() -> None:
    passage = Passage("p", "d", "Contents", "Contents\n")
    assert "Contents" in "".join(piece.text for piece in excerpt(passage).pieces)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("one line\nand the next.\n\nNew paragraph\n- item", "one line and the next.\nNew paragraph\n- item"),
        ("日本語の文が\n続きます。\n次の文", "日本語の文が続きます。\n次の文"),
        ("見出し\n\n本文です", "見出し\n本文です"),
        ("the closest pair among 10,000\nsentences", "the closest pair among 10,000 sentences"),
        ("(the SNLI\nand others)", "(the SNLI and others)"),
        ("担当 | 期限\n堀川 | 六月\n三浦 | 七月", "担当 | 期限\n堀川 | 六月\n三浦 | 七月"),
    ],
)
def test_lines_broken_at_a_margin_are_joined(text: str, shown: str) -> None:
    assert flowing(text)[0] == shown


def test_a_highlight_moves_with_the_text_around_it() -> None:
    text = "A heading\n\n\nthe fee\nis refunded only\n\nif asked."
    start = text.index("is refunded")
    shown, [(left, right)] = flowing(text, [(start, len(text))])
    assert shown == "A heading\nthe fee is refunded only\nif asked."
    assert shown[left:right] == "is refunded only\nif asked."


def test_highlights_out_of_range_or_overlapping_are_mended() -> None:
    assert merged(((5, 9), (-3, 2), (8, 40), (7, 7), (60, 70)), 20) == [(0, 2), (5, 20)]


def test_a_table_has_bars_numbers_and_commands_to_press() -> None:
    html = block_html(
        Table(("Command", "n", "s"), (("/help", 1234, 0.25), ("see /etc/passwd", None, 2.0)), scores=("s",)),
        VIEW,
    )
    assert '<button type="button" class="act command" name="write" value="/help ">' in html
    assert "1,234" in html
    assert "width:25%" in html
    assert "width:100%" in html
    assert html.count("<button") == 1


def test_progress_says_how_much_how_fast_and_how_long() -> None:
    html = block_html(Progress("notes.pdf", 40, 200, "pages", 12.4, 13.0), VIEW)
    assert "40 of 200 pages · 12/s · 13 s left" in html
    assert 'value="40" max="200"' in html
    ja = block_html(Progress("notes.pdf", 40, 200, "pages", 1.26, 400.0), View("ja", VIEW.publish))
    assert "40 / 200 ページ · 毎秒 1.3 · 残り約 7 分" in ja


def test_a_picture_or_file_that_is_gone_says_so() -> None:
    assert "no longer there" in block_html(Download("a.csv", "gone"), VIEW)
    assert "no longer there" in block_html(Gallery((Picture("b", "gone"),)), VIEW)


def test_markdown_keeps_structure_and_never_loads_a_picture() -> None:
    html = str(
        markdown(
            "**bold** [link](https://example.org)\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n![x](http://203.0.113.9/i.png)"
        )
    )
    assert "<strong>bold</strong>" in html
    assert "<td>1</td>" in html
    assert "<img" not in html
    assert "href" not in str(markdown("[x](javascript:alert(1))"))


def test_what_hides_or_reorders_text_is_dropped() -> None:
    assert plain("report\u202efdp.exe\x00") == "reportfdp.exe"


@pytest.mark.parametrize("key", sorted(WORDS))
def test_both_languages_have_the_same_fields(key: str) -> None:
    def fields(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    assert fields(WORDS[key].en) == fields(WORDS[key].ja)
    assert WORDS[key].en.strip()
    assert WORDS[key].ja.strip()


def test_commands_are_answered_in_the_pages_language_whatever_file_they_name() -> None:
    for text in ("", "/measure", "/baskets 購入.csv basket item rating", "/search climate change"):
        assert _language(text, "ja") == "ja"
        assert _language(text, "en") == "en"
    assert _language("/search 返品はいつまで？", "en") is None
    assert _language("who is close to member 33?", "ja") is None


def test_codes_and_names_of_files_are_answered_in_the_pages_language() -> None:
    for text in ("E-1017", "lager.csv", "1,200", "88213 K-4471"):
        assert _language(text, "ja") == "ja"
        assert _language(text, "en") == "en"
    for text in ("cat", "what is E-1017?", "返品.md", "3 days"):
        assert _language(text, "ja") is None
