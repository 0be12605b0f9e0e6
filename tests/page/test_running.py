"""One answer at a time in a conversation; a stopped one is waited for."""

from __future__ import annotations

import threading

from assistant.surfaces.page.running import Running
from store.types import Owner

ANN, BOB = Owner("ann"), Owner("bob")


def test_a_second_answer_in_the_same_conversation_is_turned_away() -> None:
    running = Running()
    assert running.start(ANN, "talk") is not None
    assert running.start(ANN, "talk") is None
    assert running.start(ANN, "another") is not None
    assert running.start(BOB, "talk") is not None


def test_stop_reaches_only_its_owner() -> None:
    running = Running()
    event = running.start(ANN, "talk")
    assert event is not None
    assert not running.stop(BOB, "talk")
    assert not event.is_set()
    assert running.stop(ANN, "talk")
    assert event.is_set()


def test_the_next_message_waits_for_a_stopped_answer() -> None:
    running = Running()
    running.start(ANN, "talk")
    running.stop(ANN, "talk")
    begun = threading.Event()
    got: list[threading.Event | None] = []

    def ask() -> None:
        begun.set()
        got.append(running.start(ANN, "talk", patience=20))

    waiting = threading.Thread(target=ask)
    waiting.start()
    assert begun.wait(5)
    running.end(ANN, "talk")
    waiting.join(10)
    assert len(got) == 1
    assert got[0] is not None
    assert not got[0].is_set()


def test_patience_with_a_stopped_answer_has_an_end() -> None:
    running = Running()
    running.start(ANN, "talk")
    running.stop(ANN, "talk")
    assert running.start(ANN, "talk", patience=0.05) is None
