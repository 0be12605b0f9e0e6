"""Whole turns in the chat: the right plugin answers, in the language of the message, with its formula."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import Assistant, Message
from assistant.blocks import Block, Choices, Details, Download, Notice, Plot, Table, Text
from assistant.engines.language import lessons
from assistant.engines.language.english_fill import FILE


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with Assistant.open(tmp_path_factory.mktemp("home")) as opened:
        yield opened


def ask(assistant: Assistant, text: str) -> list[Block]:
    return list(assistant.reply(Message(text)))


def said(blocks: list[Block]) -> str:
    return " ".join(block.markdown for block in blocks if isinstance(block, Text))


def of(blocks: list[Block], kind: type[Block]) -> list[Block]:
    return [block for block in blocks if isinstance(block, kind)]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (
            'does "A soccer game with multiple males playing." imply "Some men are playing a sport."?',
            "Entailment",
        ),
        ("「東アジアのある国で人物の制服を検査する男性。」と「男は寝ている。」は矛盾しますか", "矛盾"),
        ('how similar are "She bought a car." and "She purchased an automobile."?', "mean much the same"),
        ("「首が痛くて回らない」と「会社を首になった」で「首」は同じ意味？", "違う意味"),
        ('is "The acting was terrible" positive or negative?', "negative"),
        ("「チームが決勝で勝った」をスポーツ、政治、科学に分類して", "スポーツ"),
    ],
)
def test_answers(assistant: Assistant, question: str, answer: str) -> None:
    blocks = ask(assistant, question)
    assert answer in said(blocks)
    assert len(of(blocks, Details)) == 1
    assert of(blocks, Table)


def test_comparisons_show_the_grid_and_several_sentences_a_matrix(assistant: Assistant) -> None:
    pair = ask(assistant, 'compare these two sentences: "The cat sat on the mat" and "A cat is on a rug"')
    assert [block.kind for block in of(pair, Plot) if isinstance(block, Plot)] == ["heatmap"]
    several = ask(assistant, '/compare "a red car" "a crimson automobile" "the stock market fell"')
    (plot,) = (block for block in several if isinstance(block, Plot))
    assert len(plot.matrix) == 3
    assert "crimson" in said(several)


def test_many_sentences_cluster(assistant: Assistant) -> None:
    blocks = ask(
        assistant,
        '/wic bank "I sat on the river bank." "The bank raised its rates." "The boat reached the bank of the river."',
    )
    kinds = [block.kind for block in blocks if isinstance(block, Plot)]
    assert kinds == ["scatter", "heatmap"]
    assert "in these 3 sentences: 2" in said(blocks)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("these are delays: It came a week late | Still waiting | Nothing arrived yet | Where is my parcel?",
         "These are thanks: Lovely, thank you | Great job, thanks | You made my day | Much appreciated"),
        ("これらは遅延の例です：一週間遅れて届いた | まだ届かない | 荷物はどこ | 待ちくたびれた",
         "次はお礼です：ありがとう、助かりました | 本当に感謝しています | 丁寧な対応に感謝 | お礼を言いたいです"),
    ],
)  # fmt: skip
def test_labels_are_taught_in_plain_words(tmp_path: Path, first: str, second: str) -> None:
    with Assistant.open(tmp_path) as opened:
        assert "4" in said(ask(opened, first))
        assert "100%" in said(ask(opened, second))


def test_quotation_marks_around_nothing_are_no_sentence(assistant: Assistant) -> None:
    (notice,) = of(ask(assistant, '/infer "" ""'), Notice)
    assert isinstance(notice, Notice)
    assert notice.text == "Which two sentences?"


def test_labels_are_taught_and_forgotten(assistant: Assistant) -> None:
    first = ask(
        assistant,
        "/teach complaint: It arrived broken | Nobody answers | Two weeks late | I want my money back",
    )
    assert "4 examples" in said(first)
    second = ask(assistant, "/teach praise: Works perfectly | Lovely service | So fast | My kids adore it")
    assert "Cross-validated accuracy" in said(second)
    (download,) = (block for block in second if isinstance(block, Download))
    taken = lessons.read(Path(download.path))
    assert {label: len(texts) for label, texts in taken.items()} == {"complaint": 4, "praise": 4}
    assert "complaint" in said(ask(assistant, "/classify The parcel never came and support is silent"))
    (asked,) = ask(assistant, "/unteach")
    assert isinstance(asked, Choices)
    assert "2 labels" in asked.prompt
    assert "complaint" in said(ask(assistant, "/classify The parcel never came and support is silent"))
    ask(assistant, "/unteach")
    ask(assistant, "yes")
    assert "positive" in said(ask(assistant, "/classify This is wonderful"))


@pytest.mark.parametrize("command", ["/compare", "/infer", "/classify", "/wic"])
def test_a_bare_command_asks_for_what_is_missing(assistant: Assistant, command: str) -> None:
    (notice,) = ask(assistant, command)
    assert isinstance(notice, Notice)
    assert notice.hint


@pytest.mark.skipif(not FILE.is_file(), reason="the masked-language head is not there")
def test_fillings_say_that_the_filler_is_small(assistant: Assistant) -> None:
    blocks = ask(assistant, "fill in the blank: This is one of the best films i have ever [MASK].")
    notices = [block for block in blocks if isinstance(block, Notice)]
    assert any("440 MB" in notice.text for notice in notices)
    assert len(of(blocks, Table)) == 1
    assert not of(blocks, Plot)


def test_a_japanese_blank_is_refused_honestly(assistant: Assistant) -> None:
    blocks = ask(assistant, "/fill 猫が[MASK]の上にいる。")
    assert any("英語専用" in block.text for block in blocks if isinstance(block, Notice))
