"""Which items one owner has in one space, as rows that only ever grow; what every search is masked with."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from store.items import Changes, Items
from store.types import Scalar
from store.where import Test

Mask = NDArray[np.bool_]
KEPT = 16
"""How many conditions' answers are kept per field: what is asked for is asked for again."""


class Growing:
    """A one- or two-dimensional array with room for more rows, so that appending is cheap."""

    def __init__(self, dtype: str, width: int = 0) -> None:
        self._data = np.zeros((1024, width) if width else (1024,), dtype=dtype)
        self.size = 0

    def append(self, values: NDArray[np.generic]) -> None:
        """Add rows."""
        need = self.size + len(values)
        if need > len(self._data):
            grown = np.zeros((max(need, len(self._data) * 3 // 2), *self._data.shape[1:]), self._data.dtype)
            grown[: self.size] = self._data[: self.size]
            self._data = grown
        self._data[self.size : need] = values
        self.size = need

    @property
    def rows(self) -> NDArray[Any]:
        """Return a view of what was appended."""
        return self._data[: self.size]


class Roster:
    """Rows of (key, alive). An updated item leaves its row and gets a new one at the end.

    Rows are never reused, so an index built over them stays right and needs only the mask.
    """

    def __init__(self, items: Items) -> None:
        self._items = items
        self._lock = threading.RLock()
        self._keys, self._numbers, self._alive = Growing("int64"), Growing("int64"), Growing("bool")
        self._row_of: dict[int, int] = {}
        self._fields: dict[str, _Field] = {}
        self.sequence = 0

    def __len__(self) -> int:
        return self._keys.size

    @property
    def live(self) -> int:
        """Return how many items can be seen."""
        return len(self._row_of)

    def apply(self, changes: Changes) -> None:
        """Take in what the ledger says has happened."""
        with self._lock:
            alive = self._alive.rows
            for key in (*changes.gone, *changes.live):
                row = self._row_of.pop(key, None)
                if row is not None:
                    alive[row] = False
            first = len(self)
            self._keys.append(np.array(changes.live, dtype="int64"))
            self._numbers.append(np.array(changes.numbers, dtype="int64"))
            self._alive.append(np.ones(len(changes.live), dtype="bool"))
            self._row_of.update(zip(changes.live, range(first, len(self)), strict=True))
            self.sequence = changes.sequence

    def live_keys(self) -> list[int]:
        """Return the keys that can be seen."""
        with self._lock:
            return list(self._row_of)

    def keys(self, start: int = 0, stop: int | None = None) -> NDArray[np.int64]:
        """Return the keys of rows `start` to `stop`."""
        with self._lock:
            return self._keys.rows[start:stop].astype("int64")

    def rows(self, keys: Sequence[int]) -> NDArray[np.int64]:
        """Return the rows of those keys that can be seen."""
        with self._lock:
            return np.array([self._row_of[key] for key in keys if key in self._row_of], dtype="int64")

    def number(self, row: int) -> int:
        """Return the number of the change that a row came with."""
        with self._lock:
            return int(self._numbers.rows[row])

    def rows_until(self, sequence: int) -> int:
        """Return how many rows came with change `sequence` or before."""
        with self._lock:
            return int(np.searchsorted(self._numbers.rows, sequence, side="right"))

    def alive(self) -> Mask:
        """Return which rows can be seen, as a copy."""
        with self._lock:
            return self._alive.rows.astype("bool")

    def mask(self, tests: Mapping[str, Test], excluded: frozenset[int] = frozenset()) -> Mask:
        """Return which rows can be seen, pass every test and are not of an excluded key."""
        with self._lock:
            mask = self.alive()
            for name, test in tests.items():
                field = self._fields.setdefault(name, _Field(name))
                field.fill(self._items, self._keys.rows[field.size :].tolist(), self._row_of)
                mask &= field.passing(test)
            for key in excluded:
                row = self._row_of.get(key)
                if row is not None:
                    mask[row] = False
            return mask


class _Field:
    """One metadata field of every row, as codes into a list of its different values."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._codes = Growing("int32")
        self._values: list[Scalar] = []
        self._code_of: dict[str, int] = {}
        self._passed: dict[str, Mask] = {}

    @property
    def size(self) -> int:
        return self._codes.size

    def fill(self, items: Items, keys: Sequence[int], row_of: Mapping[int, int]) -> None:
        """Read the field for the rows that came since last time; -1 where an item lacks it."""
        if not keys:
            return
        start = self.size
        codes = np.full(len(keys), -1, dtype="int32")
        for key, text in _read(items, [key for key in keys if key in row_of], self._name):
            row = row_of[key]
            if row >= start:
                codes[row - start] = self._code(text)
        self._codes.append(codes)

    def _code(self, text: str) -> int:
        code = self._code_of.get(text)
        if code is None:
            code = self._code_of[text] = len(self._values)
            self._values.append(json.loads(text))
        return code

    def passing(self, test: Test) -> Mask:
        """Return which rows have the field and pass; the test runs once per different value."""
        known = self._passed.get(test.key, np.zeros(0, dtype="bool"))
        more = [test.passes(value) for value in self._values[len(known) :]]
        known = np.concatenate([known, np.array(more, dtype="bool")])
        self._passed.pop(test.key, None)
        self._passed[test.key] = known
        if len(self._passed) > KEPT:
            del self._passed[next(iter(self._passed))]
        passed = np.append(known, False)
        found: Mask = passed[self._codes.rows]
        return found


def _read(items: Items, keys: Sequence[int], name: str) -> Iterator[tuple[int, str]]:
    for row in items.columns(keys, "id", "source", "metadata"):
        if name in ("id", "source"):
            yield row["key"], json.dumps(row[name])
        else:
            metadata = json.loads(row["metadata"])
            if name in metadata:
                yield row["key"], json.dumps(metadata[name])
