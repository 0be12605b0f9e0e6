"""From what a person calls an item to the item."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from difflib import get_close_matches

from assistant.engines.items.baskets import Baskets
from assistant.engines.items.errors import NoItem


def signed(
    name: str, baskets: Baskets, items: Sequence[str], minus: Sequence[str]
) -> tuple[list[int], list[int]]:
    """Return the positions of the items asked for and of those subtracted."""
    less = [*minus, *(item[1:] for item in items if item.startswith("-") and item not in baskets.positions)]
    plus = [item for item in items if not item.startswith("-") or item in baskets.positions]
    return [find(name, baskets, item) for item in plus], [find(name, baskets, item) for item in less]


def find(name: str, baskets: Baskets, item: str) -> int:
    """Return the position of an item by its name, folded, by one of its "a / b" names, or by a part that only
    one item has; NoItem offers near names."""
    if item in baskets.positions:
        return baskets.positions[item]
    wanted = _folded(item)
    tests = (
        lambda text: text == wanted,
        lambda text: wanted in [part.strip() for part in text.split(" / ")],
        lambda text: wanted.rstrip("s") in [part.strip().rstrip("s") for part in text.split(" / ")],
    )
    folded = [_folded(other) for other in baskets.items]
    for test in tests:
        for position, text in enumerate(folded):
            if test(text):
                return position
    holding = [position for position, text in enumerate(folded) if wanted and wanted in text]
    if len(holding) == 1:
        return holding[0]
    near = [baskets.items[position] for position in holding[:5]]
    close = get_close_matches(wanted, folded, 5, 0.5)
    near += [baskets.items[folded.index(text)] for text in close]
    raise NoItem(item=item, name=name, near=", ".join(dict.fromkeys(near or baskets.items[:5])))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()
