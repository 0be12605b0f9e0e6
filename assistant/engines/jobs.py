"""Long work beside the chat: one worker, and a queue that serves people in turn."""

from __future__ import annotations

import queue
import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator
from contextvars import copy_context
from dataclasses import dataclass
from typing import Generic, TypeVar

from store.permission import require
from store.types import Owner

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Report:
    """How far a job is: its stage, units done of all, and a number worth watching (such as the loss)."""

    stage: str
    done: int
    total: int
    value: float | None = None


class Cancelled(Exception):
    """The person stopped the work."""


class Job(Generic[T]):
    """One piece of work. `reports()` can be read while it runs; `result()` waits for its end."""

    def __init__(self, owner: Owner, work: Callable[[Job[T]], T]) -> None:
        self.owner = owner
        self._work = work
        self._context = copy_context()  # whoever asked may do no more because another thread does it
        self._reports: queue.SimpleQueue[Report | None] = queue.SimpleQueue()
        self._stop, self._ended = threading.Event(), threading.Event()
        self._claim = threading.Lock()
        self._claimed = False
        self._result: T | None = None
        self._error: BaseException | None = None

    @property
    def cancelled(self) -> bool:
        """Return whether cancel() was called."""
        return self._stop.is_set()

    @property
    def ended(self) -> bool:
        """Return whether there is a result or an error."""
        return self._ended.is_set()

    def cancel(self) -> None:
        """End work that waits, at once; ask work that runs to stop at its next report."""
        self._stop.set()
        if self._first():
            self._end(Cancelled())

    def report(self, stage: str, done: int, total: int, value: float | None = None) -> None:
        """Say how far the work is; raises Cancelled when it is to stop."""
        if self.cancelled:
            raise Cancelled
        self._reports.put(Report(stage, done, total, value))

    def run(self) -> None:
        """Do the work, keeping its result or its error; nothing when it was cancelled before."""
        if not self._first():
            return
        try:
            self._result = self._context.run(self._work, self)
        except BaseException as error:
            self._end(error)
        else:
            self._end(None)

    def _first(self) -> bool:
        """Return whether the caller is the one who may end this job: the worker, or who cancels before it."""
        with self._claim:
            first, self._claimed = not self._claimed, True
            return first

    def _end(self, error: BaseException | None) -> None:
        self._error = error
        self._ended.set()
        self._reports.put(None)

    def reports(self, cancelled: Callable[[], bool] = lambda: False) -> Iterator[Report | None]:
        """Yield reports as they come (None about twice a second without any) until the work has ended."""
        while True:
            if cancelled():
                self.cancel()
            try:
                report = self._reports.get(timeout=0.5)
            except queue.Empty:
                yield None
                continue
            if report is None:
                return
            yield report

    def result(self) -> T:
        """Wait for the end; returns what the work returned or raises what it raised."""
        self._ended.wait()
        if self._error is not None:
            raise self._error
        return self._result  # type: ignore[return-value]  # set when there is no error


class Jobs:
    """Runs one job at a time. People take turns: nobody's second job goes before another's first.

    `allow` is told whose job comes, and may raise to refuse it.
    """

    def __init__(self, allow: Callable[[Owner], object] = lambda owner: None) -> None:
        self._allow = allow
        self._waiting: OrderedDict[Owner, deque[Job[object]]] = OrderedDict()
        self._lock = threading.Lock()
        self._busy = False
        self._now: Job[object] | None = None

    def submit(self, owner: Owner, work: Callable[[Job[T]], T]) -> Job[T]:
        """Queue work for an owner and return its job at once; NotPermitted where nothing may be written."""
        require("write")
        self._allow(owner)
        job: Job[T] = Job(owner, work)
        with self._lock:
            self._waiting.setdefault(owner, deque()).append(job)  # type: ignore[arg-type]  # any result type
            start, self._busy = not self._busy, True
        if start:
            threading.Thread(target=self._drain, name="jobs", daemon=True).start()
        return job

    def cancel(self, owner: Owner) -> None:
        """Cancel all work of an owner, what runs included."""
        with self._lock:
            jobs = [*self._waiting.get(owner, ()), *([self._now] if self._now is not None else [])]
        for job in jobs:
            if job.owner == owner:
                job.cancel()

    def ahead(self, job: Job[T]) -> int:
        """Return how many jobs come before this one, the running one included (0 once it runs)."""
        with self._lock:
            lines = [[one for one in line if not one.cancelled] for line in self._waiting.values()]
            for place, line in enumerate(lines):
                for turn, one in enumerate(line):
                    if one is job:  # in every round each person has one job done, in this order
                        before = sum(min(len(other), turn + 1) for other in lines[:place])
                        after = sum(min(len(other), turn) for other in lines[place:])
                        return 1 + before + after
            return 0

    def _drain(self) -> None:
        while (job := self._next()) is not None:
            self._now = job
            job.run()
            self._now = None

    def _next(self) -> Job[object] | None:
        with self._lock:
            if not self._waiting:
                self._busy = False
                return None
            owner, line = self._waiting.popitem(last=False)
            job = line.popleft()
            if line:
                self._waiting[owner] = line  # to the end: the others come first
            return job
