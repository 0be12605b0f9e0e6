"""The content words of an English request: "can you find documents on X please" -> X."""

from __future__ import annotations

import re

from assistant.routing.slots.clean import edges, topic

_NOUN = (
    r"(?:notes?|docs?|documents?|files?|papers?|passages?|texts?|articles?|pages?|sections?|paragraphs?|parts?|bits?|"
    r"info(?:rmation)?|materials?|stuff|things?|something|anything|everything|whatever|smth|sth|entr(?:y|ies)|sources?|"
    r"details?|content|pdfs?|reports?|records?|evidence|excerpts?|clauses?|chapters?|statements?|remarks?|comments?|snippets?|memos?|lines?|data|writings?|mentions?|references?|literature|resources?|quotes?|one)"
)
_LINK = (
    r"(?:about|on|regarding|concerning|relat(?:ed|ing) to|with|for|re|around|mentioning|discussing|explaining|covering|"
    r"describing|dealing with|talking about|containing|touching on|to do with|relevant to|pertaining to|connected (?:to|with)|that has to do with|addressing|"
    r"(?:that|which|who) (?:talks?|mentions?|discuss(?:es)?|explains?|describes?|covers?|says?|deals? with|contains?|is|are|refers? to|touch(?:es)? on|relates? to|has|have)"
    r"(?: (?:about|on|to|something about|anything about))?|talks? about|mentions?|discuss(?:es)?|explains?|describes?|covers?|refers? to|deals? with|contains?)"
)
_SAY = (
    r"(?:say|says|said|saying|mention(?:s|ed)?|discuss(?:es|ed)?|talk(?:s|ed)?|wrote|written|write|writing|explain(?:s|ed)?|describe[sd]?|"
    r"cover(?:s|ed)?|state[sd]?|tell(?:s)?(?: me| us)?|told(?: me| us)?|know|learn(?:ed)?|read|settle(?:d)?|decide(?:d)?|agree(?:d)?|"
    r"note[sd]?|record(?:ed)?|save[sd]?|has|have|got|get|dig up|jot(?:ted)?(?: down)?|conclude[sd]?|suggest(?:s|ed)?|recommend(?:s|ed)?|report(?:s|ed)?|"
    r"mean(?:s)?|think|contain(?:s)?|store[sd]?|keep|kept|find|found|look(?:ing)?|see|search(?:ing)?)"
)
_PASSIVE = (
    r"(?:described|mentioned|discussed|explained|covered|defined|written(?: up| down| about)?|talked about|introduced|listed|"
    r"addressed|noted|stated|specified|recorded|brought up|treated|dealt with|referenced|documented|found|outlined|summari[sz]ed|touched on)"
)
_ANCHORS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?:where|when|which\b.*?\b(?:says?|explains?)|how|passage in which|if|whether)\s+(?:(?:is|are|was|were|did|do|does|has|have|i|we)\s+)?(?P<q>(?!i\b|we\b|you\b|in\b|my\b|did\b).+?)\s+(?:is|are|was|were|gets?|got|has been|have been|'s)?\s*(?:being )?{_PASSIVE}\b",
        rf"^(?:is|are|was|were)\s+(?!there\b)(?P<q>.+?)\s+(?:ever |actually |anywhere |also )?{_PASSIVE}\b",
        rf"\b{_SAY}\s+(?:(?:anything|something|smth|much|down|there|up|earlier|before|in (?:the|my|our) \w+)\s+)*(?:about|on|regarding|concerning|as to|with respect to)\s+(?P<q>.+)",
        rf"\b{_NOUN}\s+(?:(?:we|i|you|they)(?:'ve| have|'d)?\s*(?:got|have|saved|stored|had|keep|kept|wrote|uploaded|added)?\s+|(?:that|which)\s+(?:we|i)\s+\w+\s+|(?:there is|we've got|in (?:my|the|our) \w+|in (?:there|here)|anywhere|saved|stored|at all)\s+)*(?:\bis |\bare )?{_LINK}\s+(?P<q>.+)",
        r"\b(?:write|wrote|written|jot(?:ted)?|put|note[d]?) (?:down )(?P<q>.+)",
        r"^.*?\b(?:mentions?|mention of|discuss(?:es)?|explains?|describes?|covers?|defines?|summari[sz]es?)\s+(?P<q>.+)",
        r"\b(?:search|look|check|scan|go|dig|comb|browse|grep)\b(?: \w+)? (?:through|in|across|inside|over|within)?\s*(?:all )?(?:of )?(?:my|the|our|your|these|all)?\s*(?:\w+ )?(?:notes|docs|documents|files|library|papers|pdfs?|texts?|archive|collection|handbook|stuff)\b\s*(?:for|about|on|regarding|to find|and find|:)\s*(?P<q>.+)",
        r"\b(?:search(?:ing)?|look(?:ing)?|hunt(?:ing)?|query|grep)\s+for\s+(?:(?:any|all|some|the)\s+)?(?P<q>.+)",
        r"\blook(?:ing)? up\s+(?P<q>.+)",
        r"\b(?:according to|based on|going by|per) (?:my|the|our) \w+(?: \w+)?,\s*(?P<q>.+)",
    )
)
_LEAD = re.compile(
    rf"""(?:
    (?:hi|hello|hey|hey\s+there|ok|okay|so|well|um+|uh+|hmm+|right|now|and|dear\s+\w+|good\s+(?:morning|evening|afternoon)|excuse\s+me|sorry|btw|also)\b[\s,!.]+
    |(?:please|pls|plz|kindly|just|quickly|maybe|perhaps|actually|basically|possibly|again|could\s+you\s+please)\b[\s,]*
    |(?:can|could|would|will|may|might|shall|should)\s+(?:you|u|i|we|ya|someone|one)\b\s*
    |(?:would|do)\s+you\s+mind\b\s*|if\s+you\s+(?:can|could|don't\s+mind)\b[\s,]*
    |(?:i'?m|i\s+am|we'?re|we\s+are)\s+(?:looking|searching|trying|interested|hoping|wondering|curious|after)\b\s*(?:to|for|in|if|whether|about)?\s*
    |(?:i|we)\s+(?:fancy|feel\s+like|enjoy|would\s+love)\s+(?:looking\s+at|seeing|to\s+(?:see|look\s+at))?\s*|i(?:'d|\s+would)\s+be\s+(?:grateful|glad|happy)\s+if\s+you\s+(?:could|would)\s*|i\s+(?:was|am|'m)\s+wondering\s+(?:if|whether)?\s*|i\s+wonder\s+(?:if|whether|what|where)?\s*
    |(?:i|we)(?:'d|\s+would)?\s+(?:really\s+)?(?:like|love|want|need|have|wish|got|hope|seem)\b\s*(?:you\s+)?(?:to\b)?\s*
    |(?:let|help)\s+(?:me|us)\b\s*|let'?s\s+|gimme\s+|lemme\s+|any\s+(?:idea|clue|chance)\s+(?:where|what|if)?\s*(?:you\s+(?:can|could)\s+)?
    |(?:is|are|was|were)\s+there\b\s*|there(?:'s|\s+is|\s+was|\s+must\s+be)\s+|(?:do|did|does|have|has)\s+(?:you|i|we|they|it|my\s+\w+|the\s+\w+|our\s+\w+)\b\s*(?:have|got|saved|written|keep|know|say|contain|mention)?\s*
    |(?:search|look|find|show|give|get|fetch|bring|pull|dig|tell|locate|retrieve|check|see|know|read|reread|scan|browse|hunt|google|lookup|display|view|quote|open|provide|point|list|seek|query|serch|seach|finding|looking|searching|summari[sz]e|explain|describe|hook|track|turn|surface|send|grab|digging|pulling|showing|present|return|identify|consult)
       (?:\s+(?:up|out|through|for|me|us|into|over|around|at|down|to|again|it|whether|if|back|of))*\b[\s:,]*
    |(?:which|what|where|whose|who|when|how|why)(?:\s+(?:long|much|many|often|far|big|old|soon))?(?:\s*'s|\s+(?:is|are|was|were|do|does|did|can|could|should|would|has|have|will|long|much|many|often|about|kind\s+of|sort\s+of))*\b(?:\s+(?:i|we|you|it|my\s+(?:notes|docs|documents|files)|the\s+(?:notes|docs|documents|files)))?(?:\s+(?:is|are|was|were|do|does|did|has|have))*\b\s*(?=\S)
    |(?:everything|anything|something|all|info|information|details|stuff|whatever|smth)\s+(?:there\s+is\s+|we\s+have\s+|you\s+have\s+|i\s+have\s+|you've\s+got\s+|i've\s+got\s+|we've\s+got\s+)*(?:about|on|regarding|concerning|of|for|with|to\s+do\s+with|related\s+to)\b\s*
    |(?:about|on|regarding|concerning|re|for|of)\b[\s:]*
    |(?:any|all|the|some|my|our|your|every|a|an|most|relevant|other|more|those|these|which|what)\s+(?={_NOUN}\b)
    |(?:any|all|the|some|my|our|your)\s+(?:relevant|related|good|useful|other|saved|specific|exact|right|interesting)\s+(?={_NOUN}\b)
    |{_NOUN}\s+(?:{_LINK}|of|where|in\s+which|when|how)\b\s*
    |(?:in|from|within|across|inside|out\s+of)\s+(?:all\s+(?:of\s+)?)?(?:my|the|our|your|these|this|all)\s+(?:\w+\s+)?(?:notes|docs|documents|files|library|papers|pdfs?|texts?|archive|collection|handbook|stuff|manual|contract|report|minutes|wiki|knowledge\s+base)\b[\s,:]*
    |(?:query|topic|subject|keywords?|search\s+term|(?:text\s+|document\s+)?search)\s*[:=]\s*
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_TAILS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"[\s,;.!?\-–—]+(?:please|pls|plz|(?:ages|years|months|weeks|days|some time|a while|long) ago|and where|last (?:week|month|year|time)|thanks(?: a lot| so much)?|thank you|thx|ty|cheers|for me|right now|asap|quickly|again|anywhere|somewhere|if (?:you can|possible|any|there is any)|would you|will you|can you|could you|ok(?:ay)?|at all|or (?:not|something|anything)|somehow|lol|yeah|too|exactly|though|mate|here|i had (?:it|that) saved|sometime|earlier|some ?where|in there|you know|if at all|in writing|in detail|to me|to us)$",
        r"\s*(?:\.\.\.|,|;|\?)\s*(?:which|what|where|who|how)\b[^?]*(?:\bfiles?\b|\bdocs?\b|\bnotes?\b|covers?|says?|is it|was it|are they).*$",
        r"[\s,;]+(?:that (?:i|we|you) (?:have|saved|wrote|stored|got|own)|(?:i|we) (?:have|saved|wrote|stored|own|uploaded))$",
        r"\s+in (?:some|one|another|a|an old|any) (?:document|doc|file|note|paper|pdf|report|folder)s?$",
        r"[\s,]+(?:in|from|within|across|inside|among|out of|into|through|throughout)\s+(?:all\s+)?(?:of\s+)?(?:(?:my|the|our|your|these|this|those|any|one of (?:my|the|our))\s+)?(?:own |saved |uploaded |personal |entire |whole |employee |company |stored )?(?:notes?|docs?|documents?|files?|library|papers?|pdfs?|texts?|archives?|collection|handbook|stuff|manual|contracts?|reports?|minutes|data|database|folders?|knowledge base|materials?|memos?|repository|sources|corpus|wiki|documentation|writings|notebook|records|leaflet|guide|guidelines|brochure|agreement|lease|thesis|textbook|letters?|slides?|chapters?|emails?|book|policy|archive|pile|place)$",
        r"\s+(?:before|ahead of|prior to|for) (?:my|the|our|tomorrow's|today's) (?:\w+ )?(?:meeting|call|exam|talk|class|presentation|deadline|trip|interview|report)$",
        r"\s+in (?:it|them|there|here|one)$",
        rf"\s+(?:is|are|was|were|gets?|be|been|being)?\s*(?:being )?{_PASSIVE}$",
        r"(?<=\w)\s+(?:documents?|docs|passages?|files?|pdfs?|articles?)$",
        r"\s*[,;.!?\-–—]+\s*(?:can|could|would|will|do|did|does|is|are|where|which|what|how|show|find|fetch|locate|open|bring|give|tell|dig|pull|get|look|search|check|per|according|any|thanks|please|pls|cheers|because|since|i|i'm|i've|i'd|it|it's|its|we|they|you|need|want|but|if|and then|somewhere|anywhere|help|that)\b.*$",
    )
)
_LEAD_IMAGE = re.compile(
    r"""(?:(?:any|all|the|some|my|our|your|a|an|one|those|these|which|what|more|few|couple\s+of|good|nice)\s+)*
    (?:photos?|pictures?|images?|pics?|photographs?|snapshots?|snaps?|shots?|illustrations?|drawings?|visuals?|photography|wallpapers?|imgs?)
    (?:\s+(?:search|i\s+(?:have|took)|we\s+(?:have|took)|in\s+my\s+(?:library|collection|album)|there))?
    (?:\s+(?:of|with|showing|showng|that\s+(?:shows?|has|have|contains?|matche?s?|depicts?|looks?\s+like|features?|match|contain)|which\s+(?:shows?|has|have|contains?)|shows?|containing|featuring|depicting|from|in\s+which|where|for|about|like|matching|there\s+is|there\s+are|i\s+took\s+of|taken\s+(?:at|in|of)|has|have|contains?|contain|depict|on|that))*\s*[:\-]?\s*""",
    re.IGNORECASE | re.VERBOSE,
)
_IMAGE_NOUN = r"(?:photos?|pictures?|images?|pics?|photographs?|snapshots?|snaps?|shots?|illustrations?|drawings?|imgs?)"
_TAIL_IMAGE = re.compile(
    rf"\s+{_IMAGE_NOUN}(?:\s+(?:please|pls|plz|that i have|i have|for me|only))?$", re.IGNORECASE
)


def strip(text: str) -> str:
    """Return what is left when request phrases are taken off both ends."""
    text = edges(text)
    before = None
    while before != text:
        before = text
        found = _LEAD.match(text)
        if found and found.end() < len(text):
            text = text[found.end() :].lstrip(" ,:")
        for tail in _TAILS:
            shorter = tail.sub("", text)
            if shorter.strip():
                text = shorter
        text = edges(text)
    return text


def search_topic(text: str) -> str:
    """Return the content words of a search."""
    text = _sides(edges(text))
    for anchor in _ANCHORS:
        found = anchor.search(text)
        if found and edges(found["q"]):
            return topic(strip(found["q"]))
    return topic(strip(text))


def _sides(text: str) -> str:
    """Return the side of a colon that is not the request (`kernel trick: where did I put that`)."""
    left, colon, right = text.partition(":")
    if not colon or not right.strip():
        left, colon, right = text.partition(" - ")
    if not colon or not right.strip():
        return text
    return (
        left
        if re.match(
            r"\s*(?:where|what|which|find|show|can|could|do|did|any|look|search|dig|pull|get|is there|please|who|when|i need)\b",
            right,
            re.IGNORECASE,
        )
        else right
        if _LEAD.match(left)
        else text
    )


def image_topic(text: str) -> str:
    """Return the content words of a search for pictures."""
    text = edges(text)
    text = re.sub(r"\bw/\s*", "with ", text)
    text = re.sub(r"\bwhat\s+(.+?)\s+looks?\s+like\b", r"\1", text, flags=re.IGNORECASE)
    anchored = re.search(
        rf"\b{_IMAGE_NOUN}\b(?:\s+(?:somewhere|anywhere|i have|do (?:i|we|you) have|have (?:i|we) got|did i take|in my \w+|there|please|plz|pls|only))?\s*(?:[^:]{{0,25}}:(?=\s*\S)|of|with|showing|that shows?|which shows?|that contains?|that matche?s|that has|in which|where|containing|featuring|depicting|from|show|shows|for|like|matching|has|have)\s+(?P<q>.+)",
        text,
        re.IGNORECASE,
    ) or re.search(
        rf"\b{_IMAGE_NOUN}\s*(?:plz|pls|please|only|search)?\s*[:,\-]\s*(?P<q>.+)", text, re.IGNORECASE
    )
    if anchored:
        text = anchored["q"]
    before = None
    while before != text:
        before = text
        text = strip(text)
        text = re.sub(
            r"\s+in (?:them|it|pictures|photos|images|the (?:photo|picture|image|frame)|my \w+)$", "", text
        )
        text = _TAIL_IMAGE.sub("", text)
        found = _LEAD_IMAGE.match(text)
        if found and found.end() < len(text):
            text = text[found.end() :]
    return topic(text)
