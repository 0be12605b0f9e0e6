"""What two documents have in common and what only one of them says, sentence by sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from assistant.blocks import Block, Table, Text, computed, plain
from assistant.phrase import Language, Phrase
from assistant.retrieval.sentences import split
from store.types import Document

READ = 60_000
"""Characters of each document that are compared."""
SHOWN = 30
"""Differences that are shown."""
SAME = Phrase("“{a}” and “{b}” say the same.", "「{a}」と「{b}」は同じ内容です。")
DIFFER = Phrase(
    "“{a}” and “{b}” share {same} sentences; {only_a} stand only in the first, {only_b} only in the second.",
    "「{a}」と「{b}」に共通する文は {same}、前者だけの文は {only_a}、後者だけの文は {only_b} です。",
)
HOW_TEXT = Phrase(
    "Both were cut into sentences and aligned by the longest common runs (Ratcliff and Obershelp 1988).",
    "文に分け、最長の共通部分で対応づけました（Ratcliff & Obershelp 1988）。",
)


def compared(first: Document, second: Document, language: Language) -> Iterator[Block]:
    """Yield what differs between two documents."""
    a, b = _sentences(first.text[:READ]), _sentences(second.text[:READ])
    codes = SequenceMatcher(None, a, b, autojunk=False).get_opcodes()
    names = {"a": plain(first.name), "b": plain(second.name)}
    changes = [(a[i:j], b[k:m]) for kind, i, j, k, m in codes if kind != "equal"]
    if not changes:
        yield Text(SAME.say(language, **names))
        return
    same = sum(j - i for kind, i, j, _, _ in codes if kind == "equal")
    only_a, only_b = (sum(len(change[side]) for change in changes) for side in (0, 1))
    yield Text(DIFFER.say(language, **names, same=same, only_a=only_a, only_b=only_b))
    rows = tuple((" ".join(left)[:400], " ".join(right)[:400]) for left, right in changes[:SHOWN])
    yield Table((first.name, second.name), rows)
    yield computed(HOW_TEXT, language)


def _sentences(text: str) -> Sequence[str]:
    return [" ".join(text[start:end].split()) for start, end in split(text)]
