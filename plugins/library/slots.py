"""What a person wants kept, and what forgotten."""

from __future__ import annotations

import re
from collections.abc import Mapping

from assistant.message import Message
from assistant.plugin import Slots
from assistant.routing.slots.clean import edges, particles, sentence, topic
from assistant.routing.slots.files import FILE
from assistant.routing.slots.quotes import quoted

_KEEP_EN = re.compile(
    r"""^(?:(?:please|pls|plz|kindly|hey|hi|ok|okay|so|fyi|btw|also|and|just|quick)\b[\s,:!]*
    |(?:can|could|would|will)\s+you\s+(?:please\s+)?|i(?:'d|\s+would)?\s*(?:want|need|like|love)\s+(?:you\s+)?to\s+|do(?:n't|\s+not)\s+(?:let\s+me\s+)?forget\b[\s,:\-]*(?:that\s+)?|(?:mental\s+)?note(?:\s+to\s+self)?\s*[:\-,]\s*
    |(?:remember|memori[sz]e|save|store|keep|note|add|learn|write|jot|record|put|make|take|file|log|import|retain|stash|register|index|upload|leave)\b
      (?:\s+(?:this|that|it|the\s+(?:following|note|text|library|fact)|following|down|away|for\s+(?:me|later|future\s+reference|future)|as\s+a|a|an|one|notes?|memo|text|sentence|fact|reminder|entry|(?:to|in|into)\s+(?:(?:my|our|your|the)\s+)?(?:library|notes|memory|collection|database|files)|in\s+(?:mind|memory)|to\s+(?:mind|memory)|of|on\s+file|on\s+record|saying|information|info|quick|new|somewhere|paragraph|passage|snippet)\b(?!'))*\s*[:\-–—,?]*\s*
    |that\b\s*|(?:before\s+(?:it\s+slips\s+my\s+mind|i\s+forget)|for\s+(?:later|the\s+record|future\s+reference|my\s+records))\s*[,:\-]\s*
    )+""",
    re.IGNORECASE | re.VERBOSE,
)
_KEEP_COLON = re.compile(
    r"^[^:\"]{0,70}\b(?:remember|save|store[d]?|keep|kept|note|notes|record(?:ed)?|memori[sz]e|learn|jot|write|add|fact|forget|mind|library|memory|reminder|memo|log|register)\b[^:\"]{0,40}:\s*(?P<t>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_KEEP_TAIL_EN = re.compile(
    r"\s*(?:[.;,!?\-–—]+\s*|\s)(?:please\s+)?(?:(?:can|could|would)\s+you\s+)?(?:please\s+)?(?:remember|store|save|keep|note|add|memori[sz]e|write|jot|record|log|put|file|don't forget|do not forget|make a note of)\s+(?:(?:it|that|this|these|them)\b|down)(?:\s+(?:down|for\s+(?:me|later)|please|in\s+(?:mind|my\s+\w+|memory|the\s+\w+)|to\s+(?:my|the)\s+\w+|somewhere|pls|away|ok|will\s+you|would\s+you))*\s*[.!?]*$|[\s,]+(?:please|pls|plz|thanks|thank you|thx|ok)[.!]*$",
    re.IGNORECASE,
)
_KEEP_VERB_JA = r"(?:覚え|おぼえ|記憶|保存|メモ|登録|記録|追加|控え|書き留め|かきとめ|残し|とっと|取っと|取って|忘れん|忘れない|忘れず|入れと|入れて|格納|取り込|ストック|インプット|書いと|書いて|メモっ|セーブ|キープ|保管|しまっ|留め|頭に入れ)"
_KEEP_HEAD_JA = re.compile(
    rf"^(?:(?:すみません|すいません|ねえ|あの|お願い|ちょっと|念のため|忘れないうちに|忘れる前に|一応|これ|次|以下|下記|あとで使うから|メモ)[、,。!！\s]*)*"
    rf"(?:[^「」『』:：。、]{{0,24}}?{_KEEP_VERB_JA}[^「」『』:：。]{{0,18}}?(?:[:：。!！\n]|、(?=.{{4}})|(?=[「『]))\s*|(?:メモ|ノート|記録|登録|追加|保存|覚え書き|備忘録?|テキスト追加|TODO|todo)\s*[:：、。\-]\s*)",
)
_KEEP_TAIL_JA = re.compile(
    rf"(?:\s*[。、,!！]?\s*(?:って|と|ということ(?:を|は)?|という(?:の|こと|メモ)(?:を|は)?|だと|んだと|とだけ|のこと(?:を|は)?|との(?:こと)?|旨を?|を|、?これ(?:を)?|、?それ|、?このこと(?:を)?|やで|って(?:いう)?こと|は|も)?[。、,]?\s*(?:ご|お)?(?:ちゃんと|しっかり|ちょっと|一応|ぜひ|必ず|ノートに|メモに|ライブラリに|資料に|どこかに|忘れずに|よう|忘れんように|忘れないように|忘れないで|頭の片隅に|後で使うから|あとで使うので|すぐに?)*\s*{_KEEP_VERB_JA}[^「」『』]*)$"
)
_ENDING_JA = re.compile(
    r"(?:(?<=[たるい])こと|だよ|やで|やねん|なんだ|だから|ですよ|だからね|だよね|なので|やし|ねん|だそうです|らしい)$"
)
_ONLY_THIS = re.compile(
    r"^(?:this|that|it|these|them|the|one|file|files|document|documents|pdf|attached|attachment|here|me|for|note|notes|to|my|library|attached\s+\w+|these\s+\w+|this\s+\w+|the\s+\w+|to (?:the|my) (?:library|notes)|これ(?:を|ら)?|この\S{0,8}|添付(?:の\S{0,8}|した\S{0,8}|ファイル)?|ファイル|文書|資料|PDF|書類|それ|画像|写真|次の\S{0,6}|以下の?\S{0,6})$",
    re.IGNORECASE,
)


def text_to_keep(message: Message, groups: Mapping[str, str]) -> Slots:
    """Return the text to remember; nothing when the message only points at attached files."""
    text = groups.get("text") or groups.get("command") or message.text
    if "command" in groups:
        return {"text": text}
    marks = quoted(text)
    if message.files and not marks and ":" not in text:
        return {}
    if marks and len(max((mark.text for mark in marks), key=len)) * 2.2 >= len(text) - 28:
        return {"text": max((mark.text for mark in marks), key=len)}
    taken = _japanese(text) if message.language == "ja" else _english(text)
    return {} if _ONLY_THIS.match(edges(taken)) else {"text": taken}


def _english(text: str) -> str:
    shorter = _KEEP_TAIL_EN.sub("", text)
    shorter = shorter if _KEEP_EN.sub("", shorter).strip() else text
    if headed := _KEEP_COLON.match(shorter):
        return sentence(headed["t"])
    found = _KEEP_EN.match(shorter)
    body = shorter[found.end() :] if found else shorter
    asked = re.match(r"\s*(?:can|could|would|will) you\b", text, re.IGNORECASE)
    return sentence(body.rstrip("? ") if asked else body)


def _japanese(text: str) -> str:
    text = re.sub(r"^(?:忘れる前に|念のため|忘れないうちに)\s*[:：、]\s*", "", text)
    body = _KEEP_HEAD_JA.sub("", text, count=1)
    if body == text or not body.strip():
        body = _KEEP_TAIL_JA.sub("", text)
        body = _ENDING_JA.sub("", body.rstrip(" 。、,!"))
    return sentence(body)


_FORGET_EN = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(?:stop|quit|no longer|don't|do not|should not|shouldn't|cease|never|needn't|need not|no need to|not)\s+(?:to\s+)?(?:keep(?:ing)?|stor(?:e|ing)|sav(?:e|ing)|remember(?:ing)?|hold(?:ing)?(?: on to)?|retain(?:ing)?|hang(?:ing)? on to|need(?:ing)?|want(?:ing)?|hav(?:e|ing))\s+(?P<t>.+)",
        r"\b(?:forget|delete|remove|erase|discard|drop|wipe|trash|clear|unlearn|purge|del|rm|scrap|dump|bin|get rid of|throw (?:away|out)|deleting|removing|erasing|forgetting|wiping|discarding|take|strike|kick|lose|ditch|eliminate|clean up|clean out|toss|dropping|keep|need)\b(?: (?:out|away|off|down))?\s+(?P<t>.+)",
        r"^(?P<t>.+?)\s+(?:should|can|must|needs? to|has to|is no longer|isn't|is)\b.*",
    )
)
_FORGET_TAIL = re.compile(
    r"(?:[\s,;.!?\-–—]*\b(?:please|pls|plz|thanks|thank you|now|for me|from (?:my|the|your) (?:library|memory|notes|files|collection|documents|store|database|list)|out of (?:my|the) (?:library|collection)|off (?:my|the) (?:list|library)|any ?more|any longer|out|away|right now|will you|would you|can you|could you|ok|for good|forever|permanently|again|immediately|asap|completely|it'?s (?:outdated|old|wrong|obsolete).*|(?:i|we) (?:don't|do not|no longer) need.*|get rid of it|delete it|wipe it|remove it|altogether|entirely|that (?:i|we) \w+.*|(?<!what )(?<!everything )(?<!anything )(?:i|we) (?:saved|stored|added|uploaded|gave|put|told|wrote)\b.*|yesterday|from (?:earlier|yesterday|last \w+)|as well|too))+\s*[.!?]*$",
    re.IGNORECASE,
)
_FORGET_LEAD = re.compile(
    r"^(?:(?:the|my|our|that|this|a|an|any|those|these)\s+)*(?:(?:file|document|doc|note|notes|memo|text|entry|pdf|passage|item|paper)s?\s+(?:(?:called|named|titled|about|on|with|regarding|entitled|of|saying|that (?:says|talks about))\s+)?(?=\S)|(?:what|everything|anything|all|whatever)\s+(?:(?:i|we|you)\s+(?:\w+\s+){0,3}?)?(?:about|on|regarding|concerning)\s+|about\s+|down\s+|away\s+|rid\s+of\s+)",
    re.IGNORECASE,
)
_FORGET_JA = re.compile(
    r"(?<=.)(?:(?:の|に(?:ついて|関する)の?)?(?:こと|件|話|内容|保存|記憶|登録|データ)?(?:を|は|も|って|については|なんて|とか|、)?\s*(?:もう|全部|すぐ|完全に|きれいに|今すぐ|一旦|さっさと|ライブラリ(?:から|で)|きれいさっぱり|記憶から|すべて|まるごと|丸ごと|そろそろ|要らない|いらない|いらん|不要|必要ない|必要なく|使わない|古い|ちょっと|を|の|,|、)*\s*"
    r"(?:忘れ|わすれ|削除|消し|消去|消え|消す|けし|取り除|取り消|取消|破棄|捨て|すて|抹消|除去|除い|外し|はずし|いらん|いらな|要らな|不要|必要な|ほか[しす]|クリア|空に|リセット|片付|やめて|やめ|止め|これ以上|今後|保存しない|覚えておかな|覚えてな|処分|廃棄|撤去|デリート|抜い|なくし|無くし|のけ|どけ)[^「」]*)$"
)
_FORGET_JA_LEAD = re.compile(
    r"^(?:(?:すみません|すいません|ねえ|あの|お願い|ちょっと|もう|じゃあ|では|やっぱり?|ほな|念のため|恐縮ですが|恐れ入りますが|お手数ですが|さっき(?:の|覚えた|言った|教えた|入れた)?|先ほど(?:の|登録した)?|この前(?:の)?|以前(?:の|登録した)?|前に(?:入れた|保存した|教えた|言った)|(?:昨日|一昨日|今朝|先週|去年|間違えて|間違って|誤って|うっかり|試しに)(?:、)?(?:の|に)?(?:入れた|保存した|登録した|追加した|アップした|アップロードした|教えた|書いた|入れてしまった|登録してしまった)?|(?:私の|うちの)?(?:ライブラリ|資料|ノート|記憶|保存済みのもの|一覧|リスト|手元)(?:の中)?(?:から|にある|の|より)|保存した|登録した|登録済みの|保存済みの|アップロードした|覚えた|覚えている|古くなった|不要な|いらない|[^、「」]{1,24}(?:ため|ので|から|けど)、|ファイル(?=\S+\.\w))[、,\s]*)+"
)


def target(message: Message, groups: Mapping[str, str]) -> Slots:
    """Return what should be forgotten: a file name, an id, a title, or everything."""
    text = groups.get("target") or groups.get("command") or message.text
    if "command" in groups:
        return {"target": edges(text)}
    if found := FILE.search(text):
        return {"target": _file(found[0])}
    if marks := quoted(text):
        return {"target": marks[0].text}
    if message.language == "ja":
        return {"target": _target_ja(text)}
    for pattern in _FORGET_EN:
        if found := pattern.search(text):
            taken = _FORGET_TAIL.sub("", found["t"])
            shorter = _FORGET_LEAD.sub("", taken, count=1)
            return {"target": topic(shorter) if not re.match(r"all\b", taken, re.I) else edges(taken)}
    return {}


def _file(name: str) -> str:
    return _FORGET_JA_LEAD.sub("", re.sub(r"^.*(?:から|にある|の中の|もう|ファイルの?)(?=\S+\.)", "", name))


def _target_ja(text: str) -> str:
    body = _FORGET_JA_LEAD.sub("", text)
    short = edges(_FORGET_JA.sub("", body))
    whole = re.match(r"^(?:全部|全て|すべて|ぜんぶ|何もかも)(?=$|を|忘|消|削)", body)
    body = whole[0] if whole else short or body
    about = re.match(
        r"^(?P<t>.+?)(?:に関する|についての|について(?:書いた)?の?|のことを書いた)(?:メモ|ノート|資料|文書|ファイル|記録|文章|もの)",
        body,
    )
    if about:
        return edges(about["t"])
    return edges(particles(body))
