"""Two sentences, and a word in two sentences."""

from __future__ import annotations

import re
from collections.abc import Mapping

from assistant.message import Message
from assistant.plugin import Slots
from assistant.routing.slots import pairs
from assistant.routing.slots.clean import sentence, word
from assistant.routing.slots.quotes import frame, quoted


def two_sentences(message: Message, groups: Mapping[str, str]) -> Slots:
    """Return the two sentences to compare."""
    found = pairs.given(groups) or pairs.two(message.text, message.language == "ja")
    return {"a": sentence(found[0]), "b": sentence(found[1])} if found else {}


def word_in_two(message: Message, groups: Mapping[str, str]) -> Slots:
    """Return a word and the two sentences in which it stands."""
    found = _in_context(message.text, message.language == "ja")
    return {"word": found[0], "a": found[1], "b": found[2]} if found else {}


def _in_context(text: str, japanese: bool) -> tuple[str, str, str] | None:
    """Return (word, first sentence, second sentence)."""
    marks = [mark.text for mark in quoted(text)]
    if len(marks) >= 2:
        first, second = pairs.two_longest(marks)
        others = [mark for mark in marks if mark not in (first, second)]
        shared = [other for other in others if _inside(other, first, second)]
        chosen = (shared or others or [_shared(frame(text), first, second, japanese)])[0]
        return (word(chosen), sentence(first), sentence(second)) if chosen else None
    parts = [part for part in re.split(r"\s*(?:\||\n|;|:|/|。(?=\S)|、(?=\S))\s*", text) if part.strip()]
    if len(parts) >= 3:
        first, second = parts[-2:]
        named = [word(part) for part in parts[:-2]]
        chosen = next((part for part in reversed(named) if _inside(part, first, second)), "") or _shared(
            " ".join(parts[:-2]), first, second, japanese
        )
        return (chosen, sentence(first), sentence(second)) if chosen else None
    found = re.search(r"\bin\s+(?P<a>.+?)\s+and\s+(?:in\s+)?(?P<b>.+?)[?.]*$", text, re.IGNORECASE)
    if found and not japanese:
        chosen = _shared(text[: found.start()], found["a"], found["b"], japanese)
        return (chosen, sentence(found["a"]), sentence(found["b"])) if chosen else None
    return None


def _stem(text: str) -> str:
    text = text.casefold()  # what the forms of a word share is its beginning
    if text.isascii():
        return text[: max(3, len(text) - 3)] if len(text) > 4 else text[:3]
    return text[: max(1, len(text) - 1)] if re.search(r"[ぁ-ん]$", text) and len(text) > 1 else text


def _inside(candidate: str, first: str, second: str) -> bool:
    stem = _stem(candidate)
    return bool(stem) and stem in first.casefold() and stem in second.casefold()


def _shared(around: str, first: str, second: str, japanese: bool) -> str:
    """Return the longest word of the question that occurs in both sentences."""
    if not japanese or re.search(r"[A-Za-z]{2}", around):
        words: list[str] = [
            w
            for w in re.findall(r"[A-Za-z][\w'-]*", around)
            if w.lower() not in _COMMON and _inside(w, first, second)
        ]
        if words:
            return max(words, key=len)
    if not japanese:
        return ""
    spans = {
        around[i:j]
        for i in range(len(around))
        for j in range(i + 1, min(len(around), i + 8) + 1)
        if around[i:j] in first
        and around[i:j] in second
        and not re.search(r"[\s、。はがをにのとで]$|^[\sをはがのにでと、。]", around[i:j])
    }
    return max(spans, key=lambda span: (len(span), bool(re.search(r"[一-龥ァ-ヶ]", span))), default="")


_COMMON = frozenset(
    [
        "the",
        "a",
        "an",
        "in",
        "is",
        "are",
        "and",
        "or",
        "of",
        "to",
        "same",
        "sense",
        "mean",
        "means",
        "meaning",
        "word",
        "this",
        "that",
        "these",
        "those",
        "use",
        "used",
        "it",
        "do",
        "does",
        "how",
        "two",
        "sentences",
        "what",
        "was",
        "with",
        "as",
        "for",
        "on",
        "at",
        "i",
        "you",
        "he",
        "she",
        "we",
        "they",
        "be",
    ]
)
