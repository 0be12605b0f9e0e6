"""What a person looks for in photos: words, words added and taken away, a photo to start from, and filters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.engines.images.dates import when
from assistant.engines.images.filters import EVERYTHING, Within

_NAME = r"[\w][\w.\-]*"
_TAG = re.compile(
    rf"\b(?:and )?(?:tagged|labelled)(?: (?:with|as))? #?[\"'“]?(?P<en>{_NAME})[\"'”]?|\b(?:with|having) (?:the )?tag:? #?[\"'“]?(?P<with>{_NAME})[\"'”]?"
    rf"|(?:\btag: ?|(?<!\w)#)(?P<hash>{_NAME})|タグ(?:が|は|:|に)?[「『](?P<quoted>[^」』]+)[」』](?:の|が?付(?:いた|き)の?|がついた)?"
    rf"|[「『]?(?P<ja>{_NAME}?)[」』]?(?:という)?タグ(?:の|が?付(?:いた|き)の?|がついた)",
    re.IGNORECASE,
)
_FOLDER = re.compile(
    rf"\b(?:in|from|inside|under|of) (?:the |my )?(?:folder|directory|album)(?: called| named)? [\"'“]?(?P<en>{_NAME}(?:/{_NAME})*)[\"'”]?"
    rf"|\b(?:in|from|inside|under|of) (?:the |my )?[\"'“]?(?P<before>(?!(?:an?|the|my|this) ){_NAME}(?:/{_NAME})*)[\"'”]? (?:folder|directory|album)\b"
    rf"|\bfolder: ?(?P<colon>{_NAME}(?:/{_NAME})*)"
    rf"|(?:フォルダー?|アルバム)[「『](?P<quoted>[^」』]+)[」』](?:の中|内)?(?:の|に(?:ある|入っている)|から|で)?"
    rf"|[「『]?(?P<ja>{_NAME}?)[」』]?(?:という)?(?:フォルダー?|アルバム)(?:の中|内)?(?:の|に(?:ある|入っている)|から|で)",
    re.IGNORECASE,
)
_MINUS = re.compile(
    r"(?:^|\s+)(?:-\s?|minus |without |excluding |but no |but not |not |no )(?:any |the |an? )?(?P<en>[^+\-,、]+?)(?=\s+(?:-|\+|minus|without|but|and no)\s|,|$)"
    r"|(?:、)?(?P<ja>[^、+\-\s]+?)(?:なし|無し|抜き|を除いて|を除く|以外|の(?:い)?ない|が(?:い)?ない|が写っていない)(?:の|で|もの)?",
    re.IGNORECASE,
)
_BUT = re.compile(
    r"\b(?:like|similar to|as in) (?:this|that|these|it|the \w+)(?: (?:one|photo|picture|image|pic|shot))?\b[ ,]*(?:but|only|except|just|though|yet)"
    r"(?: that)?(?: (?:it )?(?:is|was|it's))?[ ,]+(?P<en>.+)"
    r"|(?:これ|この(?:写真|画像|絵))(?:に似|みたい|のよう|と同じ|と似).*?(?:けど|けれど|けれども|でも|ただし|だが|で、|、)[、\s]*(?P<ja>.+)",
    re.IGNORECASE,
)
_THIS = re.compile(
    r"(?:(?:like |find |show )*(?:this|that|the attached)(?: (?:photo|picture|image|pic|one|shot))?|it|これ|それ|この(?:写真|画像|絵))", re.IGNORECASE
)  # fmt: skip
_THIS_SUM = re.compile(
    r"\b(?:this|that)(?: (?:photo|picture|image|one))?\s*[+＋]|この(?:写真|画像)\s*[+＋]", re.IGNORECASE
)
_WORDLESS = re.compile(
    r"(?:(?:all|any|my|the|photos?|pictures?|images?|pics|some|every|show|me|find|taken|ones?)\s*)*|(?:すべて|全部|写真|画像|もの|の|を|は|撮った)*",
    re.IGNORECASE,
)
_OF = re.compile(r"([^、。?？!\s]+?)の(?:写真|画像)")
_DANGLING = re.compile(
    r"(?:\s+(?:from|in|of|on|at|taken|during|and|the|my|with|or|shot))+$|^(?:of|from|in|with|and)\b\s*|^[のにで]\s*|[\s、,]+$|(?<=[ぁ-ん一-龥ァ-ン])[のにで]$",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"(?:の?(?:写真|画像|もの|やつ|バージョン))?(?:を|が|は)?(?:探し|見せ|出し|検索し|見つけ)?(?:て|てください|たい)?[?？.。!]*$"
    r"|[?.! ]+$"
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """`words` are what is described, `plus` and `minus` what is added and taken away; `this` says that the
    photo at hand is one of the terms."""

    words: str = ""
    plus: tuple[str, ...] = ()
    minus: tuple[str, ...] = ()
    this: bool = False
    within: Within = EVERYTHING

    @property
    def empty(self) -> bool:
        """Tell whether nothing is said that photos could be ranked by."""
        return not (self.words or self.plus or self.minus or self.this)


def wanted(query: str, message: str = "") -> Wanted:
    """Read a search: `query` are the words to describe, filters are looked for in the whole `message`."""
    within, said = filters(message or query)
    for piece in said:
        query = query.replace(piece, " ").replace(piece.rstrip("の"), " ")
    query = _trimmed(re.sub(r"\s+", " ", query))
    filtering = any(query in piece for piece in said)  # the words that were read are of the filter alone
    if filtering and (left := _OF.match(_without(message, said))):
        query, filtering = left[1], False
    terms = _terms("" if filtering or _WORDLESS.fullmatch(query) else query)
    denied = [(m["en"] or m["ja"]).strip(" ?.!") for m in _MINUS.finditer(message)]
    bare = re.sub(r"^(?:an?|the|any)\s+", "", terms.words, flags=re.IGNORECASE)
    if bare in denied and not terms.plus:  # the words that were read leave out "without"
        terms = replace(terms, words="", minus=(bare, *terms.minus))
    return replace(terms, within=within, this=terms.this or bool(_THIS_SUM.search(message)))


def _without(message: str, said: Sequence[str]) -> str:
    for piece in sorted(said, key=len, reverse=True):
        message = message.replace(piece, "")
    return message.strip().removeprefix("の")


def filters(text: str) -> tuple[Within, list[str]]:
    """Return the filters that a text names, and the pieces of it that name them."""
    said: list[str] = []
    found: dict[str, list[str]] = {"folders": [], "tags": []}
    for name, pattern in (("folders", _FOLDER), ("tags", _TAG)):
        for match in pattern.finditer(text):
            value = next((group for group in match.groups() if group), "").strip()
            if value:
                found[name].append(value)
                said.append(match.group().strip())
        text = pattern.sub(" ", text)
    span = when(text)
    if span is not None:
        said.append(span.said)
    since, until = (span.since, span.until) if span else (None, None)
    return Within(since, until, tuple(found["folders"]), tuple(found["tags"])), said


def but(text: str) -> Wanted | None:
    """Return what "like this photo, but at night" adds to the photo, or None."""
    found = _BUT.search(text)
    if not found:
        return None
    rest = _TAIL.sub("", (found["en"] or found["ja"]).strip(), count=1)
    terms = _terms(_trimmed(rest))
    plus = tuple(word for word in (terms.words, *terms.plus) if word)
    return replace(terms, words="", plus=plus, this=True) if plus or terms.minus else None


def _terms(query: str) -> Wanted:
    """Split "beach + sunset - people" into what is wanted, what is added and what is taken away."""
    minus = [(m["en"] or m["ja"]).strip() for m in _MINUS.finditer(query)]
    first, *plus = [
        part.strip(" 、,") for part in re.split(r"\s*[+＋]\s*|\s+plus\s+", _MINUS.sub(" ", query))
    ]
    terms = [first, *plus]
    this = any(_THIS.fullmatch(term) for term in terms)
    first, *plus = ["" if _THIS.fullmatch(term) else term for term in terms]
    return Wanted(first, _kept(plus), _kept(minus), this)


def _kept(terms: Sequence[str]) -> tuple[str, ...]:
    return tuple(term for term in terms if term)


def _trimmed(text: str) -> str:
    before = ""
    while text != before:
        before, text = text, _DANGLING.sub("", text.strip())
    return text
