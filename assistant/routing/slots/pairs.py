"""Two sentences or two words in one message."""

from __future__ import annotations

import re
from collections.abc import Mapping

from assistant.routing.slots.clean import edges, sentence, word
from assistant.routing.slots.quotes import quoted

_NUMBERED = re.compile(
    r"(?:(?:sentence|text|s|文|文章|phrase)\s*)?[(]?(?:1|a|A|一)[).:：、]\s*(?P<a>.+?)[\s,、;|/]*"
    r"(?:(?:sentence|text|s|文|文章|phrase|and)\s*)?[(]?(?:2|b|B|二)[).:：、]\s*(?P<b>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_LEAD_EN = re.compile(
    r"^(?:(?:hi|hey|hello|so|ok|okay|um+|please|pls|kindly|just)\b[\s,]*|(?:can|could|would|will)\s+you\s+(?:please\s+)?|"
    r"(?:tell|show|give)\s+me\s+(?:if|whether|how)?\s*|i(?:'d| would)\s+(?:like|love)\s+(?:to\s+know\s+)?|"
    r"what(?:'?s| is) the (?:cosine|similarity|distance|difference)\b|(?:compare|comparing|similarity|relatedness|distance|closeness|cosine|scores?|rate|measure|check|compute|calculate|what(?:'s| is))\b(?:\s+(?:the(?=\s+(?:\w+\s+){0,2}(?:sentences?|phrases?|texts?|words?|terms?|similarity|distance|following|two|pair|cosine|relatedness|semantic|statements?)\b)|of|between|for|how|similarity|distance|semantic|cosine|score|these|this|two(?=\s+(?:\w+\s+){0,2}(?:sentences?|phrases?|texts?|words?|terms?|similarity|distance|following|two|pair|cosine|relatedness|semantic|statements?)\b)|both|following|sentences?|phrases?|texts?|words?|terms?|pair|meaning|in|similar|close|alike|related|near|relatedness|closeness|if|whether)\b)*\s*:?\s*|"
    r"(?:how|on\s+a\s+scale[^,]*,\s*how)\s+(?:much|strongly|semantically|closely)?\s*(?:similar|close|alike|related|near|far|different|apart|distant)?\s*(?:in\s+meaning\s+)?(?:are|is|do|does|would\s+(?:you|u)\s+(?:put|say|rate))?\s*|"
    r"(?:are|is|do|does|would)\b\s*(?:you\s+say\s+)?|(?:the|these|two|both|following)\b(?=\s+(?:\w+\s+){0,2}(?:sentences?|phrases?|texts?|words?|terms?|similarity|distance|following|two|pair|cosine|relatedness|semantic|statements?)\b)\s*|(?:these two|the following|sentences?|phrases?|words?|terms?|between|of|for|if|whether|that|pair|statements?)\b\s*:?\s*|(?:alike|similar|close|near|related)\s+(?:the\s+)?(?:words?\s+)?|how\s+(?:the\s+)?words?\s+)+",
    re.IGNORECASE,
)
_TAIL_EN = re.compile(
    r"(?:[\s,;:\-–—]*(?:please|pls|how\s+(?:similar|related|close|alike)|closer|similar(?:ity)?(?:\s+score)?|alike|the\s+same(?:\s+(?:thing|meaning))?|mean(?:s|ing)?(?:\s+(?:about|basically|roughly))?|say(?:ing)?|close(?:ly)?(?:\s+to\s+each\s+other)?|related|near\s+each\s+other|equivalent|in\s+(?:meaning|common|(?:the\s+)?(?:word|embedding|vector)\s+space|sense|terms\s+of\s+meaning)|are(?:\s+they)?|is|have|paraphrases?(?:\s+of\s+(?:one\s+another|each\s+other))?|similar\s+words?|words?|or\s+not|how|to\s+(?:each\s+other|one\s+another)|cosine|something|basically|semantically|from|score|one\s+another|each\s+other|does|do|as\s+words|pls|plz|thanks|vectors?|match|distance|different))+\s*[?.!]*\s*$",
    re.IGNORECASE,
)
_BETWEEN_EN = (
    r"\s+(?:vs\.?|versus)\s+",
    r"\s*\|\s*",
    r"\s*\n\s*",
    r"\s+/\s+",
    r"\s*//\s*",
    r"\s*(?:<->|<=>|↔|⇔)\s*",
    r"(?<=[.!?])\s+",
    r"\s*;\s*",
    r"\s+(?:compared\s+(?:to|with)|and|to|with|from|against|n|&|as)\s+",
    r"\s*/\s*",
    r"\s*,\s*",
    r"\s+-\s+",
    r"\s+",
)
_BETWEEN_JA = (
    r"\s*[|｜]\s*",
    r"\s*\n\s*",
    r"\s*/\s*",
    r"。\s*(?=\S)",
    r"\s*(?:vs\.?|VS)\s*",
    r"\s*[⇔↔]\s*",
    r"(?:という|って(?:いう)?|いう)?(?:単語|言葉|文)?(?:と|って|は)\s*(?=[^\sい])",
    r"[、,・]\s*",
    r"\s+",
)
_TAIL_JA = re.compile(
    r"(?:と)?(?:いう|って)?(?:の|、|は|って|が|を|に|で|という)?\s*(?:二つ|2つ|両方|単語|言葉|文|文章|ことば)*(?:同士|として|の間)?(?:の|は|って|を|が|で|、)*\s*"
    r"(?:数字|数値|点数|(?:0|ゼロ)から|ほぼ|どの(?:くらい|程度|ぐらい)|どれ(?:くらい|ほど|だけ|ぐらい)|どん(?:くらい|だけ|ぐらい)|似て|類似|意味|近[いくさし]|距離|同じ|コサイン|比べ|比較|関連|関係|ベクトル|ほぼ|一緒|言い換え|言葉の|単語の|単語|言葉|仲間|似た|スコア|cos|どう).*$",
    re.DOTALL,
)
_HEAD_JA = re.compile(
    r"^.*?(?:比較|比べて|比べる|教えて|類似度|近い|近さ|ですか|ください|判定して|調べて|似ている|似てる|比較して|計算して|お願い|計算)[^:：。?\n]{0,12}[:：。?\n]\s*(?=.*\S)",
    re.DOTALL,
)
_HEAD_JA_WORD = re.compile(r"^(?:.{0,18}?[:：]\s*|(?:単語|言葉|ことば)(?:の)?(?:類似度|近さ)?[:：、]?\s*)")


_TERM = r"[^\s,;:?!/|()]+"
_WORDS_EN = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?:place|put|rate|score|rank|position|judge|compare|weigh)\s+(?:the\s+)?(?:words?\s+)?(?P<a>{_TERM})\s+(?:to|against|and|with|from|relative to|next to|near)\s+(?:the\s+)?(?:word\s+)?(?P<b>{_TERM})",
        rf"^(?P<a>{_TERM})\s+(?:and|vs\.?|&|n)\s+(?P<b>{_TERM})\s*[,:;\-]",
        rf"\bcos(?:ine)?\s*\(\s*(?P<a>{_TERM})\s*,\s*(?P<b>{_TERM})\s*\)",
        rf"\b(?:is|say|are)\s+(?P<a>{_TERM})\s+(?:is\s+)?(?:near|close|far|similar|different)\s+(?:to\s+|from\s+)?(?P<b>{_TERM})",
        rf"\b(?:far|distant|apart|different)\s+(?:is|are)\s+(?P<a>{_TERM})\s+(?:from|and|to)\s+(?P<b>{_TERM})",
        rf"[,:]\s*(?:how\s+\w+\s+(?:is|are)\s+)?(?P<a>{_TERM})\s+(?:and|to|vs\.?|&)\s+(?P<b>{_TERM})\s*[?.!]*$",
        rf"\bbetween\s+(?:the\s+)?(?:words?\s+|terms?\s+)?(?P<a>{_TERM})\s+(?:and|&|n|to)\s+(?:the\s+word\s+)?(?P<b>{_TERM})",
        rf"\b(?:is|are|was|put|place)\s+(?:the\s+)?(?:words?\s+|terms?\s+)?(?P<a>{_TERM})\s+(?:(?:semantically|closely|much|really|very)\s+)?(?:closer?|similar|related|near(?:er)?|akin|next)\s+(?:in\s+meaning\s+)?(?:to|with)\s+(?:the\s+)?(?:word\s+)?(?P<b>{_TERM})",
        rf"\b(?:of|for|words?|terms?|pair|compare|similarity|cosine)\s*:?\s+(?P<a>(?!pair\b|the\b|words?\b|of\b|for\b|between\b|how\b)(?:{_TERM}))\s*(?:,?\s+(?:and|to|with|vs\.?|versus|&|n)\s+|[,/|]\s*)(?:the\s+word\s+)?(?P<b>{_TERM})",
        rf"(?P<a>{_TERM})\s*(?:\s(?:vs\.?|versus)\s|/|\||<->|↔)\s*(?P<b>{_TERM})",
        rf"\b(?:is|are|put|do|does)\s+(?:the\s+)?(?:words?\s+)?(?P<a>{_TERM})\s+(?:to|and|&|n|from|with)\s+(?:the\s+word\s+)?(?P<b>{_TERM})",
    )
)


def two(text: str, japanese: bool, *, short: bool = False) -> tuple[str, str] | None:
    """Return the two things that a message compares; `short` for words rather than sentences."""
    clean = word if short else sentence
    marks = [mark.text for mark in quoted(text)]
    if len(marks) >= 2:
        chosen = marks if short else two_longest(marks)
        return clean(chosen[0]), clean(chosen[1])
    if short and not japanese and len(marks) < 2:
        for pattern in _WORDS_EN:
            if found := pattern.search(text):
                return word(found["a"]), word(found["b"])
    if found := _NUMBERED.search(text):
        return clean(found["a"]), clean(
            re.sub(
                r"[。.]?\s*(?:\s(?:この|これ|二つ|両)|意味|似て|どの|どれ|類似|近い|この(?:二|2)|similar|how|alike).*$",
                "",
                found["b"],
            )
            or found["b"]
        )
    return _bare(text, japanese, short)


def _bare(text: str, japanese: bool, short: bool) -> tuple[str, str] | None:
    clean = word if short else sentence
    if japanese:
        body = (_HEAD_JA_WORD if short else _HEAD_JA).sub("", text, count=1)
        body = _TAIL_JA.sub("", body) or body
    else:
        head, _, rest = text.partition(":")
        body = rest if rest.strip() and not re.search(r"\w\s+\w.*\b(?:and|vs)\b", head) else text
        body = _LEAD_EN.sub("", body)
        body = re.sub(r"^[^?:]{8,60}\?\s+(?=\S)", "", body)
        trimmed = (
            _TAIL_EN.sub("", body)
            if body.rstrip().endswith("?") or short or body is text or not rest.strip()
            else body
        )
        body = trimmed or body
    for separator in _BETWEEN_JA if japanese else _BETWEEN_EN:
        parts = [part for part in re.split(separator, body) if part and edges(part)]
        if len(parts) == 2:
            return clean(parts[0]), clean(parts[1])
        if (
            len(parts) > 2
            and separator.strip("\\s*+")
            and not short
            and japanese is False
            and "and" in separator
        ):
            half = min(
                range(1, len(parts)), key=lambda i: abs(len(" ".join(parts[:i])) - len(" ".join(parts[i:])))
            )
            return clean(" and ".join(parts[:half])), clean(" and ".join(parts[half:]))
    return None


def two_longest(texts: list[str]) -> list[str]:
    """Return the two longest of some texts, in their order."""
    keep = sorted(range(len(texts)), key=lambda i: -len(texts[i]))[:2]
    return [texts[i] for i in sorted(keep)]


def given(groups: Mapping[str, str]) -> tuple[str, str] | None:
    """Return the pair that a pattern took from the message, or None."""
    return (groups["a"], groups["b"]) if "a" in groups and "b" in groups else None
