"""A lexicon on disk, so that opening a large store does not read every word again. Disposable."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from store import segments, tokens
from store.atomic import replacing
from store.lexical import Lexicon
from store.roster import Roster
from store.seal import digest_file
from store.segments import Segment

LEAST = 2000
"""Fewer passages than this are read again faster than a file is checked."""
_ARRAYS = ("lengths", "flat", "words", "data", "indices", "indptr")
_MADE_BY = f"{tokens.VERSION} {segments.K1} {segments.B}"


class WordFile:
    """Per lexicon one NumPy archive and one file with its hash."""

    def __init__(self, folder: Path, name: str) -> None:
        self._path = folder / "words" / f"{name}.npz"
        self._hash = self._path.with_suffix(".hash")
        self._saved = 0

    def save(self, lexicon: Lexicon, roster: Roster) -> None:
        """Write the lexicon when at least a tenth of it is new since the last time."""
        parts, filled, words = lexicon.snapshot()
        if filled < LEAST or filled < self._saved * 1.1:
            return
        keys = roster.keys(0, filled)
        facts = {
            "by": _MADE_BY,
            "sequence": roster.number(filled - 1),
            "words": list(words),
            "parts": len(parts),
        }
        arrays: dict[str, NDArray[Any]] = {"facts": np.frombuffer(json.dumps(facts).encode(), dtype="uint8")}
        for number, part in enumerate(parts):
            arrays[f"keys{number}"] = np.where(part.rows >= 0, keys[part.rows], -1)
            arrays |= {f"{name}{number}": getattr(part, name) for name in _ARRAYS}
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(exist_ok=True)
            with replacing(self._path) as draft:
                with draft.open("wb") as file:
                    np.savez(file, allow_pickle=False, **arrays)
                digest = digest_file(draft)
            self._hash.write_text(digest, encoding="ascii")
            self._saved = filled

    def load(self, lexicon: Lexicon, roster: Roster) -> None:
        """Take over what is kept and still holds; anything wrong with the file and it is deleted."""
        if not self._path.exists():
            return
        try:
            if self._hash.read_text(encoding="ascii") != digest_file(self._path):
                raise ValueError("the hash differs")
            with np.load(self._path, allow_pickle=False) as arrays:
                self._take(lexicon, roster, arrays)
        except (OSError, ValueError, KeyError, EOFError):
            with contextlib.suppress(OSError):
                self._path.unlink()

    def _take(self, lexicon: Lexicon, roster: Roster, arrays: Any) -> None:
        facts = json.loads(arrays["facts"].tobytes())
        filled = roster.rows_until(facts["sequence"])
        if facts["by"] != _MADE_BY or not filled:
            raise ValueError("made by another version")
        row_of = dict(zip(roster.keys(0, filled).tolist(), range(filled), strict=True))
        parts = []
        for number in range(facts["parts"]):
            rows = np.array([row_of.get(key, -1) for key in arrays[f"keys{number}"].tolist()], dtype="int64")
            parts.append(Segment(rows, *(arrays[f"{name}{number}"] for name in _ARRAYS)))
        if sum(int((part.rows >= 0).sum()) for part in parts) != filled:
            raise ValueError("it lacks passages")
        lexicon.take(parts, filled, facts["words"])
        self._saved = filled
