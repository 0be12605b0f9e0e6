"""One slot reader at a time, in both languages."""

from __future__ import annotations

import pytest

from assistant.message import Message
from assistant.routing.slots.lists import pieces
from assistant.routing.slots.negation import affirmed
from assistant.routing.slots.quotes import frame, quoted
from assistant.routing.slots.tagger import SLOTS
from tests.routing.score import builtin

INTENTS = {intent.name: intent for _, intent in builtin()}


def read(intent: str, text: str, files: tuple[str, ...] = ()) -> dict[str, object]:
    reader = INTENTS[intent].read
    assert reader is not None
    return dict(reader(Message(text, files), {}))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ('say "one" and “two”', ["one", "two"]),
        ("「犬」と『猫』", ["犬", "猫"]),
        ("don't split Anna's words", []),
        ("is 'it's fine' quoted", ["it's fine"]),
    ],
)
def test_quotations(text: str, parts: list[str]) -> None:
    assert [mark.text for mark in quoted(text)] == parts


def test_the_frame_is_what_is_not_quoted() -> None:
    assert frame("「犬」は何？", "X") == "Xは何？"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("cat, dog and bird", ["cat", "dog", "bird"]),
        ("りんご、みかん、ぶどう", ["りんご", "みかん", "ぶどう"]),
        ("犬・猫・馬", ["犬", "猫", "馬"]),
        ("スプーンとフォークとナイフ", ["スプーン", "フォーク", "ナイフ"]),
        ("苦情か質問か要望", ["苦情", "質問", "要望"]),
        ("red/green/blue", ["red", "green", "blue"]),
    ],
)
def test_lists(text: str, parts: list[str]) -> None:
    assert pieces(text) == parts


def test_titles_keep_their_dots_and_articles() -> None:
    assert pieces("スター・ウォーズ", titles=True) == ["スター・ウォーズ"]
    assert pieces("The Matrix and Alien", titles=True) == ["The Matrix", "Alien"]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("写真じゃなくて文章を見せて", "文章を見せて"),
        ("delete notes.pdf", "delete notes.pdf"),
    ],
)
def test_what_is_not_wanted_is_left_out(text: str, left: str) -> None:
    assert affirmed(text) == left


@pytest.mark.parametrize(
    ("intent", "text", "slots"),
    [
        ("search_text", "what do my notes say about the refund policy?", {"query": "refund policy"}),
        ("search_text", "can you find documents on solar panels please", {"query": "solar panels"}),
        ("search_text", "返品ポリシーについて書いてある資料は？", {"query": "返品ポリシー"}),
        ("search_text", "すみません、有給休暇に関する文書を探していただけますか", {"query": "有給休暇"}),
        ("find_images", "show me pictures of a dog on the beach", {"query": "dog on the beach"}),
        ("find_images", "海辺で遊ぶ犬の写真を探して", {"query": "海辺で遊ぶ犬"}),
        (
            "compare_sentences",
            'compare "It rains." with "The sun shines."',
            {"a": "It rains.", "b": "The sun shines."},
        ),
        ("compare_sentences", "「雨だ」と「晴れだ」は似てる？", {"a": "雨だ", "b": "晴れだ"}),
        ("infer", 'does "B holds" follow from "A holds"?', {"premise": "A holds", "hypothesis": "B holds"}),
        (
            "infer",
            "「犬が走る」から「動物が動く」と言えますか",
            {"premise": "犬が走る", "hypothesis": "動物が動く"},
        ),
        (
            "classify_text",
            'is "I love it" positive or negative?',
            {"text": "I love it", "labels": ["positive", "negative"]},
        ),
        ("classify_text", "「最高」を肯定か否定に分類して", {"text": "最高", "labels": ["肯定", "否定"]}),
        ("fill_mask", "fill in the blank: The sky is [MASK].", {"text": "The sky is [MASK]."}),
        ("fill_mask", "「空は___です」の空欄には何が入る？", {"text": "空は___です"}),
        (
            "word_in_context",
            'does "bank" mean the same in "a river bank" and "a bank account"?',
            {"word": "bank", "a": "a river bank", "b": "a bank account"},
        ),
        (
            "word_in_context",
            "「手を洗う」と「手がない」で「手」は同じ意味？",
            {"word": "手", "a": "手を洗う", "b": "手がない"},
        ),
        ("tag_image", "is this a cat or a dog?", {"labels": ["cat", "dog"]}),
        ("tag_image", "これは桜、梅、桃のどれ？", {"labels": ["桜", "梅", "桃"]}),
        ("word_neighbors", "words similar to happy", {"word": "happy"}),
        ("word_neighbors", "「冷蔵庫」に近い単語は？", {"word": "冷蔵庫"}),
        ("analogy", "king - man + woman", {"a": "man", "b": "king", "c": "woman"}),
        ("analogy", "what is to woman as king is to man?", {"a": "man", "b": "king", "c": "woman"}),
        ("analogy", "男が王なら女は？", {"a": "男", "b": "王", "c": "女"}),
        ("odd_one_out", "odd one out: red blue seven green", {"words": ["red", "blue", "seven", "green"]}),
        ("odd_one_out", "犬・猫・車の中で仲間外れは？", {"words": ["犬", "猫", "車"]}),
        ("word_similarity", "how similar are cat and dog?", {"a": "cat", "b": "dog"}),
        ("word_similarity", "猫と犬の類似度は？", {"a": "猫", "b": "犬"}),
        ("node_neighbors", "neighbours of node 33", {"node": "33"}),
        ("node_neighbors", "空手クラブの３３番に近いのは誰？", {"node": "33"}),
        ("predict_links", "二十七番は次に誰とつながる？", {"node": "27"}),
        ("recommend", "I bought milk and bread, what else?", {"items": ["milk", "bread"]}),
        ("recommend", "牛乳とパンを買いました。ほかには？", {"items": ["牛乳", "パン"]}),
        ("show_map", "plot the products", {"space": "items"}),
        ("show_map", "写真の地図を見せて", {"space": "images"}),
        ("remember", "remember that the key is under the pot", {"text": "the key is under the pot"}),
        ("remember", "「鍵は鉢の下」とメモして", {"text": "鍵は鉢の下"}),
        ("forget", "please delete notes.txt from my library", {"target": "notes.txt"}),
        ("forget", "契約書.pdfを削除してください", {"target": "契約書.pdf"}),
    ],
)
def test_reading(intent: str, text: str, slots: dict[str, object]) -> None:
    assert read(intent, text) == slots


def test_a_message_that_points_at_its_files_has_no_text_to_keep() -> None:
    assert read("remember", "add this to my library", ("notes.pdf",)) == {}


@pytest.mark.parametrize("name", INTENTS)
@pytest.mark.parametrize(
    "text", ["", "?", "「", "a" * 3000, "、" * 500, "と" * 400, "a, " * 400, "(" * 200, "か？" * 300]
)
def test_odd_text_is_read_without_error(name: str, text: str) -> None:
    reader = INTENTS[name].read
    found = reader(Message(text[:500]), {}) if reader is not None else {}
    assert set(found) <= {*INTENTS[name].slots, *SLOTS.get(name, ()), "after", "before"}
