"""Which documents a person means by a name, a part of one, or all of them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence

from store.types import SHARED, Document

EVERY = 100_000
"""Documents looked through at most."""
ALL = re.compile(
    r"\*(?:[0-9a-f]{12})?|(?:everything|all)(?: (?:of )?(?:my |the )?(?:documents?|files?|notes?|library))?|(?:すべて|全て|全部)(?:の(?:文書|ファイル|メモ))?"
)
"""What people call all of their documents."""
_OWNED = re.compile(r"^(?:the|my|our|your|that|this|his|her|their)\s+|^(?:私|僕|俺|うち|自分)の")
"""What stands before a name and is no part of it."""


_AND = re.compile(r"\s*(?:,\s*and\b|,|、|;|&|\band\b|\bor\b|」と「|と(?=\S)|及び|および)\s*")
"""What stands between names of a list."""


def digest(documents: Sequence[Document]) -> str:
    """Return what says which documents a question was about."""
    ids = "\n".join(sorted(document.id for document in documents))
    return hashlib.sha256(ids.encode()).hexdigest()[:12]


def matching(target: str, documents: Sequence[Document]) -> list[Document]:
    """Return the documents a person means: exact name or id, then stem or title, then part of them."""
    wanted = target.casefold().strip("「」\"'")
    if ALL.fullmatch(wanted):
        return [document for document in documents if document.owner != SHARED]
    tests: tuple[Callable[[Document], bool], ...] = (
        lambda d: wanted in (d.id.casefold(), d.name.casefold()),
        lambda d: wanted in (d.name.casefold().rsplit(".", 1)[0], d.title.casefold()),
        lambda d: wanted in d.name.casefold() or wanted in d.title.casefold(),
        lambda d: all(word in f"{d.name} {d.title}".casefold() for word in wanted.split()),
    )
    found = next((found for test in tests if (found := [d for d in documents if test(d)])), [])
    if found:
        return found
    bare = _OWNED.sub("", wanted)
    if bare and bare != wanted:
        return matching(bare, documents)
    return several(wanted, documents)


def several(target: str, documents: Sequence[Document]) -> list[Document]:
    """Return the documents of a list of names ("a.txt and b.txt"), each of which means one; [] for anything else."""
    names = [name for name in _AND.split(target.strip("「」\"'")) if name]
    if len(names) < 2:
        return []
    found = [matching(name, documents) for name in names]
    if any(len(some) != 1 for some in found):
        return []
    return list({some[0].id: some[0] for some in found}.values())


def listed(target: str, text: str, documents: Sequence[Document]) -> list[Document]:
    """Return the documents that a target, or the message around it, lists one after the other; [] where it lists none."""
    folded = text.casefold()
    there = [one for one in documents if one.name.casefold() in folded]
    run: list[Document] = []
    end = 0
    for document in sorted(there, key=lambda one: (folded.index(one.name.casefold()), -len(one.name))):
        start = folded.index(document.name.casefold())
        if start < end:  # a part of a longer name, or another document of the same name
            continue
        between = folded[end:start].strip("「」\"' ")
        if run and between not in ("", "と") and not _AND.fullmatch(between):
            break
        run.append(document)
        end = start + len(document.name)
    found = several(target, documents)
    return run if len(run) > max(1, len(found)) and "." in run[0].name else found
