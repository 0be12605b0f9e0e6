"""Filters that a question names in a form of their own: a file, a tag, a kind of file. The rest is the question."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.phrase import Language
from assistant.plugin import Slots
from assistant.routing.slots.content import content
from assistant.routing.slots.files import FILE

_KIND = (
    r"(?:pdfs?|word (?:files|docs|documents)|docx|docs|excel (?:files|sheets)|spreadsheets?|xlsx|csvs?|slides|presentations?|pptx|powerpoints?"
    r"|photos?|pictures?|images?|text files|txt|markdown|md|html|web ?pages|e-?books?|epubs?|notes|memos|e?mails?|letters|tables)"
)
_KIND_JA = r"(?:PDF|Word|Excel|CSV|PowerPoint|ワード|エクセル|パワポ|パワーポイント|スライド|表計算|スプレッドシート|テキスト|写真|画像|メモ|ノート|メール|電子書籍|表)"
_KINDS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"[\s,;(（-]*\b(?:only|just)\s+(?:the\s+|in\s+)?(?P<kind>{_KIND})(?:\s+ones?)?(?:\s*,?\s*please)?[\s)）.!]*$",
        rf"[\s,;(（-]*\b(?:the\s+)?(?P<kind>{_KIND})(?:\s+ones?)?\s+only(?:\s*,?\s*please)?[\s)）.!]*$",
        rf"\s*[(（]\s*(?:the\s+)?(?P<kind>{_KIND})(?:\s+ones?)?(?:[\s,]+not\s+[^)）]*)?[)）]\s*$",
        rf"^(?:only|just)\s+(?:the\s+)?(?P<kind>{_KIND})(?:\s+please)?\s*[:,-]\s*",
        rf"[\s、]*(?P<kind>{_KIND_JA})(?:だけ|のみ|限定)(?:で|から|の中で|の)?(?:お願いします|おねがい)?[。！\s]*$",
        rf"^(?P<kind>{_KIND_JA})(?:だけ|のみ|限定)(?:で|から|の中で|の)?[、\s]*",
    )
)
_TAG = r"(?:「(?P<marked>[^」]+)」|\"(?P<quoted>[^\"]+)\"|“(?P<curly>[^”]+)”|(?P<bare>[^\s、,。「」\"]+?))"
_TAGS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?<!\S)(?:tag|タグ)\s*[:：=]\s*{_TAG}(?=[\s、,]|$)[\s、,]*",
        rf"[\s,(]*\btagged(?:\s+(?:with|as))?\s*:?\s+{_TAG}(?=[\s:,)]|$)[\s:,)]*",
        r"[\s,(]*\b(?:with|under|has|having|carrying)\s+(?:the\s+)?tag\s+" + _TAG + r"(?=[\s:,)]|$)[\s:,)]*",
        rf"タグ(?:が|は)\s*{_TAG}の(?:もの|資料|文書|ファイル|中)?(?:で|から|の中で|の|、)*\s*",
        r"タグ「(?P<marked>[^」]+)」(?:の(?:もの|資料|文書|ファイル|中)?)?(?:で|から|の|、)*\s*",
        r"(?:「(?P<marked>[^」]+)」|(?P<bare>[^\s、。「」]{1,12}))(?:という)?タグ(?:の(?:付いた|ついた)?|が(?:付いた|ついた)|付き)(?:もの|資料|文書|ファイル|中)?(?:で|から|の|、)*\s*",
        r"(?<!\S)#(?P<bare>[^\s#\d][^\s#]*)[\s,、]*",
    )
)
_BEFORE = re.compile(
    r"(?:\b(?:can you |could you |please )?(?:look|search|check|read|see|find it)\s+)?(?:,?\s*\b(?:but |just |only )*(?:in|inside|within|from|through|of|according to)\s+(?:the\s+(?:file|document)\s+)?|[「『\"“]|\bsearch\s+|(?:ファイル|文書)\s*)*$",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"^[」』\"”]?(?:\s*(?:だけ|のみ)?(?:の(?:中|なか|内容)?(?:で|から|に|の)?|だけで|のみで|で|から|には|に)[は、]*\s*|\s*(?:only\b|alone\b)?\s*(?:[,:\-–—]\s*|\bfor\s+)?)?",
    re.IGNORECASE,
)
_SAYS = re.compile(
    r"^\s*(?:says?|said|tells?|mentions?)\s+(?:us\s+|me\s+)?(?:about|on|of|regarding)\s+(?=\S)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Filtered:
    """What filters a question, and the question without it."""

    slots: Slots
    rest: str


def filtered(text: str) -> Filtered | None:
    """Return the filters of an NFKC question, None where it names none, or nothing else."""
    slots: Slots = {}
    rest = text
    for forms, slot in ((_TAGS, "tag"), (_KINDS, "kind")):
        found = next((match for form in forms if (match := form.search(rest))), None)
        if found and (shorter := _without(rest, found.start(), found.end())):
            value = next(value for value in found.groupdict().values() if value)
            slots[slot] = _singular(value) if slot == "kind" else value.lstrip("#")
            rest = shorter
    names = list(FILE.finditer(rest))
    if len(names) == 1:
        before = _BEFORE.search(rest[: names[0].start()])
        after = _AFTER.match(rest[names[0].end() :])
        start = before.start() if before else names[0].start()
        end = names[0].end() + (after.end() if after else 0)
        shorter = _without(rest, start, end)
        tied = (before is not None and before[0]) or (after is not None and after[0])
        if shorter and tied:
            slots["name"], rest = names[0][0], shorter
    return Filtered(slots, rest) if slots else None


def _singular(kind: str) -> str:
    lower = re.sub(r"\s+(?:files|docs|documents|sheets)$", "", kind, flags=re.IGNORECASE)
    return lower[:-1] if len(lower) > 3 and lower.isascii() and lower.lower().endswith("s") else lower


def _without(text: str, start: int, end: int) -> str:
    """Return a text without a stretch, "" where nothing but marks is left."""
    head, tail = text[:start].rstrip(" ,、"), text[end:].lstrip(" ,、")
    if said := _SAYS.match(text[end:].lstrip(" ,、")):  # "what does lease.pdf say about pets"
        head, tail = "", text[end:].lstrip(" ,、")[said.end() :]
    rest = f"{head} {tail}".strip() if head and tail else head + tail
    language: Language = "ja" if re.search(r"[ぁ-んァ-ヶ一-龥]", rest) else "en"
    return rest if content(rest, language) else ""
