"""The bars on messages that nothing was fitted to."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.routing import Router
from tests.routing.score import rows_of, score

MESSAGES = Path(__file__).parent.parent / "data" / "messages"
EVERYDAY = MESSAGES.with_name("everyday")


@pytest.mark.parametrize(
    ("name", "intent", "slots"),
    [("fresh.jsonl", 0.97, 0.93), ("test.jsonl", 0.97, 0.93), ("dev.jsonl", 0.98, 0.97)],
)
def test_labelled_messages(router: Router, name: str, intent: float, slots: float) -> None:
    found = score(router, rows_of(MESSAGES / name))
    assert found.intent >= intent
    assert found.slots >= slots


@pytest.mark.parametrize(("name", "intent", "slots"), [("en.jsonl", 0.88, 0.72), ("ja.jsonl", 0.85, 0.7)])
def test_everyday_messages_of_strangers(router: Router, name: str, intent: float, slots: float) -> None:
    found = score(router, rows_of(EVERYDAY / name))
    assert found.intent >= intent
    assert found.slots >= slots
    assert found.to_deletion <= 1


def test_no_example_is_a_labelled_message(router: Router) -> None:
    held = {
        str(row["text"]).casefold()
        for name in ("test.jsonl", "fresh.jsonl")
        for row in rows_of(MESSAGES / name)
        if len(str(row["text"])) > 24
    }
    examples = {
        text.casefold()
        for _, intent in router.intents
        for texts in intent.examples.values()
        for text in texts
    }
    assert not held & examples
