"""The three known words of an analogy: a is to b as c is to the answer."""

from __future__ import annotations

import re

from assistant.routing.slots.clean import word
from assistant.routing.slots.quotes import quoted

_W = r"[^\s+\-=?、。,]+(?:\s(?!plus|minus|and|add|subtract|in\b|word\b)[^\s+\-=?、。,]+)?"
_ARITHMETIC = (
    re.compile(
        rf"(?P<b>{_W})\s*(?:-|−|–|—|minus\b|マイナス|ひく|引く|without\b|less\b|take away\b)\s*(?P<a>{_W}?)\s*(?:\+|plus\b|プラス|足す|たす|and add\b|add\b)\s*(?P<c>{_W})",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?P<b>{_W})\s*(?:\+|plus\b|プラス|足す|たす)\s*(?P<c>{_W}?)\s*(?:-|−|–|minus\b|マイナス|ひく|引く)\s*(?P<a>{_W})",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?:take|start(?:ing)? (?:with|from)|from)\s+(?P<b>.+?)[,;]?\s+(?:and\s+)?(?:subtract|remove|take away|minus)\s+(?P<a>.+?)[,;]?\s+(?:and\s+|then\s+)*(?:add|plus)\s+(?P<c>[^?.,;]+)",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?:subtract|remove|take)\s+(?P<a>.+?)\s+from\s+(?P<b>.+?)[,;]?\s+(?:and\s+|then\s+)*(?:add|plus)\s+(?P<c>[^?.,;]+)",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?P<b>.+?)(?:から|より)\s*(?P<a>.+?)\s*を?\s*(?:引い|抜い|除い|取っ|減ら|ひい|取り除い|差し引い|マイナス|のけ)(?:て|たら|で|し|た)*(?:さらに|そこに|それに|代わりに|かわりに)?[、,\s]*(?P<c>.+?)\s*を?\s*(?:足|加え|プラス|たし|たす|入れ)",
        re.IGNORECASE,
    ),
)
_SHAPES_EN = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\badd(?:ing)?\s+(?P<c>.+?)\s+to\s+(?P<b>.+?)\s+(?:and|then|but|,)\s+(?:remove|subtract|take away|drop)(?:ing)?\s+(?P<a>[^?.,;]+)",
        r"\bwhat\s+(?:would|will|should|is|does)\s+(?P<c>\S+)\s+(?:be|become|correspond to|go with|map to)?\s*(?:if|when|given that)\s+(?P<a>\S+)\s+(?:is|becomes|goes with|corresponds to|maps to|gives|->|was)\s+(?P<b>[^\s?.,;]+)",
        r"\bthe\s+(?P<b>\S+)\s+of\s+(?P<a>\S+)\s+(?:is|are)\s+(?:like\s+)?(?:the\s+)?(?:\?|what|which)\s*(?:of|for)\s+(?P<c>[^\s?.,;]+)",
        r"\bwhat(?:'s| is)\s+the\s+(?P<b>\S+)\s+of\s+(?P<c>\S+)\s+(?:if|as|when|given)\s+(?P<a>\S+)(?:\s|$)(?!.*\bto\b)",
    )
)
_HEAD_EN = re.compile(
    r"^(?:(?:please|pls|can you|could you|solve|complete|finish|compute|calculate|evaluate|work out|what do (?:you|i|we) get (?:with|for|from|if)|what(?:'s| is) the result of|find|what(?:'s| is)(?=\s+\S+\s*[-+])|the|this|an?|word|analogy|analogies|puzzle|quiz|i wonder|tell me|figure out|proportion|vector|arithmetic|so|hey|ok|okay|hmm+|well|now|question|answer to|that completes|in|space|embedding|embeddings|vectors|using|what's|whats|with)\b[\s:,;]*)+",
    re.IGNORECASE,
)
_REVERSED = re.compile(
    r"\b(?:what|which(?: word)?|who|where|\?)\s*(?:is|relates?|belongs|goes|corresponds|stands)?\s*(?:to|with)\s+(?P<c>.+?)[,;]?\s+(?:as|like|the way|just as|what|in the same way(?: as| that)?)\s+(?P<b>.+?)\s+(?:is|relates?|belongs|goes|are|was|stands)\s*(?:to|with|for)\s+(?P<a>[^?.,;]+)",
    re.IGNORECASE,
)
_LINK_EN = re.compile(
    r"\s*(?:::|->|-->|=>|→|⇒|:|=|;|\s-\s|,|\.\.\.|…|\?|\n)\s*"
    r"|\s*\b(?:is|are|was|were|relates?|related|corresponds?|belongs?|goes?|pairs?|matches|stands|maps?|compares?|becomes?|turns?)\s+(?:to|with|for|together\s+with|into|in\s+relation\s+to)\b\s*"
    r"|\s*\b(?:by\s+the\s+same\s+logic|in\s+the\s+same\s+way|what\s+goes(?:\s+with)?|what\s+would|what\s+about|following|pattern|that|the\s+way|just\s+as|is\s+like|are\s+like|like|as|so|then|what|which(?:\s+\w+)?|whom|who|if|to|is|would\s+be|does|be|when|and|but|for|becomes?|means?|gives?|plus|same\s+as|where|similarly|likewise|implies)\b\s*",
    re.IGNORECASE,
)
_HEAD_JA = re.compile(
    r"^(?:[^:：。]{0,14}(?:類推|アナロジー|比例式?|問題|たとえ|例え|解いて|計算|答えて|解け)[^:：。、]{0,10}[:：。、]\s*|(?:では|じゃあ|ねえ|えっと|なあ|ほな|あの|すみません)[、,]\s*)"
)
_LINK_JA = re.compile(
    r"\s*(?:::|->|=>|→|⇒|:|=|[?？。]|、|,|\n|;)\s*"
    r"|(?:という|って)?(?:の関係[はをがにと]?(?:、|は)?|に対する|に対しては?|にとっての?は?|における|における|にあたる|なら(?:ば)?|だとしたら|だとすると|とすると|とすれば|としたら|だったら|やったら|であれば|であるように|みたいに|ように|のとき|と同じ(?:く|ように|関係)?|に相当|に当て|に当た|にあた|としての|でいう(?:と|ところの)?|で言う(?:と|ところの)?)"
    r"|(?<=[^\sにとでか])(?:は|が|と|に|の|では|も)(?=[\s、「a-zA-Zァ-ヶ一-龥ぁ-ん])",
)
_ANSWER = re.compile(
    r"^(?:\?+|_+|what|which|who|x|\[mask\]|何.*|なに.*|なん.*|誰.*|だれ.*|どこ.*|どれ.*|どう.*|どない.*|どんな.*|いくつ.*|word|the|be|is|it|that|this|しまうと.*|です.*|でしょう.*|なる.*|なり.*|や|か|ます.*|〇+|○+|\.+|same|logic|completes?|つまり|では|じゃあ|ほんなら|答え.*|同じ.*|関係.*|言葉.*|単語.*|という.*|いう.*|教えて.*|ください.*|求めて.*|当てはめる.*|空欄.*|a|an|another|other|something|one|case|相当.*|対応.*|当たる.*|あたる.*|もの.*|埋めて.*|は|が|と|に|の|解いて.*|考えて.*|来る.*|くる.*|入る.*)$",
    re.IGNORECASE,
)


def analogy(text: str, japanese: bool) -> tuple[str, str, str] | None:
    """Return (a, b, c), or None when three words cannot be told apart."""
    for pattern in _ARITHMETIC:
        found = pattern.search(_HEAD_EN.sub("", _HEAD_JA.sub("", text).removesuffix(" equals")))
        if found:
            return tuple(_term(found[name]) for name in "abc")  # type: ignore[return-value]  # three names
    for shape in () if japanese else _SHAPES_EN:
        if found := shape.search(text):
            return word(found["a"]), word(found["b"]), word(found["c"])
    marks = [mark.text for mark in quoted(text)]
    if not japanese and (found := _REVERSED.search(text)):
        return word(found["a"]), word(found["b"]), word(found["c"])
    if len(marks) >= 3:
        return word(marks[0]), word(marks[1]), word(marks[2])
    body = (_HEAD_JA if japanese else _HEAD_EN).sub("", text)
    parts = [word(part) for part in (_LINK_JA if japanese else _LINK_EN).split(body) if part and part.strip()]
    known = [part for part in parts if part and not _ANSWER.match(part)]
    return (known[0], known[1], known[2]) if len(known) >= 3 else None


def _term(text: str) -> str:
    text = re.sub(r"^.*[:：、。,]\s*", "", text.strip())
    return word(re.sub(r"(?:は|って|だと|すると|したら|の答え|の結果).*$", "", text) or text)
