"""The store's one background thread: checks, backups, the index, and words, all off the answering path."""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Callable, Sequence

from store.errors import StoreClosed, StoreError
from store.keeper import Keeper
from store.partition import Partition

LOG = logging.getLogger(__name__)
QUIET = 2.0
"""Seconds without a change after which index and words are sealed."""
STEP = 2000


class Worker:
    """Wakes when something was written, brings what is derived up to date, and seals it when all is quiet."""

    def __init__(
        self, keeper: Keeper, large: Callable[[], Sequence[tuple[Partition, bool]]], first: Callable[[], None]
    ) -> None:
        self._keeper, self._large, self._first = keeper, large, first
        self._wake, self._stopped, self._idle = threading.Event(), threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="store-worker", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._wake.set()
        self._thread.start()

    def wake(self) -> None:
        """Say that something was written."""
        self._idle.clear()
        self._wake.set()

    def wait(self, timeout: float) -> bool:
        """Wait until everything derived is up to date; returns whether it is."""
        return self._idle.wait(timeout)

    def _run(self) -> None:
        try:
            while not self._stopped.is_set():
                if self._wake.wait(QUIET):
                    self._wake.clear()
                    self._work()
                    if not self._wake.is_set():
                        self._idle.set()
                else:
                    self._seal()
                    if self._first is not _nothing:
                        first, self._first = self._first, _nothing
                        first()
                    self._wake.wait()
        except StoreClosed:
            return
        except StoreError as error:
            LOG.error("%s", error)  # damage is reported to whoever reads or writes next, and by health()
        finally:
            self._idle.set()

    def _work(self) -> None:
        partitions = self._large()
        self._keeper.sync([partition for partition, indexed in partitions if indexed], self._stopped)
        for partition, _ in partitions:
            rows = len(partition.roster)
            while partition.lexicon.filled < rows and not self._stopped.is_set():
                partition.learn(min(rows, partition.lexicon.filled + STEP))
            partition.lexicon.merge(1 << 62)

    def _seal(self) -> None:
        self._keeper.seal()
        self._keep_words()

    def _keep_words(self) -> None:
        for partition, _ in self._large():
            partition.keep_words()

    def stop(self) -> None:
        """Stop, sealing what is complete."""
        self._stopped.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(timeout=60)
            with contextlib.suppress(StoreError):
                self._keep_words()
        self._keeper.close()


def _nothing() -> None:
    """Stand for work that was done."""
