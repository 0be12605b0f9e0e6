"""What photos should show, and labels that a picture should be told apart by."""

from __future__ import annotations

import re
from collections.abc import Mapping

from assistant.message import Message
from assistant.plugin import Slots
from assistant.routing.slots import lists, topic_en, topic_ja
from assistant.routing.slots.clean import edges, topic
from assistant.routing.slots.negation import affirmed
from assistant.routing.slots.quotes import only_quotation, quoted

_INDEFINITE = re.compile(r"\b(?:a|an|the|more)\s+(?=\w)", re.IGNORECASE)
_SHOWN_EN = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(?:(?:what|which)\s+(?:of\s+(?:these|the following)|one|label|tag|class)?(?:\s+(?:labels?|tags?|words?|best|better))*\s*(?:fits?|suits?|describes?|matches?|applies|is it|is this|would|is|does)?\b[^,:?]*?(?:photo|picture|image|this|it|better|best)\b\s*[:,]?)",
        r"\b(?:is|are|does|do|would|was|would you say|do you think|does it|could)\s+(?:this|it|that|the (?:photo|image|picture)|these|there|he|she)\b(?:\s+(?:photo|picture|image|pic|one|thing|animal|look|looks|more|like|show|shows|be|a kind of|here|closer to|of|on it|show me))*",
        r"\b(?:in|for|on|to|of|from)\s+(?:this|the|that)\s+(?:attached\s+)?(?:image|photo|picture|pic)\b",
        r"\b(?:please\s+)?(?:tag|label|classify|categori[sz]e|sort|choose|pick|decide|select|mark|describe)\s*(?:this|it|the|attached|image|photo|picture|pic|best|label|one|of|between|from|as|with|into|among|for|either|which|correct|right)*(?:\s+(?:this|it|the|attached|image|photo|picture|pic|best|label|one|of|between|from|as|with|into|among|for|either|labels?|correct|right))*\b\s*:?",
        r"\b(?:be honest|settle (?:a|this) bet|quick one|my guess is|i'd say|i think it's|i bet|either|candidates?(?: are)?|options?(?: are)?|labels?(?: are)?|choices?(?: are)?|tags?|can you|could you|please|pls|hey|quick question|which (?:category|label|tag|class|kind|one)|which(?: one)?|what is it|what is this|what's this|honestly|tell me|whether|if|say|would you call (?:this|it)|help me decide|hmm+)\b\s*:?",
    )
)
_COPULA_JA = re.compile(
    r"(?:でしょうか|ですか|かな|なん|なの|やろ|です|だと思う|と思う|やと思う)(?=$|[?？、])"
)
_SHOWN_JA = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?:^|[。、]\s*)(?:(?:この|その|添付の|添付した|こちらの)(?:動物|もの|もん|花|人|物|子|食べ物|料理|建物)|(?:この|その|添付の|添付した|こちらの)?(?:写真|画像|絵|これって|これ|それ|こちら|写ってるの|写っているの))(?:に(?:合う|近い|ふさわしい|あう)(?:ラベル|タグ|の)(?:は|って)?|に写っ(?:て(?:い)?る)?の?(?:は|って)?|に|の|は|って|が|を|には|について|、)+[、\s]*",
        r"(?:の(?:どれ|どっち|どちら|いずれ|うち|中|なか|どの|ラベル|タグ)|から(?:選|一つ|どれ)|に(?:分類|分け|仕分|タグ)|で(?:分類|タグ|言う|いう|ラベル)|どれ|どっち|どちら|か(?:見分け|判定|教え|当て|区別|判別|分類|を)|のうち).*$",
        r"^(?:この)?(?:ラベル|候補|選択肢|タグ|カテゴリー?)(?:は|[:：]|として|が)?\s*",
        r"^(?:すみません|ねえ|なあ|えっと|ちょっと|あの|教えて)[、,\s]*",
        r"(?:でしょうか|ですか|かな|なん|なの|やろ|です|だと思う|と思う|やと思う)(?=$|[?？、])",
    )
)


def image_labels(message: Message, groups: Mapping[str, str]) -> Slots:
    """Return the labels that a picture should be told apart by; none for an open question."""
    text = groups.get("labels") or groups.get("command") or affirmed(message.text)
    marks = quoted(text)
    if len(marks) >= 2:
        return {"labels": lists.unique([mark.text for mark in marks])}
    if not re.search(
        r",|、|・|/|\||\bor\b|\band\b|か(?!り|る|っ|$)|と|それとも|\n|[?？].+[?？]", text, re.IGNORECASE
    ):
        return {}
    japanese = message.language == "ja"
    text = _COPULA_JA.sub("、", text)
    if (
        not re.search(
            r"\bor\b|\band\b|/|\||か|と|・|それとも|labels?:|tags?:|ラベル|候補|\bpick\b|\bchoose\b|which|選",
            text,
            re.IGNORECASE,
        )
        and len(re.split(r"[,、]", text)) < 3
        and len(text.split()) > 3
    ):
        return {}
    found = lists.longest(
        text.replace("?", "、" if japanese else "?"), _SHOWN_JA if japanese else _SHOWN_EN, 2, _labelish
    )
    return {
        "labels": lists.unique(
            [edges(_SHOWN_EDGE.sub("", _INDEFINITE.sub("", part, count=1))) for part in found]
        )
    }


_SHOWN_EDGE = re.compile(r"^(?:これは?|それは?|この(?:写真|画像)は?|写ってるの(?:は|って)?)(?=\S\S)|か$")


def _labelish(text: str) -> bool:
    if re.search(r"[ぁ-んァ-ヶ一-龥]", text):
        return len(text) <= 10 and not re.search(
            r"(?:何|教え|ください|見え|写っ|思|知り|説明|わか|分か|ます|言|調べ|探|って$|撮った|これ$|いらん|ほしい|欲し|付け|つけ|して)",
            text,
        )
    return len(text.split()) <= 3 and not re.search(
        r"\b(?:what|is|see|tell|show|describe|picture|photo|image|this|me|you|it|know|looking|which|not|don't|just|how|search|find|please|can|could|similar|name|honest)\b",
        text,
        re.IGNORECASE,
    )


def photo_topic(message: Message, groups: Mapping[str, str]) -> Slots:
    """Return what the photos wanted show."""
    if "command" in groups:
        return {"query": topic(groups["command"])}
    if only := groups.get("query") or only_quotation(message.text, message.language == "ja"):
        return {"query": topic(only)}
    return {"query": (topic_ja if message.language == "ja" else topic_en).image_topic(affirmed(message.text))}
