"""Messages as tokens with features: what the slot tagger sees."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BUCKETS = 1 << 18
"""Features are hashed into this many rows (Weinberger et al., Feature hashing, 2009)."""

_TOKEN = re.compile(r"\[mask\]|<mask>|_+|[a-z0-9À-ɏ][a-z0-9À-ɏ'’_\-]*(?:\.[a-z0-9]+)*|[^\s]", re.IGNORECASE)
_BREAKS = frozenset("、。,.!?;:…")
_CLOSES = {"「": "」", "『": "』", "“": "”", '"': '"', "'": "'", "‘": "’", "`": "`"}


@dataclass(frozen=True, slots=True)
class Token:
    """One word, or one character of a script without spaces, with its place in the text."""

    text: str
    start: int
    end: int


def tokens(text: str) -> list[Token]:
    """Cut an NFKC text: Latin words and file names whole, other characters one by one."""
    return [Token(match.group(), match.start(), match.end()) for match in _TOKEN.finditer(text)]


def features(text: str, cut: Sequence[Token], intent: str, read: Sequence[str]) -> NDArray[np.int32]:
    """Return (tokens, features) rows of the weight table: words and characters around each token, scripts,
    quotations, places, and what the rules read (`read`, one tag per token), each also for this intent."""
    words = [token.text.lower() for token in cut]
    kinds = [_kind(token.text) for token in cut]
    inside = _quotations(text, cut)
    clauses = _clauses(words)
    rows = []
    for i in range(len(cut)):
        plain = _around(words, kinds, inside, i) + _rules(words, kinds, read, i) + clauses[i]
        plain.append(f"s{cut[i].start > 0 and text[cut[i].start - 1] == ' '}")
        rows.append([_row(name) for name in plain] + [_row(intent + name) for name in plain])
    return np.array(rows, np.int32).reshape(len(cut), -1)


def _row(name: str) -> int:
    return zlib.crc32(name.encode()) & (BUCKETS - 1)


def _at(values: Sequence[str], i: int) -> str:
    return values[i] if 0 <= i < len(values) else "<s>" if i < 0 else "</s>"


def _around(words: Sequence[str], kinds: Sequence[str], inside: Sequence[str], i: int) -> list[str]:
    near = [_at(words, i + offset) for offset in range(-4, 5)]
    names = ["b"]
    names += [f"u{k}{near[k]}" for k in range(9)]
    names += [f"d{k}{near[k]}|{near[k + 1]}" for k in range(8)]
    names += [f"t{k}{near[k]}|{near[k + 1]}|{near[k + 2]}" for k in range(7)]
    names += [f"f{k}" + "|".join(near[k : k + 4]) for k in (0, 1, 4, 5)]
    names.append("c" + "".join(_at(kinds, i + o) for o in (-1, 0, 1)))
    names.append("C" + "".join(_at(kinds, i + o) for o in (-2, -1, 0, 1, 2)))
    names += [f"cp{_at(kinds, i - 1)}{words[i]}", f"cn{words[i]}{_at(kinds, i + 1)}"]
    names += ["q" + "".join(_at(inside, i + o) for o in (-1, 0, 1)), f"Q{inside[i]}{inside[-1]}"]
    left = len(words) - 1 - i
    return [*names, f"p{min(i, 3)}", f"e{min(left, 3)}", f"w{words[i]}{min(i, 2)}"]


def _clauses(words: Sequence[str]) -> list[list[str]]:
    """Return for each token how its clause begins and ends, how the next one begins, and which it is: a
    request (〜してください, "can you ...") and its reason stand in clauses of their own."""
    ends = [i for i, word in enumerate(words) if word in _BREAKS] + [len(words)]
    found: list[list[str]] = []
    start = 0
    for number, end in enumerate(ends):
        place = (
            "only" if len(ends) == 1 else "first" if number == 0 else "last" if end == len(words) else "mid"
        )
        head, tail = "|".join(words[start : start + 2]), "|".join(words[max(start, end - 3) : end])
        after = "|".join(words[end + 1 : end + 3])
        for i in range(start, min(end + 1, len(words))):
            found.append(
                [
                    f"k{place}",
                    f"kh{head}",
                    f"kt{tail}",
                    f"ka{after}",
                    f"kp{place}{min(i - start, 3)}{min(end - i, 4)}",
                    f"kw{tail[-6:]}{words[i]}",
                ]
            )
        start = end + 1
    return found


def _rules(words: Sequence[str], kinds: Sequence[str], read: Sequence[str], i: int) -> list[str]:
    own, before, after = _at(read, i), _at(read, i - 1), _at(read, i + 1)
    return [
        f"r{own}", f"r3{before}{own}{after}", f"rw{own}{words[i]}", f"rb{own}{_at(words, i - 1)}",
        f"ra{own}{_at(words, i + 1)}", "r5" + "".join(_at(read, i + o) for o in (-2, -1, 0, 1, 2)),
        f"rk{own}{kinds[i]}", f"rn{any(tag != 'O' for tag in read)}",
    ]  # fmt: skip


def _kind(token: str) -> str:
    first = token[0]
    if first.isascii() and first.isalpha():
        return "A" if first.isupper() else "a"
    if first.isdigit():
        return "0"
    if "\u3040" <= first <= "\u309f":
        return "h"
    if "\u30a0" <= first <= "\u30ff":
        return "k"
    return "K" if "\u4e00" <= first <= "\u9fff" else first


def _quotations(text: str, cut: Sequence[Token]) -> list[str]:
    """Return for each token where it stands: outside, a mark, or inside the n-th quotation."""
    states, closing, count = [], "", 0
    for token in cut:
        mark = token.text
        if closing:
            states.append("c" if mark == closing else f"i{min(count, 4)}")
            closing = "" if mark == closing else closing
        elif mark in _CLOSES and not (mark == "'" and token.start and text[token.start - 1].isalnum()):
            closing, count = _CLOSES[mark], count + 1
            states.append("o")
        else:
            states.append("-")
    return states
