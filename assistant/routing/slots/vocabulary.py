"""One word, several words, or the items that a person names."""

from __future__ import annotations

import re
from collections.abc import Mapping

from assistant.message import Message
from assistant.plugin import Slots
from assistant.routing.slots import lists
from assistant.routing.slots.clean import edges, word
from assistant.routing.slots.negation import affirmed
from assistant.routing.slots.quotes import quoted

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
