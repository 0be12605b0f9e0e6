"""Messages that are only a part of one: "and on sundays?", "sorry, the blue one", 「土曜は？」."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from assistant.phrase import Language

Tie: TypeAlias = Literal["instead", "corrected", "joined", "tied", "bare"]
"""What ties a fragment to the message before, from the plainest on: "not X, Y"; "sorry, Y"; "and Y"; "on Y", 「Yは」; "Y?"."""


@dataclass(frozen=True, slots=True)
class Fragment:
    """What is new in a message, what ties it to the one before, and what it replaces ("" where that is not said)."""

    new: str
    tie: Tie
    old: str = ""


_LEAD = r"(?:(?:ok(?:ay)?|right|great|cool|nice|perfect|lovely|thanks?(?: you| a lot| so much)?|ta|cheers|hm+|oh|ah|so|well|then|now)[\s,.!]+)*"
_AND = re.compile(
    rf"{_LEAD}(?:(?:and|or|but|plus)[\s,]+)?(?:what about|how about|what if it'?s|(?:the )?same (?:question |thing )?(?:for|with|but)|and|or|but|also|now)[\s,]+(?:then |also |for |about )?(?P<new>\S.{{0,70}})",
    re.IGNORECASE,
)
_TIED = re.compile(
    rf"{_LEAD}(?P<new>(?:on|in|at|for|with|from|to|after|before|by|during|until|without|under|over)\s+\S.{{0,40}})",
    re.IGNORECASE,
)
_BARE = re.compile(r"(?P<new>[^\s?]+(?: [^\s?]+){0,2})\s*\?")
_SORRY = r"(?:(?:oh|oops|ah|um+|er+|sorry|apologies|my (?:bad|mistake)|no|nope|nah|wait|hang on|not that(?: one)?|wrong(?: one)?|hm+|ugh)[\s,.!;:–—-]+)"
_MEANT = r"(?:i (?:actually |really )?(?:mean|meant|was asking about|should have said)|make (?:that|it)|actually|rather|it(?:'s| is| was)|that should be|should (?:be|have been))"
_CORRECTED = re.compile(
    rf"(?:{_SORRY}+(?:{_MEANT}[\s,]+)?|{_MEANT}[\s,]+)(?:for |about )?(?P<new>\S.{{0,60}}?)(?:,? (?:please|sorry|not \S.{{0,40}}|instead))*[\s.!?]*",
    re.IGNORECASE,
)
_NOT_BUT = re.compile(
    rf"{_SORRY}*(?:i (?:mean|meant) )?not (?P<old>\S.{{0,40}}?)(?:,|;| -| –| but)+ (?:but |i (?:mean|meant) )?(?P<new>\S.{{0,40}}?)[\s.!?]*",
    re.IGNORECASE,
)
_JA_LEAD = r"(?:(?:じゃあ|じゃ|では|それでは|それなら|なら|で|あと|あとは|それと|それから|ほかに|他に|ちなみに|ありがとう(?:ございます)?|了解(?:です)?|うん|へえ|なるほど|ok|そしたら|ほな|ほんなら|んで)(?:[、,。!\s]+|(?=[^ぁ-ん\s])))"
_JA_ASK = r"(?:どう(?:ですか|なの|でしょうか?|なってる|なってますか|なります(?:か)?)?|いかがですか|(?:も)?(?:教えて|知りたい|お願い)(?:ください|下さい|です|します)?|どうやろ|どない(?:なん)?|わかる|分かる|ある|あります)?(?:か)?"
_JA_TIE = r"(?:(?:について|の場合|のとき|の時|のほう|の方|だったら|やったら|なら|だと|の分|のこと)(?:は|も)?|は|も|って|とか)"
_AND_JA = re.compile(rf"{_JA_LEAD}+(?P<new>[^、。?？]{{1,20}}?)(?:{_JA_TIE})?{_JA_ASK}[。?？\s]*")
_TIED_JA = re.compile(rf"(?P<new>[^、。?？をが]{{1,14}}?)(?:{_JA_TIE}){_JA_ASK}[。?？\s]*")
_SORRY_JA = r"(?:(?:あっ?|いや|いえ|ああ|えっと|違う|ちがう|違います|ちがいます|ちゃう(?:ちゃう)?|ごめん(?:なさい|ね)?|すみません|すいません|すまん|失礼(?:しました)?|間違(?:えた|えました|い(?:ました)?|った)|まちがえ(?:た|ました)|じゃなくて|そうじゃなくて|そっちじゃなくて|やなくて|やっぱり?|訂正)(?:です|でした)?(?:[、。,!！\s]+|(?=[^ぁ-ん\s])))"
_CORRECTED_JA = re.compile(
    rf"{_SORRY_JA}+(?P<new>[^、。?？]{{1,24}}?)(?:の(?:ほう|方|こと|やつ)|のつもり)?(?:です|でした|だった|だ|や|やった|ね|だよ|って意味|と言いたかった|を(?:聞き|知り)たい(?:です)?|をお願い(?:します)?|のつもりで(?:した|す))*[。!！?？\s]*"
)
_NOT_BUT_JA = re.compile(
    rf"{_SORRY_JA}?(?P<old>[^、。]{{1,20}}?)(?:じゃなくて|ではなく(?:て)?|やなくて|じゃない[、。])、?\s*(?P<new>[^、。?？]{{1,20}}?)(?:の(?:ほう|方|こと|やつ))?(?:です|でした|だ|だった|ね|や)*[。!！?？\s]*"
)
_HOLLOW = re.compile(
    r"(?:\s+(?:one|ones|please|then|too|as well|instead|now))+$|(?:の?(?:ほう|方|やつ)|の(?:もの|こと|場合))$",
    re.IGNORECASE,
)
_NOTHING = re.compile(
    r"(?:it|that|this|them|those|one|more|you|me|us|nothing|never ?mind|thanks|thank you|yes|no|ok|okay|so|why|how|what|when|where|who|not (?:that|this|it)(?: one)?|wrong (?:one|window|chat)|my mistake)[\s.!?]*|(?:まちがえ|間違え)(?:た|ました|てた)?|間違い(?:ました|でした)?|ミス(?:った|りました)?",
    re.IGNORECASE,
)
_WHOLE = re.compile(r"について|に関|書い|載っ|って何|とは|している|してある")
"""What makes 「Xは？」 a question of its own."""
_MOST_WORDS = 8
_FORMS: dict[Language, tuple[tuple[Tie, re.Pattern[str]], ...]] = {
    "en": (
        ("instead", _NOT_BUT),
        ("corrected", _CORRECTED),
        ("joined", _AND),
        ("tied", _TIED),
        ("bare", _BARE),
    ),
    "ja": (("instead", _NOT_BUT_JA), ("corrected", _CORRECTED_JA), ("joined", _AND_JA), ("tied", _TIED_JA)),
}


def fragments(text: str, language: Language) -> Iterator[Fragment]:
    """Yield the readings of a message as a fragment, the plainest first; none for a message that is whole."""
    for tie, form in _FORMS[language]:
        found = form.fullmatch(text if tie == "bare" else text.rstrip("?!.？！。 "))
        if found is None:
            continue
        new = _clean(found["new"])
        old = _clean(found["old"]) if tie == "instead" else ""
        if tie == "tied" and _WHOLE.search(new):
            continue
        if new and not _NOTHING.fullmatch(new) and len(new.split()) <= _MOST_WORDS:
            yield Fragment(new, tie, old)


def _clean(text: str) -> str:
    return _HOLLOW.sub("", text.strip(" \t「」『』“”\"'、,")).strip()
