"""A premise and a hypothesis, whichever comes first."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from assistant.message import Message
from assistant.plugin import Slots
from assistant.routing.slots import pairs
from assistant.routing.slots.clean import sentence
from assistant.routing.slots.quotes import Quoted, frame, quoted

_LETTERS = re.compile(
    r"^\W*P(?:1)?\s*[:=.)]\s*(?P<p>.+?)[\s,;|/]*\b(?:H|Q|C)(?:1)?\s*[:=.)]\s*(?P<h>.+)$", re.DOTALL
)
_ROLE_EN = re.compile(
    r"premise\s*(?:is|:|=|-)?\s*[\"“]?(?P<p>.+?)[\"”]?[\s,;|/]*\b(?:and\s+)?(?:the\s+)?hypothesis\s*(?:is|:|=|-)?\s*(?P<h>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_ROLE_JA = re.compile(
    r"前提(?:文)?\s*(?:(?:は|が)[、:：]?|[:：、=\s])\s*(?P<p>.+?)[\s、,;|/]*(?:仮説|結論)(?:文)?\s*(?:は|が)?[:：、=\s]\s*(?P<h>.+)$",
    re.DOTALL,
)
_FLIP_EN = re.compile(
    r"\0\s*(?:is\s+)?(?:an?\s+)?(?:logical |necessary |valid |direct )*(?:consequence|conclusion|implication|inference|result) (?:of|from)|\b(?:get|got|draw|read|take)\s+\0\s*(?:out of|from)|\0\s*(?:(?:really|logically|necessarily|be|to|be)\s+)*(?:follows?|(?:be\s+)?(?:inferred|entailed|derived|deduced|concluded|implied|supported|justified|contradicted|ruled out|refuted|a (?:valid )?(?:conclusion|consequence)))\s*(?:\w+\s+)?(?:from|by|of|out of)|\0,?\s+(?:from|given|based on|knowing|because|if|hold\w*\s+(?:given|if)|true (?:if|given)|(?:is|be) (?:true|correct|right) (?:if|given|when|assuming))\s|\0\s*(?:hold\w*|true|valid|follow\w*)\s+(?:given|if|when|assuming|based on)",
    re.IGNORECASE,
)
_FLIP_JA = re.compile(
    r"\0(?:という(?:こと|の|結論|主張|文|仮説)?)?(?:は|って|が|も|というのは|ということは)?[、\s]*\0(?:という(?:こと|の|前提|事実|文)?)?(?:から|より|の(?:論理的)?(?:な)?帰結|の結論|をもとに|を前提|に基づ|によ[っる]|に含意|の帰結|ならば|なら|だとしたら|と矛盾せず|で裏付け|で証明)"
)
_BARE_EN = (
    re.compile(
        r"^(?:if|suppose|assume|assuming|given|given that|since|when|imagine|say|let'?s say)\s+(?:that\s+)?(?P<p>.+?)[,.;]\s*(?:(?:then|so|does|do|is|can|could|would|must|should|we|i|you|it|that|this|follow|conclude|mean|infer|true|say|imply|deduce|have|hold|to)\b\s*)+(?P<h>.+?)(?:\s+(?:a valid conclusion|true|right|correct|valid|follow|false))?\s*\??$",
        re.IGNORECASE,
    ),
    re.compile(
        r"^(?:is it (?:true|right|correct) that|can (?:we|i|you) (?:say|conclude|infer)(?: that)?|would it be true that|does it follow that|is it safe to say(?: that)?)\s+(?P<h>.+?)\s+(?:if|given(?: that)?|when|since|assuming(?: that)?|because|from)\s+(?P<p>.+?)\??$",
        re.IGNORECASE,
    ),
    re.compile(
        r"^(?P<p>.+?)[.;,]\s*(?:therefore|thus|hence|so|consequently|then)[,:]?\s+(?P<h>.+?)(?:[.,;]\s*(?:is|right|correct|true|valid|does|ok|yes|agree|entail).*)?\??$",
        re.IGNORECASE,
    ),
    re.compile(
        r"^(?:does|do|would|could|can|will)?\s*(?:the (?:fact|sentence|statement) (?:that )?)?(?P<p>.+?)\s+(?:entails?|impl(?:y|ies)|means?(?: that)?|contradicts?|leads? to|supports?)\s+(?:that\s+)?(?P<h>.+?)\??$",
        re.IGNORECASE,
    ),
    re.compile(r"^(?:does|do)\s+(?P<h>.+?)\s+follow from\s+(?P<p>.+?)\??$", re.IGNORECASE),
    re.compile(r"^(?:[^:]*:)?\s*(?P<p>.+?)\s*(?:=>|->|→|⇒|\|-|⊢|\||\n|/)\s*(?P<h>.+)$"),
)
_BARE_JA = (
    re.compile(
        r"^(?:[^:：]{0,12}[:：])?\s*(?P<p>.+?)\s*(?:⇒|→|=>|->|\||\n|/)\s*(?P<h>.+?)(?:[、。]?(?:は成り立|と言え|って言え|正しい).*)?$"
    ),
    re.compile(
        r"^(?P<h>.+?)(?:という(?:こと|の)は|ことは|は|って)[、\s]*(?P<p>.+?)(?:から|より)(?:導|推論|言え|結論|わか).*$"
    ),
    re.compile(
        r"^(?:もし)?(?P<p>.+?)(?:ならば?|とすると|としたら|とすれば|だとしたら|だとすると|んやったら|のであれば|場合|ときに?|から|ので|ということは|ってことは|。(?:ゆえに|したがって|だから|よって)、?)[、\s]*(?P<h>.+?)(?:と|って|ということ?(?:が|に)|は|が|ことに|ってこと)?\s*(?:言[えいっ]|いえ|導|推論|結論|矛盾|成り立|正しい|本当|なる|なります|判断|含意|断定|わか|分か|論理).*$"
    ),
)


def inference(message: Message, groups: Mapping[str, str]) -> Slots:
    """Return premise and hypothesis, whichever comes first."""
    if "premise" in groups and "hypothesis" in groups:
        return {"premise": sentence(groups["premise"]), "hypothesis": sentence(groups["hypothesis"])}
    japanese, text = message.language == "ja", message.text
    marks = quoted(text)
    if len(marks) >= 2:
        return _roles(text, marks, japanese)
    if found := (_ROLE_JA if japanese else _ROLE_EN).search(text) or _LETTERS.search(text):
        return {"premise": sentence(found["p"]), "hypothesis": sentence(found["h"])}
    for pattern in _BARE_JA if japanese else _BARE_EN:
        if found := pattern.search(text):
            return {"premise": sentence(found["p"]), "hypothesis": sentence(found["h"])}
    both = pairs.two(text, japanese)
    return {"premise": both[0], "hypothesis": both[1]} if both else {}


def _roles(text: str, marks: Sequence[Quoted], japanese: bool) -> Slots:
    ranked = sorted(sorted(marks, key=lambda mark: -len(mark.text))[:2], key=lambda mark: mark.start)
    first, second = ranked[0].text, ranked[1].text
    outside = frame(text, "\0")
    before = text[: ranked[0].start].lower()
    flipped = (_FLIP_JA if japanese else _FLIP_EN).search(outside)
    named = re.search(r"hypothes|conclusion|仮説|結論|\bclaim\b", before) and not re.search(
        r"premise|前提|given", before
    )
    inferring = re.search(
        r"(?:infer|conclude|deduce|derive)\s*(?:that\s*)?\0\s*(?:from|given|if|based)", outside, re.IGNORECASE
    )
    if flipped or named or inferring:
        first, second = second, first
    return {"premise": first, "hypothesis": second}
