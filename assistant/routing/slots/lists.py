"""Lists of words in a sentence: quoted, with commas, ・, "and", か, と, or only with spaces."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from assistant.routing.slots.clean import word
from assistant.routing.slots.quotes import quoted

_STRONG = re.compile(r"\s*(?:,|、|・|/|;|\||\n|，|\.\.+)\s*")
_WEAK_EN = re.compile(r"\s*(?:,|\s+)?(?:\b(?:and|or|vs|versus|nor|n|plus)\b|&|\+)\s+", re.IGNORECASE)
_WEAK_JA = re.compile(
    r"\s*(?:それとも|または|もしくは|あるいは|および|及び|とか|やら|ですか、?|なの、?|でしょうか、?)\s*"
    r"|\s+(?:と|や|か)\s+"
    r"|(?<=[^\s、])(?:と(?=[^\sいかしきこどばりも、。]|い[^うえっ]|か[^かいし]|し[^てたまろ]|こ[^ろ]|ど[^うれのん]|り[^わあ]|も[^だに])"
    r"|(?<=[^ぁ-ん])や(?=[^すさまねんっ、。])|(?<=[ぁ-ん])や(?=[^ぁ-ん、。\s])"
    r"|(?<=[^ぁ-ん])か(?=[^らもなしれつわえげ、。?])|(?<=[ぁ-ん])か(?=[^ぁ-ん、。?\s]))\s*"
)
_NAME_DOT = re.compile(r"(?<=[ァ-ヶー])・(?=[ァ-ヶー])")
_JA = re.compile(r"[ぁ-んァ-ヶ一-龥々]")
_ORDER = re.compile(r"^(?:\(?\d{1,2}[.):]|[①-⑳]|[-*•])\s*")


def pieces(text: str, *, titles: bool = False) -> list[str]:
    """Split a stretch that holds nothing but a list; quotations stay whole.

    `titles`: the parts may be names of works, so スター・ウォーズ and The Matrix are kept as they are.
    """
    marks = quoted(text)
    if len(marks) >= 2:
        return [mark.text for mark in marks]
    if len(marks) == 1 and not text.replace(text[marks[0].start : marks[0].end], "").strip(" 、,。.?!"):
        text = marks[0].text
    if titles and text.count("・") == 1:
        text = _NAME_DOT.sub("\x1e", text)
    parts = [small for part in _STRONG.split(text) if part.strip() for small in _split(part)]
    cleaned = [(_titled if titles else word)(_ORDER.sub("", part.strip())) for part in parts]
    return [part for part in cleaned if part]


def _titled(text: str) -> str:
    title = re.match(r"(?:The|A|An) (?=[A-Z])", text)
    return f"{title[0] if title else ''}{word(text)}".replace("\x1e", "・")


def _split(part: str) -> list[str]:
    part = re.sub(r"^(?:and|or|then|either|both|also|maybe|plus)\s+", "", part.strip(), flags=re.IGNORECASE)
    found = [piece for piece in _WEAK_EN.split(part) if piece and piece.strip()]
    if not _JA.search(part):
        return found
    return [small for piece in found for small in _WEAK_JA.split(piece) if small and small.strip()]


def spaced(text: str) -> list[str]:
    """Split a list that has nothing but spaces between its words."""
    return [word(part) for part in text.split() if word(part)]


def chunks(text: str, cut: Sequence[re.Pattern[str]]) -> list[str]:
    """Return what is left between request phrases, sentence ends, colons, dashes and brackets."""
    for pattern in cut:
        text = pattern.sub("\x1f", text)
    parts = re.split(r"\x1f|[?!。:]|\.(?=\s|$)|\s[-–—]+\s|\.{2,}|[()\[\]]|→|->|=>|⇒|←", text)
    return [part.strip(" ,、・;") for part in parts if part and part.strip(" ,、・;\"'「」")]


def longest(
    text: str, cut: Sequence[re.Pattern[str]], least: int = 2, most: Callable[[str], bool] | None = None
) -> list[str]:
    """Return the longest list found in a message once request phrases are cut out of it."""
    best: list[str] = []
    for chunk in chunks(text, cut):
        found = [part for part in pieces(chunk) if most is None or most(part)]
        if len(found) < least:
            run = re.split(r"\s*[,、]\s*", chunk)[0]
            found = spaced(run) if len(run.split()) >= max(least, 3) else found
        if len(found) > len(best):
            best = found
    return best if len(best) >= least else []


def trimmed(words: Sequence[str], japanese: bool) -> list[str]:
    """Return a list of single words without what still clings to its first and last (`which of oak`)."""
    if len(words) < 3:
        return list(words)
    inner = words[1:-1]
    if not japanese:
        most = max(len(item.split()) for item in inner)
        first, last = words[0].split(), words[-1].split()
        return [" ".join(first[-most:]), *inner, " ".join(last[:most])]
    longest_inner = max(len(item) for item in inner) + 2
    first_word, last_word = words[0], words[-1]
    if len(last_word) > longest_inner:
        last_word = re.split(r"(?<=.)(?:で|から|の|は|が|って|を|に|\s|と|だ|です|、)", last_word)[0]
    if len(first_word) > longest_inner:
        first_word = re.split(r"(?:は|の|で|から|に|て|を|が|\s|、|って)(?=.)", first_word)[-1]
    return [word(first_word), *inner, word(last_word)]


def unique(words: Sequence[str]) -> list[str]:
    """Return words in order, each once whatever its case."""
    seen: dict[str, str] = {}
    for item in words:
        seen.setdefault(item.casefold(), item)
    return list(seen.values())
