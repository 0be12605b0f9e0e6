"""A text with the labels to choose from."""

from __future__ import annotations

import re
from collections.abc import Mapping

from assistant.message import Message
from assistant.plugin import Slots
from assistant.routing.slots import lists
from assistant.routing.slots.clean import sentence, word
from assistant.routing.slots.quotes import quoted

_LABEL_EN = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(?:labels?|tags?|categor(?:y|ies)|class(?:es)?|options?|choices?|candidates?|topics?|choose from|pick from)\s*(?:to (?:pick|choose) from)?\s*(?:are|is|=|:)\s*\[?(?P<l>[^;\n\"\0]+?)\]?\s*(?:$|[;\n]|(?=\.\s))",
        r"\((?P<l>[^()]*(?:,|/|\bor\b|\||、)[^()]*)\)",
        r"\b(?:one of|either|between|among|amongst|out of|which of|from)\s*:?\s+(?:the (?:labels|categories|topics|following)\s*:?)?(?P<l>[^:;?\n]*?(?:,|/|\bor\b|\band\b)[^:;?\n]*?)\s*(?=$|[:;?\n\0]|\b(?:for|best|is|describes?|fits?|suits?|would|the text|this|applies|to|does|which|where)\b)",
        r"\b(?:as|into|in|with|under|to|is it|is this|about|count as|called?|be|label(?:led|ed)?|considered|a case of|it|text|positive or negative)\s*:?\s+(?P<l>[^:;?\n\0]*?(?:,|/|\bor\b|\|)[^:;?\n\0]*?)\s*(?=$|[:;?\n\0]|\.\s|\.$|\b(?:for)\b)",
        r"\0[\s,:\-–—]*(?:->|:|-|–|—|is it|is this|,|=>|→)?\s*(?P<l>[^:;?\n\0]*?(?:,|/|\bor\b|\|)[^:;?\n\0]*?)\s*(?:\?|$|[.;])",
        r"(?:^|[?:]\s*)(?P<l>[^:;?\n\0]*?(?:,|/|\bor\b)[^:;?\n\0]*?)\s*(?=[?:]|,\s*which|$)",
    )
)
_LABEL_JA = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?:ラベル|候補|カテゴリー?|選択肢|分類先|タグ|クラス|トピック)(?:は|が|=|:|：|として(?:は)?|には)\s*(?P<l>[^。「」:：\n\0]+?)(?:です|だ|で|の(?:中|うち|どれ|いずれ)|から|に|。|$|\n|[:：])",
        r"[(（](?P<l>[^()（）]*[、・/,か][^()（）]*)[)）]",
        r"(?:は|って|を|の|に|これ|、|:|：|\s|^|\0|。|で|が|話?[?？])\s*(?P<l>[^。「」:：\n\0はを]+?[、・/,かと|][^。「」:：\n\0を]*?)(?:の(?:どれ|どちら|どっち|どの|いずれ|うち|中|なか|どこ|話|何)|から(?:選|一つ|ひとつ|決|当|どれ|最|お選|適)|に(?:分|仕分|ラベル|カテゴ|振り分|分け|当て)|で(?:分|仕分|ラベル|カテゴリ|タグ|判定|言うと)|どれ|どっち|どちら|のジャンル|判定|か判|かを|と(?:して|いう)|、?どれに|$)",
        r"(?P<l>[^。「」:：\n\0はを、]+?(?:[?？]?それとも|か、?それとも|ですか、|なん[?？]|評価[?？]|[?？])[^。「」:：\n\0]+)",
    )
)
_LABEL_NOISE_JA = re.compile(
    r"(?:(?:の|という)(?:どれ|どちら|どっち|いずれ|うち|どの|評価|話|方|ほう|カテゴリー?|ラベル|ジャンル|気持ち|文章?|テキスト|判定)|どれ|どちら|どっち|いずれ|判定|話|評価)?(?:か|かな|です|ですか|なん|なの|でしょう(?:か)?|に|を|で|の|と|は|だと|やろ|ん|やと|一つ|ひとつ)*$"
)
_NOT_LABELS = frozenset(
    ["it", "this", "that", "text", "what", "which", "how", "sentiment", "the", "review", "it's", "good"]
) - {"good"}


def classification(message: Message, groups: Mapping[str, str]) -> Slots:
    """Return the text and the labels to choose from (none when the person names none)."""
    if "text" in groups and "labels" in groups:
        return {"text": sentence(groups["text"]), "labels": lists.pieces(groups["labels"])}
    japanese, text = message.language == "ja", message.text
    marks = quoted(text)
    body = max(marks, key=lambda mark: len(mark.text)) if marks else None
    if body is not None:
        outside = text[: body.start] + "\0" + text[body.end :]
        others = [mark.text for mark in marks if mark is not body]
        found = others if len(others) >= 2 else _labels(outside, japanese)
        return {"text": body.text, "labels": lists.unique(found)}
    return _unquoted(text, japanese)


def _unquoted(text: str, japanese: bool) -> Slots:
    """Read `classify into A or B: TEXT` and `classify: TEXT. Labels: A, B`."""
    named = re.search(
        r"(?P<t>.+?)[\s.,。、;|→\-]*(?:\(|(?:labels?|categories|options|candidates|ラベル|候補|選択肢|カテゴリ)(?:は|[:：=])|->|=>|→)\s*(?P<l>[^()]+?)\)?\s*$",
        text,
        re.IGNORECASE | re.DOTALL,
    )
    if named and re.search(r",|、|/|・|\bor\b|か|\|", named["l"]):
        body = re.split(r"[:：]\s*", named["t"], maxsplit=1)[-1]
        return {"text": sentence(body), "labels": lists.pieces(named["l"])}
    split = re.search(r"^(.*?)(\s*[:：。?\n]\s*)(.+)$", text, re.DOTALL)
    head, mark, body = split.groups() if split else ("", "", text)
    if not mark:
        return {"text": text}
    found = _labels(head, japanese) or _labels(f"{head}\0", japanese)
    body = re.sub(
        r"^(?:内容|本文|文章|テキスト|文|text|message|review|ticket)\s*[:：]\s*",
        "",
        body,
        flags=re.IGNORECASE,
    )
    return {"text": sentence(body), "labels": lists.unique(found)}


def _labels(outside: str, japanese: bool) -> list[str]:
    for pattern in _LABEL_JA if japanese else _LABEL_EN:
        for found in pattern.finditer(outside):
            taken = found["l"]
            if japanese:
                taken = _LABEL_NOISE_JA.sub(
                    "", re.sub(r"(?:ですか|なん|なの|評価|でしょうか|の話)?[?？]", "、", taken)
                )
            parts = [_label(part) for part in lists.pieces(taken)]
            parts = [
                part
                for part in parts
                if part
                and len(part) <= 40
                and part.lower() not in _NOT_LABELS
                and not re.search(
                    r"^(?:この|その|次の|以下の|どの|どれ|どっち)|(?:して|ください|下さい|お願い|分析|くれ)$",
                    part,
                )
            ]
            if len(parts) >= 2:
                return parts
    return []


def _label(text: str) -> str:
    text = _LABEL_TAIL.sub("", _LABEL_LEAD.sub("", text.strip()))
    return word(_LABEL_LEAD_JA.sub("", text))


_LABEL_LEAD = re.compile(
    r"^(?:[^\0]*\0[\s:,\-–—]*)?(?:(?:is|are|was|it's|concerns|is about|refers to|sounds|counts as|is rather|is more|looks) (?=\w)(?!this|that|it\b|the\b)|(?:is|are|was) (?:this|that|it|the) (?:text |review |message |sentence |one )?(?:about |a case of )?|it's |either |one of |"
    r"as |into |labels? |categor\w+ |which of |whether |text about |about )",
    re.IGNORECASE,
)
_LABEL_TAIL = re.compile(
    r"(?<=\w) (?:review|mood|tone|e?mail|message|comment|one|sentiment|best|category|label|in tone|in mood|then|here|do you think|would you say|ticket|feedback|opinion)$",
    re.IGNORECASE,
)
_LABEL_LEAD_JA = re.compile(
    r"^(?:これ|それ|この[^\s、]{1,6}?[は、]|どの\S{1,3}$|どの分野|って|は|が|を|に)(?=\S\S|$)"
)
