"""Whether a file is word vectors: word2vec binary or text, GloVe, fastText."""

from __future__ import annotations

import re
from collections.abc import Sequence

_HEADER = re.compile(rb"(?:\xef\xbb\xbf)?(\d{1,8}) (\d{1,4})\r?\n")
_NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][-+]?\d+)?")
_FEWEST, _PLAIN = 10, 25
"""Numbers per word from which a table of words and numbers may be vectors, and surely is."""
_LONGEST = 300
"""Bytes of a word in a binary file."""


def vectors(data: bytes, size: int, lines: Sequence[str]) -> bool | None:
    """Return True for vectors, False for what may be, None for anything else."""
    header = _HEADER.match(data)
    if header:
        count, dim = int(header[1]), int(header[2])
        if not lines and dim and count * (4 * dim + 2) <= size <= count * (4 * dim + _LONGEST) + 16:
            return True
        return True if lines and dim > 1 and _rows(lines[1:21], dim) else None
    width = len(lines[0].split(" ")) - 1 if lines else 0
    if width < _FEWEST or len(lines) < 3 or not _rows(lines[:20], width):
        return None
    return width >= _PLAIN


def _rows(lines: Sequence[str], dim: int) -> bool:
    """Return whether every line is a word and `dim` numbers, not all of them whole."""
    rows = [line.rstrip().rsplit(" ", dim) for line in lines]
    if not rows or any(len(row) != dim + 1 or not row[0] for row in rows):
        return False
    numbers = [cell for row in rows for cell in row[1:]]
    return all(map(_NUMBER.fullmatch, numbers)) and any("." in cell or "e" in cell for cell in numbers)
