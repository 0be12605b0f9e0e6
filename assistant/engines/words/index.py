"""From a word to its row: a hashed index that is mapped from disk, so that mounting reads nothing."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_RARE = 20_000
"""Rank from which a name written as one word, "newyork", is a misspelling more often than the name."""
LONGEST = 24
"""Characters of a word that spelling suggestions look at."""
HASHED = 256
_OFFSET, _PRIME = 0xCBF29CE484222325, 0x100000001B3


def fold(word: str) -> str:
    """Return the form under which upper and lower case and Unicode variants are one word."""
    return unicodedata.normalize("NFKC", word).casefold()


def _fold_fast(word: str) -> bytes:
    return word.lower().encode() if word.isascii() else fold(word).encode()


def variants(word: str) -> Iterator[str]:
    """Yield the spellings under which a vocabulary may hold a word, the likeliest first."""
    clean = unicodedata.normalize("NFKC", word).strip()
    yield from (word, clean)
    parts = clean.split()
    if len(parts) > 1:
        for joint in "_-":
            yield joint.join(parts)
        yield "".join(parts)


def _hash(data: bytes) -> int:
    """Return the 64-bit FNV-1a hash of the first HASHED bytes."""
    value = _OFFSET
    for byte in data[:HASHED]:
        value = ((value ^ byte) * _PRIME) & 0xFFFFFFFFFFFFFFFF
    return value


def _hashes(data: Sequence[bytes]) -> NDArray[np.uint64]:
    """Return _hash of many words, byte position by byte position over all words at once."""
    lengths = np.array([min(len(piece), HASHED) for piece in data], np.int64)
    order = np.argsort(-lengths, kind="stable")
    starts = np.concatenate([[0], np.cumsum(lengths)])[order]
    blob = np.frombuffer(b"".join(piece[:HASHED] for piece in data), np.uint8)
    values = np.full(len(data), _OFFSET, np.uint64)
    for position in range(int(lengths.max(initial=0))):
        active = int(np.searchsorted(-lengths[order], -position))
        values[:active] ^= blob[starts[:active] + position]
        values[:active] *= np.uint64(_PRIME)
    result = np.empty_like(values)
    result[order] = values
    return result


class WordIndex:
    """The vocabulary in rank order. Exact and folded lookups cost one binary search each.

    On disk: the words' UTF-8 bytes end to end, where each starts, and sorted hashes with their rows.
    A folded form leads to its first (most frequent) row. Hash hits are checked against the word.
    """

    def __init__(self, arrays: dict[str, NDArray[np.generic]]) -> None:
        self._blob, self._starts = arrays["blob"], arrays["starts"]
        self._exact = (arrays["exact"], arrays["exact_rows"])
        self._folded = (arrays["folded"], arrays["folded_rows"])

    @classmethod
    def build(cls, words: Sequence[str]) -> WordIndex:
        """Index words given in rank order."""
        data = [word.encode() for word in words]
        starts = np.zeros(len(words) + 1, np.int64)
        np.cumsum([len(piece) for piece in data], out=starts[1:])
        arrays: dict[str, NDArray[np.generic]] = {
            "blob": np.frombuffer(b"".join(data), np.uint8),
            "starts": starts,
        }
        for name, keys in (("exact", data), ("folded", [_fold_fast(word) for word in words])):
            hashes, rows = np.unique(_hashes(keys), return_index=True)  # the first row of each hash
            arrays[name], arrays[f"{name}_rows"] = hashes, rows.astype(np.int32)
        return cls(arrays)

    @classmethod
    def load(cls, folder: Path) -> WordIndex:
        """Map an index written by save()."""
        names = ("blob", "starts", "exact", "exact_rows", "folded", "folded_rows")
        return cls({name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in names})

    def save(self, folder: Path) -> None:
        """Write the index as .npy files."""
        arrays = {"blob": self._blob, "starts": self._starts}
        arrays |= {"exact": self._exact[0], "exact_rows": self._exact[1]}
        arrays |= {"folded": self._folded[0], "folded_rows": self._folded[1]}
        for name, array in arrays.items():
            np.save(folder / f"{name}.npy", array)

    def __len__(self) -> int:
        return len(self._starts) - 1

    def word(self, row: int) -> str:
        """Return the word of a row."""
        return bytes(self._blob[self._starts[row] : self._starts[row + 1]]).decode()

    @cached_property
    def words(self) -> list[str]:
        """Return all words in rank order (decoded on first use)."""
        blob, starts = bytes(self._blob), self._starts.tolist()
        return [blob[a:b].decode() for a, b in pairwise(starts)]

    def find(self, word: str) -> int | None:
        """Return the row of a word, trying exact spellings, then folded ones; None when unknown.

        A name of several words is never found as a rare token ("newyork") unless it is rarer in its parts.
        """
        row = self._any(word)
        parts = word.split()
        if (
            row is None
            or row < _RARE
            or len(parts) < 2
            or not word.isascii()
            or len(self.word(row).replace("_", " ").split()) > 1
        ):
            return row
        rows = [self._any(part) for part in parts]
        return row if any(part is None or part > row for part in rows) else None

    def _any(self, word: str) -> int | None:
        spellings = list(dict.fromkeys(variants(word)))
        for spelling in spellings:
            row = self._lookup(spelling, *self._exact)
            if row is not None and self.word(row) == spelling:
                return row
        for spelling in spellings:
            key = fold(spelling)
            row = self._lookup(key, *self._folded)
            if row is not None and fold(self.word(row)) == key:
                return row
        return None

    @staticmethod
    def _lookup(key: str, hashes: NDArray[np.generic], rows: NDArray[np.generic]) -> int | None:
        wanted = np.uint64(_hash(key.encode()))
        at = int(np.searchsorted(hashes, wanted))
        return int(rows[at]) if at < len(hashes) and hashes[at] == wanted else None

    def spellings(self, word: str, k: int = 5) -> list[str]:
        """Return known words within a few edits (optimal string alignment), nearest and most frequent first."""
        wanted = fold(word).strip().replace(" ", "_")[:LONGEST]
        allowed = 1 if len(wanted) < 4 else 2 if len(wanted) < 9 else 3
        codes, lengths = self._letters
        rows = np.flatnonzero((np.abs(lengths - len(wanted)) <= allowed) & (lengths > allowed))
        distances = _edit_distances(wanted, codes[rows], lengths[rows])
        close = np.flatnonzero(distances <= allowed)
        order = close[np.lexsort((rows[close], distances[close]))][:k]
        return [self.word(int(row)) for row in rows[order]]

    @cached_property
    def _letters(self) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
        """Return folded words as (n, LONGEST) code points, zero-padded, and their lengths."""
        folded = np.array([fold(word)[: LONGEST + 4] for word in self.words], f"U{LONGEST + 4}")
        codes = folded.view(np.uint32).reshape(len(folded), -1)
        return codes[:, :LONGEST], np.count_nonzero(codes, axis=1)


def _edit_distances(word: str, codes: NDArray[np.uint32], lengths: NDArray[np.int64]) -> NDArray[np.int8]:
    """Return the optimal string alignment distance of `word` to every row, all rows in step."""
    count, width = len(codes), codes.shape[1]
    columns = np.ascontiguousarray(codes.T)
    before = before2 = [np.full(count, j, np.int8) for j in range(width + 1)]
    for i, letter in enumerate(map(ord, word), 1):
        row = [np.full(count, i, np.int8)]
        for j in range(1, width + 1):
            same = columns[j - 1] == letter
            best = np.minimum(np.minimum(before[j], row[j - 1]) + 1, before[j - 1] + ~same)
            if i > 1 and j > 1:
                swapped = (columns[j - 2] == letter) & (columns[j - 1] == ord(word[i - 2]))
                best = np.where(swapped, np.minimum(best, before2[j - 2] + 1), best)
            row.append(best.astype(np.int8))
        before2, before = before, row
    table = np.stack(before)
    return np.asarray(table[np.minimum(lengths, width), np.arange(count)], np.int8)
