"""Watching long work in the chat: what waits before it, how far it is, how long it still takes."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator, Mapping
from typing import TypeVar

from assistant.blocks import Block, Progress
from assistant.engines.jobs import Job, Jobs, Report
from assistant.phrase import Language, Phrase

T = TypeVar("T")
_EARLY = 2.0
"""Seconds of a stage before which nothing is said about its end."""

WAITING = Phrase(
    "Waiting for {count} before this one; people take turns", "順番待ち: 前に{count}件（一人ずつ交代です）"
)
STOPPING = Phrase("Stopping", "中止しています")
LOSS = Phrase("{stage} (loss {value:.3f})", "{stage}（損失 {value:.3f}）")


def watched(
    job: Job[T],
    jobs: Jobs,
    stages: Mapping[str, Phrase],
    language: Language,
    cancelled: Callable[[], bool] = lambda: False,
) -> Generator[Block, None, T]:
    """Yield Progress until a job ends, and return its result or raise its error.

    `cancelled()` true cancels the job, which then raises Cancelled. `stages` names the stages of its reports.
    """
    try:
        yield from _progress(job, jobs, stages, language, cancelled)
    finally:
        job.cancel()  # nobody watches any more; without effect on one that has ended
    return job.result()


def _progress(
    job: Job[T],
    jobs: Jobs,
    stages: Mapping[str, Phrase],
    language: Language,
    cancelled: Callable[[], bool],
) -> Iterator[Block]:
    began, stage = time.monotonic(), ""
    for report in job.reports(cancelled):
        if report is None:
            ahead = jobs.ahead(job)
            if cancelled():
                yield Progress(STOPPING.say(language), 0)
            elif ahead:
                yield Progress(WAITING.say(language, count=ahead), 0)
            continue
        if report.stage != stage:
            began, stage = time.monotonic(), report.stage
        label = stages[report.stage].say(language)
        if report.value is not None:
            label = LOSS.say(language, stage=label, value=report.value)
        yield Progress(label, report.done, report.total, seconds_left=_left(report, time.monotonic() - began))


def _left(report: Report, passed: float) -> float | None:
    """Return how many seconds the rest takes if it goes on as before, or None when that is not known yet."""
    if passed < _EARLY or not 0 < report.done < report.total:
        return None
    return passed * (report.total - report.done) / report.done
