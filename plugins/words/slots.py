"""One word, two, three or several words."""

from __future__ import annotations

import re
from collections.abc import Mapping

from assistant.message import Message
from assistant.plugin import Slots
from assistant.routing.slots import lists, pairs
from assistant.routing.slots.clean import word
from assistant.routing.slots.negation import affirmed
from assistant.routing.slots.quotes import frame, quoted
from plugins.words.analogy import analogy

_WORD_EN = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(?:synonyms?|thesaurus(?: entry| entries)?|neighbou?rs?|neighbou?rhood|alternatives?|replacements?|substitutes?|equivalents?|relatives?|cousins?|siblings?|associations?|surroundings?|vicinity)\s+(?:of|for|to|with|from)\s+(?:the\s+)?(?:word|term)?\s*(?P<w>[\w'’-]+(?:\s(?!in\b|please|pls|according|and\b|by\b|within|using|as\b|that|for\b|u\b)[\w'’-]+)?)",
        r"\b(?:similar|close(?:st|r)?|near(?:est|er)?|related|comparable|akin|next|adjacent|connected|linked|analogous|opposite|equivalent)(?:\s+in\s+meaning)?\s+(?:(?:words?|terms?)\s+)?(?:to|with|for)\s+(?:the\s+)?(?:words?|terms?)?\s*(?P<w>[\w'’-]+)",
        r"\b(?:associated|associate|go(?:es)?|used\s+together|co-?occurs?|occur|connected|keep company)\s+with\s+(?:the\s+)?(?:word|term)?\s*(?P<w>[\w'’-]+)",
        r"\b(?:mean(?:s|ing)?|used|behaves?)\s+(?:nearly|almost|about|roughly|much|something|anything|pretty\s+much)?\s*(?:the\s+same\s+(?:thing\s+)?(?:as|like)|similar\s+to|like|close\s+to|as)\s+(?:the\s+word\s+)?(?P<w>[\w'’-]+)",
        r"\b(?:near|around|like|beside|surround(?:s|ing)?|resembl(?:es?|ing)|nearby|by|about)\s+(?:the\s+)?(?:word|term)?\s*(?P<w>(?!the\b|a\b|in\b|my\b|vector\b)[\w'’-]+)",
        r"\b(?:instead of|in place of|rather than|other than|replace|type|enter|starting from|given)\s+(?:the\s+)?(?:word\s+)?(?P<w>[\w'’-]+)",
        r"\bif\s+(?P<w>[\w'’-]+)\s+(?:had|has|were|was)\b",
        r"\b(?:family|company|orbit|vicinity|circle|realm|field|area) of (?:the (?:word|term) )?(?P<w>[\w'’-]+)",
        r"^(?P<w>[\w'’-]+)\s*[:,\-]\s*(?:similar|related|nearest|neighbou?rs?|synonyms?|what|which|close)",
        r"\b(?:another|other|different|a\s+better|alternative|better)\s+(?:words?|terms?|ways?)\s+(?:for|to\s+say|of\s+saying)\s+(?:the\s+word\s+)?(?P<w>[\w'’-]+)",
        r"\bwhat\s+is\s+(?:the\s+)?(?:word\s+)?(?P<w>[\w'’-]+)\s+(?:near|close|similar|next)",
        r"\b(?:the\s+)?(?:word|term)\s+(?P<w>[\w'’-]+)",
        r"[:=]\s*(?P<w>[\w'’-]+)\s*$",
        r"(?P<w>[\w'’-]+)\s*(?:'s)?\s+(?:synonyms?|neighbou?rs?|nearest|similar\s+words)",
    )
)
_SKIP_EN = frozenset(
    [
        "the",
        "a",
        "an",
        "word",
        "words",
        "term",
        "terms",
        "in",
        "of",
        "to",
        "for",
        "me",
        "my",
        "this",
        "that",
        "it",
        "each",
        "other",
        "one",
        "another",
        "space",
        "vector",
        "meaning",
        "them",
        "these",
        "those",
    ]
)
_WORD_JA = tuple(
    re.compile(pattern)
    for pattern in (
        r"^(?:[^、。:：]{0,16}(?:検索|一覧|語|単語|近傍|類語)\s*[:：]\s*)(?P<w>[^\s、。?]+)",
        r"(?P<w>[^\s、。「」:：]+?)(?:っていう|という|って|いう)(?:単語|言葉|語|ことば|ワード)",
        r"(?:単語|言葉|ことば|ワード|単語空間で|ベクトル空間で|埋め込みで)、?(?P<w>[^\s、。「」はがをにの]+?)(?:に|と|の|は|を)",
        r"(?P<w>[^\s、。「」:：]+?)\s*(?:と(?:意味|ベクトル|使われ方|用法|同じ|よく?う?似|似|近|類似|ご近所|仲|隣|関係|関連|並)|に(?:意味|ベクトル|よく|一番|最も|もっとも|いちばん|似|近|類似|関連|関係|相当|隣)|の(?:類|同義|関連|近|周|まわり|仲間|言い換え|別|隣|似|意味|シノニム|ご近所|そば|反対|代わり|親戚|お隣|ベクトル|あたり)|みたいな|っぽい|と(?:言え|いえ|言った|いった)|から(?:連想|思い)|を(?:言い換|別の|他の|ほかの)|って(?:他|ほか|別|似|近|どん)|(?:は|が)(?:他|ほか|どん|何に|なにに))",
    )
)
_LEAD_JA = re.compile(
    r"^(?:(?:えっと|ねえ|あの|すみません|すいません|なあ|ちょっと|ほな|じゃあ|では|うーん|ええと|単語空間で|ベクトル空間で|単語の?埋め込みで|意味空間で|word2vecで|GloVeで|この中で|語彙の中で|単語ベクトルで|辞書的に)[、,\s]*)+",
    re.IGNORECASE,
)


def one_word(message: Message, groups: Mapping[str, str]) -> Slots:
    """Return the word whose neighbours are wanted."""
    if given := groups.get("command") or groups.get("word"):
        return {"word": word(given)}
    if marks := quoted(message.text):
        return {"word": word(marks[0].text)}
    japanese = message.language == "ja"
    text = _LEAD_JA.sub("", affirmed(message.text)) if japanese else affirmed(message.text)
    for pattern in _WORD_JA if japanese else _WORD_EN:
        for found in pattern.finditer(text):
            taken = word(found["w"])
            if taken and taken.lower() not in _SKIP_EN:
                return {"word": taken}
    return {}


_ODD_EN = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(?:(?:which|what|who|find|spot|pick|choose|select|identify|tell me|name|remove|exclude|show|guess|detect|point out|say|drop|kick out|wich)\b[^,:;?\"]*?)?\b(?:odd(?:\s+(?:one|man|word|item|thing))?(?:\s+out)?|out\s*lier|outsider|intruder|impostor|imposter|misfit|stranger|black sheep|does\s*n['o]?t\s+(?:belong|fit|match|go|suit|fit in)|dosn?t (?:belong|fit)|do(?:es)? not\s+(?:belong|fit|match|go)|doesn't\s+\w+|don't (?:belong|fit)|is\s+(?:different|unrelated|the\s+\w+|out of place|not like the (?:others|rest))|not like the (?:others|rest)|stands? out|out of place)\b(?:\s+(?:one(?!\s*,)|out|here|in|among|from|to|of|the|this|these|with|rest|others?|group|list|set|words?|amongst|between|following|together|please|for|and|belong|at|all|is|was|are|that|in|away|from))*",
        r"\b(?:one|two|three|four|five|six|all but one)\s+of\s+(?:these|them|those|the words)(?:\s+(?:is|are|does|do|isn't|doesn't|words?))?(?:\s+not)?(?:\s+(?:like|fit|belong|a|an|furniture))?(?:\s+(?:the|others?|rest|in|\w+))?(?:\s+i think)?",
        r"\b(?:among|amongst|between|out of|from)\s+(?:(?:the|these|this|following|words?|list|group|set|items?)\b\s*)*",
        r"\b(?:which|what)\s+(?:(?:one|word|item|of (?:these|the words|the following|them))\s*)+(?:is|does|doesn't|isn't|would)?(?:\s+the)?",
        r"\b(?:pick|find|choose|select|tell me|spot|remove|name)\s+(?:the\s+|out\s+)?(?:word|one|item)\s+(?:that|which)?\s*",
        r"\b(?:please|pls|can you|could you|hmm+|hey|so|ok|okay|thanks|something'?s?\s+(?:off|wrong|weird|fishy)\s+(?:with|about|in|here).*|is\s+the\s+\w+|among\b|which one|thx|plz|would you|i think|the following|the words|words)\b",
    )
)
_ODD_JA = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?:の中(?:身)?(?:で(?:は)?|から|に|の)|のうち(?:で|から|、)?|この中(?:で|から|に)?|その中で|のなかで|の(?:5|4|3|五|四|三|２|六|6)つ(?:の(?:中|うち)で?)?|の(?:なか|中)|という(?:単語|言葉)?の?(?:中|うち)?(?:で|から)?).*$",
        r"^(?:[^、・,:：。?]*?(?:仲間|なかま|異質|浮い|違う|違い|関係ない|外れ|はずれ|合わない|場違い|紛れ|異物|異なる|単語|言葉|選んで|うち|リスト|どれ|一つだけ|ひとつだけ)[^、・,:：。?]*?(?:[:：。?\n]|、(?=[^、]*[、・])|\s(?=\S+[、・,\s]))\s*)",
        r"(?:で|、|\s|は|に|って|から|が)*(?:仲間|なかま|一つ(?:だけ)?|ひとつ(?:だけ)?|一個(?:だけ)?|1つ(?:だけ)?|1個(?:だけ)?|異質|浮い|違う|違い|ちゃう|関係|合わない|紛れ|場違い|異なる|外れ|はずれ|どれ|どの|一番|いちばん|他と|ほかと|他とは|異物|別の|別グループ|変な|おかしい|余計|除|どっち|のけ者|なじま|馴染|よそ者|まぎれ|間違|要らん|いらん|変|当てはまら|属さ|ふさわしく|無関係|選).*$",
        r"(?:^(?:次の|以下の)[^:：。、]*[:：。]?)",
        r"(?:^(?:ねえ|なあ|えっと|あの|すみません|えー)[、,\s]*)",
    )
)


def odd_words(message: Message, groups: Mapping[str, str]) -> Slots:
    """Return the words among which one does not belong, in their order."""
    text = groups.get("words") or groups.get("command") or message.text
    marks = quoted(text)
    if len(marks) >= 3:
        return {"words": lists.unique([mark.text for mark in marks])}
    if marks and len(inner := lists.pieces(marks[0].text)) >= 3:
        return {"words": lists.unique(inner)}
    japanese = message.language == "ja" or not text.isascii()
    found = lists.trimmed(_odd(text, japanese), japanese)
    return {"words": lists.unique(found)}


def _odd(text: str, japanese: bool) -> list[str]:
    if japanese:
        text = re.sub(r"^[^:：。?、]*(?:次|以下|下記|この)の[^:：。?]*[:：。?]\s*(?=\S+[、・,\s])", "", text)
        for cut in (_ODD_JA[1:], _ODD_JA):
            found = lists.longest(text, _ODD_JA if cut is _ODD_JA else (*_ODD_JA[:1], *cut), 3)
            if found:
                return found
        return _spaced_ja(text)
    return lists.longest(text, _ODD_EN, 3) or lists.pieces(text)


def _spaced_ja(text: str) -> list[str]:
    parts = [part for part in re.split(r"[\s、・,]+", text) if part]
    return [word(part) for part in parts if len(part) <= 6][:8]


def two_words(message: Message, groups: Mapping[str, str]) -> Slots:
    """Return the two words whose likeness is asked."""
    found = pairs.given(groups) or pairs.two(message.text, message.language == "ja", short=True)
    return {"a": found[0], "b": found[1]} if found else {}


def three_words(message: Message, groups: Mapping[str, str]) -> Slots:
    """Return the three known words of an analogy."""
    found = analogy(message.text, message.language == "ja")
    if found is None and "command" in groups:
        parts = [part for part in frame(groups["command"], "").replace(",", " ").split() if part.isalnum()]
        found = (parts[0], parts[1], parts[2]) if len(parts) == 3 else None
    return {"a": found[0], "b": found[1], "c": found[2]} if found else {}
