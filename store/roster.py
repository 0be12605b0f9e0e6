"""Which items one owner has in one space, as rows that only ever grow; what every search is masked with."""

from __future__ import annotations

import json
import threading
from collections.abc import Collection, Mapping, Sequence
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

    def reserve(self, size: int) -> None:
        """Make room for so many rows in all, which saves moving them one step of growth after the other."""
        if size > len(self._data):
            grown = np.zeros((size, *self._data.shape[1:]), self._data.dtype)
            grown[: self.size] = self._data[: self.size]
            self._data = grown

    def append(self, values: NDArray[np.generic]) -> None:
        """Add rows."""
        need = self.size + len(values)
        if need > len(self._data):
            self.reserve(max(need, len(self._data) * 3 // 2))
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
            asked = {name: self._fields.setdefault(name, _Field(name)) for name in tests}
            self._fill(asked.values())
            for name, test in tests.items():
                mask &= asked[name].passing(test)
            for key in excluded:
                row = self._row_of.get(key)
                if row is not None:
                    mask[row] = False
            return mask

    def _fill(self, fields: Collection[_Field]) -> None:
        """Read what the fields lack, all in one go; an item that was removed meanwhile lacks every field."""
        start = min((field.size for field in fields), default=len(self))
        keys = self._keys.rows[start:].tolist()
        if not keys:
            return
        values: dict[str, dict[int, Scalar]] = {field.name: {} for field in fields}
        for row in self._items.columns(
            [key for key in keys if key in self._row_of], "id", "source", "metadata"
        ):
            known = {**json.loads(row["metadata"]), "id": row["id"], "source": row["source"]}
            for name, found in values.items():
                if name in known:
                    found[self._row_of[row["key"]]] = known[name]
        for field in fields:
            field.append(values[field.name], len(self))


class _Field:
    """One metadata field of every row, as codes into a list of its different values."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._codes = Growing("int32")
        self._values: list[Scalar] = []
        self._code_of: dict[tuple[type, Scalar], int] = {}
        self._passed: dict[str, Mask] = {}

    @property
    def size(self) -> int:
        return self._codes.size

    def append(self, values: Mapping[int, Scalar], rows: int) -> None:
        """Take in the values of the rows from the first that is lacking to `rows`; -1 where there is none."""
        start = self.size
        codes = np.full(rows - start, -1, dtype="int32")
        for row, value in values.items():
            if row >= start:
                codes[row - start] = self._code(value)
        self._codes.append(codes)

    def _code(self, value: Scalar) -> int:
        code = self._code_of.get((type(value), value))
        if code is None:
            code = self._code_of[type(value), value] = len(self._values)
            self._values.append(value)
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
