"""Commands, attachments, doubt, corrections and other people's intents."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from safetensors import safe_open

from assistant.encoders.base import Encoder
from assistant.encoders.text import token_states
from assistant.message import Message
from assistant.phrase import Phrase
from assistant.plugin import Intent
from assistant.routing import Router, catalogue, network
from assistant.routing.router import MARGIN
from tests.routing.score import builtin

Made = Callable[[], Encoder]


@pytest.mark.parametrize(
    ("text", "intent", "args"),
    [
        ("/search refund policy", "search_text", {"query": "refund policy"}),
        ("/list", "list_library", {}),
        ("/forget notes.pdf", "forget", {"target": "notes.pdf"}),
        ("/node 33", "node_neighbors", {"node": "33"}),
        ("/analogy man king woman", "analogy", {"a": "man", "b": "king", "c": "woman"}),
        ("/search_text refund policy", "search_text", {"query": "refund policy"}),
    ],
)
def test_commands(router: Router, text: str, intent: str, args: dict[str, object]) -> None:
    route = router.route(Message(text))
    assert (route.intent, route.args, route.score, route.unsure) == (intent, args, 1.0, False)


def test_an_unknown_command_is_answered_with_help(router: Router) -> None:
    route = router.route(Message("/dance now"))
    assert route.intent == "help"
    assert "/dance" in route.why


@pytest.mark.parametrize(
    ("text", "files", "intent"),
    [
        ("", ["a.jpg"], "tag_image"),
        ("", ["a.jpg", "b.png"], "remember"),
        ("", ["a.pdf"], "remember"),
        ("", [], "help"),
        ("find ones like this", ["a.jpg"], "similar_images"),
        ("これに似た写真を探して", ["a.webp"], "similar_images"),
        ("is it a cat or a dog?", ["a.jpg"], "tag_image"),
        ("add this to my library", ["a.docx"], "remember"),
    ],
)
def test_attachments(router: Router, text: str, files: list[str], intent: str) -> None:
    assert router.route(Message(text, files)).intent == intent


def test_labels_for_a_picture(router: Router) -> None:
    assert router.route(Message("猫、犬、うさぎのどれ？", ["a.jpg"])).args == {
        "labels": ["猫", "犬", "うさぎ"]
    }


@pytest.mark.parametrize(
    "text", ["tell me a joke", "明日の天気は？", "what is 17 times 23?", "ピザを注文して"]
)
def test_what_it_cannot_do(router: Router, text: str) -> None:
    assert router.route(Message(text)).intent == "out_of_scope"


def test_a_route_explains_itself_in_the_language_of_the_message(router: Router) -> None:
    english = router.route(Message("what do my notes say about bees?"))
    japanese = router.route(Message("蜂について書いてある資料は？"))
    assert english.why.isascii() or "“" in english.why
    assert "似ています" in japanese.why
    assert len(english.nearest) == 3
    assert {Message(text).language for text, _, _ in english.nearest} == {"en"}
    assert {Message(text).language for text, _, _ in japanese.nearest} == {"ja"}
    cosines = [cosine for _, _, cosine in english.nearest]
    assert cosines == sorted(cosines, reverse=True)
    assert all(-1 <= cosine <= 1.0001 for cosine in cosines)
    scores = [english.score, *(other.score for other in english.alternatives)]
    assert scores == sorted(scores, reverse=True)
    assert sum(scores) == pytest.approx(1, abs=1e-3)


def test_a_narrow_margin_asks(router: Router) -> None:
    routes = [
        router.route(Message(text)) for text in ("similar", "words", "近い", "show it", "compare", "それ")
    ]
    for route in routes:
        assert route.unsure == (route.score - route.alternatives[0].score < MARGIN)
    assert any(route.unsure for route in routes)
    assert not router.route(Message("nearest neighbours of the word violin")).unsure


def test_a_correction_counts_at_once_and_for_paraphrases(encoder: Made) -> None:
    router = Router(builtin(), encoder)
    text = "put the penguin on the table"
    before = router.route(Message("please put the penguin on the table now")).intent
    assert before != "list_library"
    router.learn(text, "list_library")
    route = router.route(Message(text))
    assert (route.intent, route.score) == ("list_library", 1.0)
    assert router.route(Message("Put the penguin on the table!")).intent == "list_library"
    assert router.route(Message("please put the penguin on the table now")).intent == "list_library"
    assert router.route(Message("delete notes.pdf")).intent == "forget"
    with pytest.raises(KeyError):
        router.learn(text, "no such intent")


def test_corrections_of_earlier_are_known_at_the_start(encoder: Made) -> None:
    router = Router(builtin(), encoder, [("ペンギンを机に", "show_map"), ("gone", "removed_plugin")])
    assert router.route(Message("ペンギンを机に")).intent == "show_map"


def weather() -> Intent:
    return Intent(
        name="weather",
        summary=Phrase("Tell the weather", "天気を伝えます"),
        examples={
            "en": [
                "what's the weather in Osaka",
                "will it rain tomorrow",
                "weather forecast for Paris please",
                "is it sunny in Rome",
                "how warm is it in Kyoto",
            ],
            "ja": [
                "大阪の天気は？",
                "明日は雨ですか",
                "パリの天気予報を教えて",
                "ローマは晴れてる？",
                "京都の気温は",
            ],
        },
        slots=("place",),
        patterns=(r"weather (?:in|for) (?P<place>\w+)",),
    )


def test_other_peoples_intents_come_through_the_same_door(encoder: Made) -> None:
    router = Router([("sky", weather()), *builtin()], encoder)
    route = router.route(Message("weather in Berlin"))
    assert (route.plugin, route.intent, route.args) == ("sky", "weather", {"place": "Berlin"})
    assert router.route(Message("will it rain in Rome tomorrow")).intent == "weather"
    assert router.route(Message("list my documents")).plugin == ""
    assert router.route(Message("list my documents")).intent == "list_library"


def test_the_fit_is_kept_between_starts(encoder: Made, tmp_path: Path) -> None:
    class Counting:
        name, fingerprint, dim, asked = "counting", "counting", 512, 0

        def queries(self, texts: list[str]):  # type: ignore[no-untyped-def]
            self.asked += len(texts)
            return encoder().queries(texts)

        documents = queries

    first, second = Counting(), Counting()
    one = Router(builtin(), lambda: first, cache=tmp_path).route(Message("list my files"))
    two = Router(builtin(), lambda: second, cache=tmp_path).route(Message("list my files"))
    assert first.asked > 1000
    assert second.asked == 1
    assert one == two
    kept = next(tmp_path.glob("*.safetensors"))
    kept.write_bytes(kept.read_bytes()[:100])
    third = Counting()
    assert Router(builtin(), lambda: third, cache=tmp_path).route(Message("list my files")) == one


def test_a_pasted_book_is_routed_by_its_ends(router: Router) -> None:
    route = router.route(Message("remember this: " + "lorem ipsum dolor " * 60_000))
    assert route.intent == "remember"
    assert len(str(route.args["text"])) > 1_000_000


def test_a_long_message_is_routed_by_the_request_at_its_end(router: Router) -> None:
    story = "The committee met on Tuesday and agreed on the following budget for the coming year. " * 20
    route = router.route(Message(f"{story}What is the deadline for the report?"))
    assert route.intent == "search_text"
    assert "deadline" in str(route.args["query"])
    assert router.route(Message(f"summarize this: {story}")).intent == "summarize"


def test_the_shipped_network_is_that_of_the_examples(router: Router) -> None:
    with safe_open(network.FILE, "np") as held:
        facts = held.metadata()
    assert facts["examples"] == router.memory.key
    assert facts["intents"].split() == list(catalogue.names())


def test_the_network_knows_what_it_learned(router: Router) -> None:
    found = network.load()
    assert found is not None
    for text, intent in (("king - man + woman", "analogy"), ("契約書.pdfを要約して", "summarize")):
        states = token_states.load().read(text).vectors  # type: ignore[union-attr]
        chances = found.probabilities(states, *router.memory.seen(Message(text)))
        assert chances.sum() == pytest.approx(1, abs=1e-4)
        assert found.intents[int(chances.argmax())] == intent


def test_the_shipped_fit_is_that_of_the_examples(router: Router) -> None:
    """When this fails, the catalogue or the features changed: run `python -m assets.recipes.router`."""
    assert router.memory.made is None


@pytest.mark.parametrize(
    "text", ["HOW LONG DO I HAVE TO SEND IT BACK", "WORDS SIMILAR TO HAPPY", "DELETE NOTES.PDF PLEASE"]
)
def test_capitals_change_nothing(router: Router, text: str) -> None:
    loud, calm = router.route(Message(text)), router.route(Message(text.lower()))
    assert (loud.intent, loud.args) == (calm.intent, calm.args)


@pytest.mark.parametrize(
    ("plain", "kind"),
    [
        ("rabies", "rabies please"),
        ("summarize notes.pdf", "summarize notes.pdf, pls!"),
        ("契約書.pdfを要約", "契約書.pdfを要約お願いします"),
        ("健康診断", "健康診断をお願いします。"),
    ],
)
def test_a_please_at_the_end_changes_nothing(router: Router, plain: str, kind: str) -> None:
    asked, kindly = router.route(Message(plain)), router.route(Message(kind))
    assert (kindly.intent, kindly.args) == (asked.intent, asked.args)
