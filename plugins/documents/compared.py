"""What two documents have in common and what only one of them says, sentence by sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

import numpy as np

from assistant.blocks import Block, Table, Text, computed, plain
from assistant.encoders.base import Encoder
from assistant.phrase import Language, Phrase
from assistant.retrieval.sentences import split
from store.types import Document

READ = 60_000
"""Characters of each document that are compared."""
SHOWN = 30
"""Differences that are shown."""
ALIGNED, MOST = 0.6, 400
"""Cosine from which two sentences are versions of one, and sentences of a stretch that are compared by meaning."""
NUMBERS = 12
"""Differing numbers that are named."""
SAME = Phrase("“{a}” and “{b}” say the same.", "「{a}」と「{b}」は同じ内容です。")
DIFFER = Phrase(
    "“{a}” and “{b}” share {same} sentences; {changed} differ in wording, {only_a} stand only in the first, {only_b} only in the "
    "second.",
    "「{a}」と「{b}」に共通する文は {same}、言い方の違う文は {changed}、前者だけの文は {only_a}、後者だけの文は {only_b} です。",
)
NUMBERED = Phrase("Numbers that differ: {pairs}", "違っている数: {pairs}")
HOW_TEXT = Phrase(
    "Both were cut into sentences and aligned by the longest common runs (Ratcliff and Obershelp 1988); what is left was paired by "
    "meaning, from a cosine of {least} on.",
    "文に分け、最長の共通部分で対応づけました（Ratcliff & Obershelp 1988）。残りは、コサインが {least} 以上の文どうしを組にしています。",
)
_NUMBER = re.compile(r"\d[\d,.:/]*(?:\s?[%％])?")
Pair = tuple[str, str]


def compared(first: Document, second: Document, language: Language, encoder: Encoder) -> Iterator[Block]:
    """Yield what differs between two documents."""
    a, b = _sentences(first.text[:READ]), _sentences(second.text[:READ])
    codes = SequenceMatcher(None, a, b, autojunk=False).get_opcodes()
    names = {"a": plain(first.name), "b": plain(second.name)}
    pairs = [
        pair for kind, i, j, k, m in codes if kind != "equal" for pair in _paired(a[i:j], b[k:m], encoder)
    ]
    if not pairs:
        yield Text(SAME.say(language, **names))
        return
    counts = {
        "same": sum(j - i for kind, i, j, _, _ in codes if kind == "equal"),
        "changed": sum(bool(left and right) for left, right in pairs),
        "only_a": sum(not right for _, right in pairs),
        "only_b": sum(not left for left, _ in pairs),
    }
    yield Text(DIFFER.say(language, **names, **counts))
    if numbers := list(dict.fromkeys(n for left, right in pairs for n in _numbers(left, right))):
        yield Text(NUMBERED.say(language, pairs=plain(", ".join(numbers[:NUMBERS]))))
    yield Table((first.name, second.name), tuple((left[:400], right[:400]) for left, right in pairs[:SHOWN]))
    yield computed(HOW_TEXT, language, least=ALIGNED)


def _paired(left: Sequence[str], right: Sequence[str], encoder: Encoder) -> list[Pair]:
    """Return the sentences of two stretches that have the same place, those that mean much the same in pairs."""
    if len(left) == len(right) == 1:
        return [(left[0], right[0])]
    if not left or not right:
        return [*((one, "") for one in left), *(("", one) for one in right)]
    cosines = np.asarray(encoder.documents(left[:MOST]) @ encoder.documents(right[:MOST]).T)
    partner: dict[int, int] = {}
    for flat in np.argsort(-cosines, axis=None):
        i, k = divmod(int(flat), cosines.shape[1])
        if cosines[i, k] < ALIGNED:
            break
        if i not in partner and k not in partner.values():
            partner[i] = k
    alone = [("", one) for k, one in enumerate(right) if k not in partner.values()]
    return [(one, right[partner[i]] if i in partner else "") for i, one in enumerate(left)] + alone


def _numbers(left: str, right: str) -> Iterator[str]:
    """Yield "800 → 850" for the numbers that differ between two versions of a sentence with as many of them."""
    before, after = ([found.rstrip(".,:/") for found in _NUMBER.findall(side)] for side in (left, right))
    if len(before) == len(after):
        yield from (f"{one} → {other}" for one, other in zip(before, after, strict=True) if one != other)


def _sentences(text: str) -> Sequence[str]:
    return [" ".join(text[start:end].split()) for start, end in split(text)]
