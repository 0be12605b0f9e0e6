"""Comments in lists of edges, and names that begin with the sign of a comment."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

_SIGN = re.compile(r"\s*#(?:\s|#|!|$)")


def without_comments(text: str) -> str:
    """Return a text with its comments as blank lines, so that lines keep their numbers.

    Lines that begin with % are comments. So are those that begin with #, unless nothing else in the file looks like a
    comment (a space after the sign, another number of cells) and names begin with # elsewhere, or the cells are a list's; in a file of
    nothing else those with a space after the sign.
    """
    lines = text.split("\n")
    hashed = [n for n, line in enumerate(lines) if line.lstrip().startswith("#")]
    comments = {n for n, line in enumerate(lines) if line.lstrip().startswith("%")}
    if hashed and not _are_names(lines, hashed):
        signed = comments | set(hashed)
        alone = all(n in signed for n, line in enumerate(lines) if line.strip())
        comments.update(n for n in hashed if not alone or _SIGN.match(lines[n]))
    if not comments:
        return text
    return "\n".join("" if n in comments else line for n, line in enumerate(lines))


def _are_names(lines: Sequence[str], hashed: Sequence[int]) -> bool:
    if any(_SIGN.match(lines[n]) for n in hashed):
        return False
    kept = [line.strip() for line in lines if line.strip()]
    usual = Counter(map(_cells, kept)).most_common(1)[0][0]
    if any(_cells(lines[n].strip()) != usual for n in hashed):
        return False
    if len(hashed) == len(kept) or any(re.search(r"(?:[\t,;|]|\s)\s*\"?#\S", line) for line in kept):
        return True
    return re.search(r"[\t,;|]", lines[hashed[0]]) is not None


def _cells(line: str) -> int:
    """Count the cells of a line: at separators where it has any, else at spaces."""
    marks = len(re.findall(r"[\t,;|]", line))
    return marks + 1 if marks else len(line.split())
