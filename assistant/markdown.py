"""What people, documents and file names say, made safe to stand inside a paragraph of markdown."""

from __future__ import annotations

_MARKUP = str.maketrans({c: "\\" + c for c in "\\`*_{}[]()#+!|<>~"})


def plain(text: object, most: int = 200) -> str:
    """Return the first `most` characters with everything escaped that markdown would read as markup."""
    return str(text)[:most].translate(_MARKUP)
