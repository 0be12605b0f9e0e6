"""What a document is about beside its name, in a few phrases of its own: runs of content words that come again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from assistant.message import detect_language
from assistant.routing.slots.content import content
from store.types import Document

READ = 4_000
"""Characters of a document that are looked at."""
_LONGEST, _SHORTEST = 3, 2


def topics(document: Document, count: int) -> list[str]:
    """Return up to `count` phrases that share no word: frequent ones first, longer ones before shorter, then the earlier.

    Runs of content words are taken for phrases, as RAKE does (Rose et al. 2010, Text Mining, p. 3).
    """
    text = document.text[:READ]
    found = Counter(_phrases(text))
    for name in (document.title, document.name.rsplit(".", 1)[0]):
        found.pop(name, None)
        found.pop(name.casefold(), None)
    shown = {phrase.casefold(): phrase for phrase in reversed(list(found))}
    ranked = sorted(found, key=lambda phrase: -found[phrase] * (1 + len(phrase.split()) / 2))
    chosen: list[str] = []
    for phrase in ranked:
        words = set(phrase.casefold().split())
        if not any(
            words & set(other.casefold().split()) or phrase in other or other in phrase for other in chosen
        ):
            chosen.append(shown[phrase.casefold()])
    return chosen[:count]


def _phrases(text: str) -> Iterator[str]:
    """Yield the runs of content words with nothing between them but a space, none in Japanese."""
    language = detect_language(text)
    between, shortest = (" ", _SHORTEST + 1) if language == "en" else ("", _SHORTEST)
    runs: list[list[tuple[int, int]]] = []
    for word in content(text, language):
        if runs and text[runs[-1][-1][1] : word[0]] == between:
            runs[-1].append(word)
        else:
            runs.append([word])
    for run in runs:
        phrase = text[run[0][0] : run[-1][1]].strip(" .,-/")
        if len(run) <= _LONGEST and len(phrase) >= shortest and not (phrase[0].isdigit() or phrase.isupper()):
            yield phrase
