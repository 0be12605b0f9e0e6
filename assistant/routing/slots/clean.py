"""What surrounds a slot and does not belong to it: quotation marks, particles, articles, honorifics."""

from __future__ import annotations

import re

from assistant.routing.slots.quotes import CLOSE, OPEN, unquote

_EDGE = " \t\n\r,、。.;:!?…・|/–—←→>=*~〜"
_ARTICLE = re.compile(
    r"(?:the|a|an|any|some|my|our|your|all|of|this|that|these|those)\s+(?=\S)", re.IGNORECASE
)
_HONORIFIC = re.compile(
    r"(?<=[^\s客母父神奥皆兄姉王お子娘姫殿嬢赤])(?:さん|様|さま|ちゃん|くん|君|氏|殿)$|"
    r"^(?:mr|mrs|ms|dr|prof|sir|madam)\.?\s+(?=[A-Z])",
)
_FAMILY = re.compile(
    r"(?:お[客母父兄姉爺婆]|おじい|おばあ|奥|皆|みな|赤|王|神|仏|姫|嬢|娘|息子|じい|ばあ)(?:さん|様|さま|ちゃん|くん|君)$"
)
_PARTICLE = re.compile(
    r"(?:とは|って|では|には|とか|など|なんか|という|いう|は|が|を|に|の|と|も|で|へ|や|から|より)$"
)
_NAMING = re.compile(
    r"(?:という|っていう|て|いう|との|の|なる)?(?:単語|言葉|ことば|ワード|語句|用語)(?:やと|だと|は|が|を|の|に|と|も|で)?$"
)


def edges(text: str) -> str:
    """Return text without punctuation and unbalanced quotation marks around it."""
    before = None
    while before != text:
        before = text
        text = unquote(text.strip(_EDGE))
        if text and text[-1] in CLOSE and text.count(text[-1]) % 2 and not _opens(text):
            text = text[:-1]
        if text and text[0] in OPEN and text.count(text[0]) % 2 and text[0] not in "'" and not _closes(text):
            text = text[1:]
    return text


def _opens(text: str) -> bool:
    return any(mark in text for mark in "「『“«《") and text[-1] in "」』”»》"


def _closes(text: str) -> bool:
    return any(mark in text for mark in "」』”»》") and text[0] in "「『“«《"


def honorifics(text: str) -> str:
    """Return a name without さん, 様, Mr. and the like; words such as お客様 stay whole."""
    return text if _FAMILY.search(text) else _HONORIFIC.sub("", text)


def particles(text: str) -> str:
    """Return Japanese text without the particles that tied it to the rest of the sentence."""
    if not re.search(r"[ぁ-んァ-ヶ一-龥々]", text) and not re.search(r"[ぁ-ん]$", text):
        return text
    shorter = _PARTICLE.sub("", text)
    return shorter if shorter and not _word_end(text) else text


def _word_end(text: str) -> bool:
    """Return whether a closing particle is really the end of a word (はな+し, こと, ひと...)."""
    return bool(
        re.search(
            r"(?:こと|ひと|もと|おと|あと|いと|やまと|ほとけの|もも|いも|くも|とも|こども|子ども|かも|すもも|のど|かに|くに|なに|わに|にわ|いろは|はは|あは|かは|ごはん|そで|うで|ふで|ゆで|えが|ながや|へや|おや|かや|みや|こや|つや|いや|はや|かの|もの|きもの|たべもの|のみもの|着物|食べ物|飲み物|生き物|くだもの|きのこ|つの|ぬの|への|いへ)$",
            text,
        )
    ) or text in {"とも", "もと"}


def word(text: str) -> str:
    """Return a word or name: no quotation marks, article, particle or honorific."""
    text = edges(text)
    text = edges(_NAMING.sub("", text) or text)
    text = _ARTICLE.sub("", text, count=1) if _ARTICLE.match(text) else text
    return edges(honorifics(particles(edges(text))))


def topic(text: str) -> str:
    """Return content words: like `word`, with every leading article or possessive gone."""
    text = edges(text)
    while _ARTICLE.match(text) and len(text.split()) > 1:
        text = edges(_ARTICLE.sub("", text, count=1))
    return edges(particles(text))


def sentence(text: str) -> str:
    """Return a sentence with its own closing mark, without quotation marks and list numbers."""
    text = re.sub(r"^[\s,、:;\-–—|/→>=)]+", "", text)
    text = re.sub(r"[\s,、:;\-–—|/→(]+$", "", text)
    return unquote(text)
