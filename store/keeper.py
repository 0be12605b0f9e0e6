"""Keeps the index: opens it if its seal is whole, else builds it anew, and stops where that does not help."""

from __future__ import annotations

import contextlib
import shutil
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from store.index import BATCH, ChromaIndex, IndexBroken
from store.items import Items
from store.partition import Partition
from store.probe import probe
from store.seal import seal, sealed, size_of, unseal
from store.types import Vector

REBUILDS = 2
"""How often an index is built anew in one process before exact search is left to do the work."""
FORMAT = 1


@dataclass(frozen=True, slots=True)
class IndexReport:
    """How the index is. `state` is "none", "building", "ready" or "off"; `items` are those in it."""

    state: str
    items: int = 0
    bytes: int = 0
    expected: int = 0
    rebuilds: int = 0
    events: tuple[str, ...] = ()


class Keeper:
    """One index folder under `folder`/index, used by searching threads and changed by one worker thread."""

    def __init__(self, folder: Path, items: Items) -> None:
        self._folder, self._items = folder / "index", items
        self._index: ChromaIndex | None = None
        self._done: dict[str, int] = {}
        self._open = self._off = self._dirty = False
        self._building = False
        self._lock = threading.Lock()
        self._rebuilds = 0
        self._events: list[str] = []

    def rows(self, partition: Partition) -> int:
        """Return how many rows of the partition are in the index."""
        done = self._done.get(partition.name)
        return 0 if done is None or self._index is None else partition.roster.rows_until(done)

    def near(self, partition: Partition, vector: Vector, k: int) -> list[int] | None:
        """Return keys of about the k nearest, or None when the index failed; it is then built anew."""
        index = self._index
        try:
            return index.near(partition.name, vector, k) if index else None
        except IndexBroken as error:
            if index is self._index:
                self._broken(str(error))
            return None

    def sync(self, partitions: list[Partition], stopped: threading.Event) -> None:
        """Bring the index up to the ledger for these partitions; called by the worker only."""
        try:
            if self._off or not (partitions or self._index):
                return
            if not self._open:
                self._open_kept(partitions)
            self._drop_others(partitions)
            for partition in partitions:
                self._sync_one(partition, stopped)
        except IndexBroken as error:
            self._broken(str(error))
        except OSError as error:
            self._note(f"could not be written ({error.strerror})")
            self._off = True
        finally:
            self._building = False

    def _open_kept(self, partitions: list[Partition]) -> None:
        """Open the index there is, if it is whole and fits the ledger; start an empty one if not."""
        self._open = True
        names = {partition.name: partition for partition in partitions}
        kept = max(self._folder.glob("index-*"), default=None)
        facts = sealed(kept) if kept else None
        if kept and facts is not None and facts.get("format") == FORMAT:
            counts = probe(kept) or {}
            if counts == facts["counts"]:
                with contextlib.suppress(IndexBroken, KeyError):
                    index = ChromaIndex(kept, self._items)
                    for name in set(names) & set(facts["done"]):
                        index.load(name, names[name].roster, facts["done"][name])
                        index.bytes_expected += counts[name] * (names[name].dim * 5 + 400)
                        self._done[name] = facts["done"][name]
                    self._index = index
                    self._touch()  # opening alone changes Chroma's files
                    return
        self._done.clear()
        if kept:
            self._note("was not closed properly or is damaged, and is built anew")

    def _clear(self, keep: int) -> None:
        """Delete all but the `keep` newest folders."""
        for old in sorted(self._folder.glob("index-*"))[: -keep or None]:
            shutil.rmtree(old, ignore_errors=True)

    def _start(self) -> ChromaIndex:
        """Start an empty index in a new folder; the one that failed is kept until the new one is sealed."""
        self._clear(1)
        fresh = self._folder / f"index-{time.time_ns()}"
        fresh.mkdir(parents=True)
        return ChromaIndex(fresh, self._items)

    def _drop_others(self, partitions: list[Partition]) -> None:
        names = {partition.name for partition in partitions}
        if self._index is not None and set(self._done) - names:
            self._touch()
            self._index.drop(names)
            self._done = {name: done for name, done in self._done.items() if name in names}

    def _touch(self) -> None:
        if not self._dirty:
            if self._index is not None:
                unseal(self._index.folder)
            self._dirty = True

    def _sync_one(self, partition: Partition, stopped: threading.Event) -> None:
        name, roster = partition.name, partition.roster
        start, stop = roster.rows_until(self._done.get(name, -1)), len(roster)
        if start < stop or self._pruning(name, partition):
            self._building = self._building or stop - start > BATCH
            self._touch()
            self._index = self._index or self._start()
            while start < stop and not stopped.is_set():
                end = min(start + BATCH, stop)
                self._index.add(name, roster, start, end, partition.dim)
                self._done[name] = roster.number(end - 1)
                start = end
                self._watch_size()
            self._index.prune(name, roster)

    def _pruning(self, name: str, partition: Partition) -> bool:
        return self._index is not None and self._index.holds(name) > partition.roster.live

    def _watch_size(self) -> None:
        """Stop an index that grows without bound before it fills the disk."""
        index = self._index
        if index is not None and size_of(index.folder) > 5 * index.bytes_expected + (32 << 20):
            raise IndexBroken(f"{size_of(index.folder):,} bytes where {index.bytes_expected:,} were expected")

    def _broken(self, reason: str) -> None:
        with self._lock:
            self._note(f"failed ({reason[:200]})")
            index, self._index = self._index, None
            self._done.clear()
            self._rebuilds += 1
            self._off = self._off or self._rebuilds > REBUILDS
            if index is not None:
                with contextlib.suppress(IndexBroken):
                    index.close()
            self._dirty = True

    def _note(self, event: str) -> None:
        self._events = [*self._events[-9:], event]

    def seal(self) -> None:
        """Seal what is complete, so that the next start can use it at once."""
        index = self._index
        if index is None or not self._dirty:
            return
        with contextlib.suppress(OSError):
            facts = {"format": FORMAT, "done": dict(self._done), "counts": index.counts()}
            seal(index.folder, facts)
            self._dirty = False
            self._clear(1)

    def report(self) -> IndexReport:
        """Return how the index is."""
        index = self._index
        state = "off" if self._off else "building" if self._building else "ready" if index else "none"
        size = size_of(self._folder) if self._folder.exists() else 0
        return IndexReport(
            state, index.count() if index else 0, size, index.bytes_expected if index else 0, self._rebuilds,
            tuple(self._events),
        )  # fmt: skip

    def close(self) -> None:
        """Close the index and seal it."""
        if self._index is not None:
            try:
                self._index.close()
                self.seal()
            except IndexBroken as error:
                self._broken(str(error))
        self._index = None
