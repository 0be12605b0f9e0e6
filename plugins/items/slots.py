"""The items that a person names."""

from __future__ import annotations

import re
from collections.abc import Mapping

from assistant.message import Message
from assistant.plugin import Slots
from assistant.routing.slots import lists
from assistant.routing.slots.clean import edges, word
from assistant.routing.slots.quotes import quoted

_ITEM_EN = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(?:customers|people|those|users|shoppers|fans|buyers|folks|someone|somebody|anyone|everyone|a fan|a customer|a person|viewers)\s*(?:who|that|with|of|having)?\s*(?:(?:also|really)\s+)?(?:like|liked|likes|love|loved|buy|buys|bought|enjoy|enjoyed|enjoys|purchase|purchased|get|got|watch|watched|has|have|had|own|loves)?\s*(?P<i>.+?)\s*(?:,\s*)?(?:(?:would|will|might|may|usually|often|typically|tend to|should|could)?\s*(?:also|too|else|as well)\b|(?:in (?:the|their|his|her) (?:basket|cart))|what|would\b|should\b|\?|$|probably)",
        r"\b(?:(?:just|already|recently)\s+)?(?<!often )(?<!people )(?<!to )(?<!they )(?<!are )(?<!usually )(?<!be )(?:bought|buying|buy|purchased|purchasing|picked up|got|grabbed|ordered|having|have|liked?|loved?|(?:'m|am) into|fond of|enjoyed|watched|seen|saw|adored|adding|added|add|chose|took|put|rated)\s+(?P<i>[^.;?!]+?)\s*(?:[,.;?!]?\s*\b(?:in|into|to|on)\s+(?:my|the|her|his)\s+(?:cart|basket|list|bag)\b|[,.;?!\-–]\s*(?:what|which|any|suggest|recommend|so|and\s+(?:want|need|now)|anything|now|can|could|give|tell|show|is|please|got|help|other|else|tempt|next|should|where|how|did|do)\b|[.;?!]|$|\s+(?:what|which|so)\s|\s+(?:and|but)\s+(?:want|need|am|i)\b)",
        r"\b(?:basket|cart|bag|trolley|list)\b[^:,]*?(?:\bis|\bhas|\bhave|\bcontains?|\bholds?|\bincludes?|:|\bwith|\bare|\bof|\bgot)\s*(?P<i>[^.;?!]+)",
        r"\b(?:based on|items? to|goes? (?:well |nicely |best |great )?with|along with|together with|bought with|buy with|pairs? (?:well )?with|purchased with|alongside|combine with|complements? (?:for|to)?|accompan(?:y|ies)|matches|to go with|next to|add-?ons? for|similar to|same as|such as|like|fans? of|after|liking|given|watching|buying|owning|besides|apart from|on top of|having bought|with|for)\s+(?P<i>[^.;?!]+?)(?:\s+for (?:me|us))?\s*(?:$|[.;?!])",
        r"^(?P<i>[^?:;]+?)\s*[,?.;:\-–—]\s*(?:what|any|recommend|suggest|which|more|anything)",
        r":\s*(?P<i>.+)$",
        r"\b(?:recommend|suggest)\b.*?\b(?:with|for|to)\s+(?P<i>[^.;?!]+)",
    )
)
_ITEM_TAIL_EN = re.compile(
    r"(?:[\s,;]+(?:what|which|any|please|pls|thanks|anything|so|too|also|else|next|suggest|recommend|would|should|and\s+(?:want|need|loved)|tempt|give|can|could|in\s+(?:my|the|their)\s+(?:basket|cart)|already|today|yesterday|a\s+lot|i\s|then|as\s+well|usually|often|because|lately|recently|right\s+now|so\s+far|more\s+(?:like|stuff)|got|from\s+the\s+\w+|,)\b.*)$",
    re.IGNORECASE,
)
_ITEM_LEAD_EN = re.compile(
    r"^(?:(?:along|together|often|usually|bought|paired?)\s+)*(?:with|alongside)\s+|^(?:watching|seeing|buying|reading|having|liking)\s+|^(?:add|buy|get|take|want|like)\s+(?:when|if|after)\s+they\s+\w+\s+|^(?:who\s+)?(?:puts?|owns?|has|buys?|likes?|s)\s+(?=\S)",
    re.IGNORECASE,
)
_ITEM_JA = tuple(
    re.compile(pattern)
    for pattern in (
        r"^(?:(?:かご|カゴ|カート|買い物かご|バスケット|冷蔵庫|リスト|買い物リスト)(?:の中)?(?:に(?:は)?|の中身は|は|[:：])[、\s]*)(?P<i>.+?)(?:が|を|も|って)?\s*(?:入って|入れ|ある|あり|はい|が|です|。|$)",
        r"^(?P<i>(?:(?!買っ|買う|買い|購入|見[たて]|観[たて]|用意|好き).)+?)(?:を|が|も|は|って|の|に|と)?\s*(?:一緒|いっしょ|セット|よく|併せ|あわせ|合わせ|相性|合う|合い|に加え|に足|お供|おとも|添え|つまみ|ついで)",
        r"^(?P<i>.+?)(?:みたい|に似た|に近い|のような|っぽい|の次|を基に|をもとに|を元に|に基づ|からの?おすすめ|系の|の代わり|の後|のあと|以外|と同じ|を踏まえ|を参考)",
        r"^(?P<i>.+?)(?:(?:を|が|も|は|って|に)\s*(?:[^、。を]{0,6}?)?|\s*)(?:買[いうっおえわ]|購入|かっ|好き|気に入|見[たてる終]|観[たてる終]|拝見|鑑賞|面白|おもしろ|よかった|良かった|楽し|ハマ|はま|カート|かご|カゴ|食べ|読ん|聴い|注文|選ん|手に入れ|持って|入れ|買うて|感動|ファン|買い|あります|がある|用意|揃え|そろえ|手に入|もら|飲[んみ]|使[っい])",
        r"(?:おすすめ|推薦|お薦め|お勧め)[^:：]*[:：]\s*(?P<i>.+)$",
        r"^(?P<i>.+?)(?:に|と|の|で|を|から|は)?(?:おすすめ|お薦め|お勧め|薦め|勧め|推薦|他に|ほかに|関連)",
    )
)
_ITEM_TAIL_JA = re.compile(
    r"(?:の)?(?:購入者|ファン|大?好き|愛好家|という映画|という商品|って映画|っていう映画|ていう映画|ちゅう映画)(?:の人)?$|(?:を|が|に|も|は|って|とを|とが|の二つ|の2つ|の両方|の三つ|など|なんか|だけ)$"
)


def items(message: Message, groups: Mapping[str, str]) -> Slots:
    """Return the items from which a recommendation should start."""
    if given := groups.get("items") or groups.get("command"):
        return {"items": lists.pieces(given, titles=True)}
    text = message.text
    if marks := quoted(text):
        return {"items": [word(mark.text) for mark in marks]}
    japanese = message.language == "ja"
    if japanese:
        text = re.sub(
            r"^(?:(?:今日|昨日|さっき|先日|この前|今|こないだ|きのう|きょう|さきほど|先ほど|すみません|ねえ|映画|スーパー|店|コンビニ|私|僕|俺|うち)(?:で|は|が|、|なら|の)?[、,\s]*)+",
            "",
            text,
        )
    for pattern in _ITEM_JA if japanese else _ITEM_EN:
        if found := pattern.search(text):
            taken = found["i"]
            taken = (
                _ITEM_TAIL_JA.sub("", edges(taken))
                if japanese
                else _ITEM_LEAD_EN.sub("", _ITEM_TAIL_EN.sub("", taken))
            )
            parts = [part for part in lists.pieces(taken, titles=True) if _itemlike(part)]
            if parts:
                return {"items": parts}
    return {}


def _itemlike(text: str) -> bool:
    return (
        text.lower()
        not in {
            "this",
            "that",
            "it",
            "them",
            "also",
            "else",
            "me",
            "people",
            "so far",
            "what",
            "these",
            "those",
            "you",
            "something",
            "のよ",
        }
        and len(text) < 60
    )
