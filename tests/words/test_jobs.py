"""Trainings beside the chat: turns between people, stopping, and what is said meanwhile."""

import threading
from collections.abc import Iterator

import pytest

from assistant.blocks import Block, Progress
from assistant.engines.jobs import Cancelled, Job, Jobs
from assistant.engines.watching import watched
from assistant.phrase import Phrase
from store.types import Owner

ANN, BOB, CY = Owner("ann"), Owner("bob"), Owner("cy")
STAGES = {"walk": Phrase("Walking", "歩いています")}


class AccessPolicy:
    """Work that says it has begun and goes on when let."""

    def __init__(self) -> None:
        self.begun, self.opened = threading.Event(), threading.Event()

    def __call__(self, job: Job[str]) -> str:
        self.begun.set()
        assert self.opened.wait(20)
        job.report("walk", 1, 4, 1234.5)
        return "done"


@pytest.fixture
def policy() -> Iterator[AccessPolicy]:
    made = AccessPolicy()
    yield made
    made.opened.set()


def test_people_take_turns_and_know_how_many_come_before(policy: AccessPolicy) -> None:
    jobs = Jobs()
    first = jobs.submit(ANN, policy)
    assert policy.begun.wait(10)
    ann2, ann3 = jobs.submit(ANN, lambda job: "ann2"), jobs.submit(ANN, lambda job: "ann3")
    bob = jobs.submit(BOB, lambda job: "bob")
    assert [jobs.ahead(job) for job in (first, ann2, bob, ann3)] == [0, 1, 2, 3]
    policy.opened.set()
    assert [job.result() for job in (first, ann2, ann3, bob)] == ["done", "ann2", "ann3", "bob"]


def test_cancelling_what_waits_ends_it_at_once_and_never_runs_it(policy: AccessPolicy) -> None:
    jobs, ran = Jobs(), list[str]()
    jobs.submit(ANN, policy)
    waiting, last = jobs.submit(BOB, lambda job: ran.append("bob")), jobs.submit(CY, lambda job: "cy")
    waiting.cancel()
    with pytest.raises(Cancelled):
        waiting.result()  # while the first still runs
    assert jobs.ahead(last) == 1
    policy.opened.set()
    assert last.result() == "cy"
    assert ran == []


def test_a_watcher_sees_the_queue_then_progress_and_gets_the_result(policy: AccessPolicy) -> None:
    jobs = Jobs()
    jobs.submit(ANN, policy)
    assert policy.begun.wait(10)
    mine = AccessPolicy()
    mine.opened.set()
    watching = watched(jobs.submit(BOB, mine), jobs, STAGES, "ja")
    waits = next(watching)
    assert waits == Progress("順番待ち: 前に1件（一人ずつ交代です）", 0)
    policy.opened.set()

    def rest() -> Iterator[Block | str]:
        yield (yield from watching)

    assert list(rest())[-2:] == [Progress("歩いています（損失 1234.500）", 1, 4), "done"]


def test_who_stops_watching_stops_the_work(policy: AccessPolicy) -> None:
    jobs = Jobs()
    jobs.submit(ANN, policy)
    job = jobs.submit(BOB, lambda job: "bob")
    watching = watched(job, jobs, STAGES, "en")
    next(watching)
    watching.close()
    with pytest.raises(Cancelled):
        job.result()


def test_stop_pressed_while_waiting_ends_the_reply(policy: AccessPolicy) -> None:
    jobs = Jobs()
    jobs.submit(ANN, policy)
    with pytest.raises(Cancelled):
        list(watched(jobs.submit(BOB, lambda job: "bob"), jobs, STAGES, "en", lambda: True))
