"""Deleting asks first, and is taken back by a word: the question, what answers it, and what brings things back.

A "yes" answers a question only when it comes directly after it, in the same conversation. The question knows the
command that carries it out (`Choices.confirms`); a button sends that command, a "yes" stands for it, and anywhere
else the command is a question again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from assistant.blocks import Block, Choices, Option
from assistant.message import Message
from assistant.phrase import Language, Phrase

YES = Phrase("Forget it", "忘れる")
KEEP = Phrase("Keep it", "残す")
KEEP_IT = "/keep-it"
NAMED = 3
"""Names that a question about many things lists."""
MORE = Phrase("{names} and {count} more", "{names} ほか {count} 件")

_YES = re.compile(
    r"(?:(?:yes|yep|yeah|yup|y|sure|ok|okay|of course|certainly|absolutely|definitely|go ahead|do it|confirm(?:ed)?|right|correct"
    r"|please do|i am sure|i'm sure|please|(?:forget|delete|remove|erase) (?:it|them|this|that|all(?: of them)?))[\s,.!]*)+"
    r"|(?:(?:はい|ええ|うん|ハイ|そう|そうです|もちろん|いいよ|いいです|いいですよ|どうぞ|了解|オーケー|OK|お願い|おねがい|お願いします|お願い致します|おねがいします"
    r"|忘れて|忘れる|忘れます|消して|削除して|消す|消します|削除|削除します|実行|実行して)(?:ください|下さい|いいです|いいよ|ね)?[\s、。,.!]*)+",
    re.IGNORECASE,
)
_NO = re.compile(
    r"(?:(?:no|nope|nah|n|don't|do not|never ?mind|cancel|stop|keep (?:it|them|that)|no thanks|no thank you|leave it|not now)(?:[\s,.!]*(?:thanks|thank you))?[\s,.!]*)+"
    r"|(?:(?:いいえ|いや|いえ|ううん|だめ|ダメ|やめて|やめる|やめます|やめとく|やめておく|やめておきます|やめときます|やめとこう?|やっぱりいい|やっぱり?やめ|キャンセル|中止|残して|残す|消さないで|忘れないで|けっこうです|結構です)"
    r"(?:ください|下さい|おいて|おきます)?[\s、。,.!]*)+",
    re.IGNORECASE,
)
_POLITE = r"(?:(?:please|pls|oops|no|wait|oh no|sorry|hey|actually|(?:can|could|would|will) you(?: please)?|i (?:want|need|would like|'d like)(?: you)? to|let's)[\s,.!]+)*"
_TAIL = r"(?:[\s,.!?]*(?:please|pls|again|back|now|thanks|thank you|for me|to (?:my|the) library|from (?:the )?(?:trash|bin|recently deleted)))*[\s.!?]*"
_IT = r"(?:it|that|them|this|those|these|everything|all(?: of (?:it|them))?|the (?:last )?(?:deletion|delete|one|ones)|(?:what|the \w+) (?:i|you|we) (?:have )?(?:just )?(?:deleted|forgot|removed|erased))"
_UNDO = re.compile(
    rf"{_POLITE}(?:undo|un-?do|revert)(?: {_IT})?{_TAIL}"
    rf"|{_POLITE}(?:bring|get|put|give me|take) {_IT} back{_TAIL}"
    rf"|{_POLITE}(?:bring back|get back|restore|undelete|un-?forget|recover) {_IT}{_TAIL}"
    rf"|{_POLITE}(?:restore|undelete|un-?forget){_TAIL}",
    re.IGNORECASE,
)
_BACK_EN = re.compile(
    rf"{_POLITE}(?:(?:restore|undelete|un-?forget|un-?trash|recover|bring back|get back|undo (?:the )?(?:deletion|deleting|forgetting) of)"
    rf" (?P<a>.{{1,200}}?)|(?:bring|get|put|give me) (?P<b>.{{1,200}}?) back){_TAIL}",
    re.IGNORECASE,
)
_FRAME = re.compile(
    r"^(?:the |my |that )?(?:(?:file|document|note|notes on|photo|picture|conversation|chat)(?: (?:called|named|about))? )?(?=\S)",
    re.IGNORECASE,
)
_PLEASE = r"(?:くれ(?:る|ます|ない|ません)?|もらえ(?:る|ます)?|いただけ(?:る|ます)?|ほしい|欲しい|ちょうだい|下さい|ください|お願い(?:します)?|頂戴|か|です|や|な|ね|よ)*[\s、。,.!?]*"
_GONE = r"(?:(?:さっき|今|いま|先ほど|先程|さきほど|たった今|直前に|昨日|間違えて|うっかり|誤って)(?:の)?)*(?:、)?(?:消した|削除した|忘れた|忘れさせた|消してしまった|消しちゃった|削除してしまった|削除しちゃった|消えた)(?:の|もの|やつ|文書|ファイル|メモ|写真|資料|会話|分)?(?:を|は)?"
_RETURN = r"(?:元(?:に|へ|の状態に)?(?:戻し|もどし)|もとに(?:戻し|もどし)|戻し|もどし|復元し|復活させ|復活し|取り戻し|取り消し|アンドゥし)(?:て|といて|とくれ|てくれ)"
_UNDO_JA = re.compile(
    rf"(?:やっぱり?|やはり|ごめん|すみません|あ|いや|待って)?[、。\s]*(?:(?:{_GONE}|それ(?:を|は)?|これ(?:を|は)?|全部|今の(?:を|は)?|さっきの(?:を|は)?|削除を|忘れたのを)?\s*(?:やっぱり?)?[、\s]*{_RETURN}{_PLEASE}"
    rf"|(?:元に戻す|復元|取り消し|取消|アンドゥ|やり直し|復元(?:する|お願い(?:します)?))[\s。!]*)",
)
_BACK_JA = re.compile(
    rf"(?:{_GONE})?(?P<c>.{{1,200}}?)(?:という|って)?(?:ファイル|文書|メモ|写真|会話|資料)?(?:を|は|も)、?(?:やっぱり?)?(?:{_RETURN}{_PLEASE}|復元|元に戻す)[\s。!]*"
)
_FILE = re.compile(r"\.\w{1,5}$|^(?:doc|talk|note)-[0-9a-f]{4,}")


def question(prompt: str, command: str, language: Language) -> Choices:
    """Return the question to ask before deleting; `command` carries it out, by a press or a "yes"."""
    options = (Option(YES.say(language), command), Option(KEEP.say(language), KEEP_IT))
    return Choices(prompt, options, command)


def named(names: Sequence[str], language: Language) -> str:
    """Return some names, and how many more there are."""
    quote, join = ("「{}」", "") if language == "ja" else ("“{}”", ", ")
    said = join.join(quote.format(name) for name in names[:NAMED])
    more = len(names) - NAMED
    return MORE.say(language, names=said, count=more) if more > 0 else said


def asked(blocks: Iterable[Block]) -> str:
    """Return the command that answers the one question of a reply, "" where none or several were asked."""
    found = [block.confirms for block in blocks if isinstance(block, Choices) and block.confirms]
    return found[0] if len(found) == 1 else ""


def is_yes(message: Message) -> bool:
    """Tell whether a message says yes and nothing else."""
    return not message.files and len(message.text) < 60 and bool(_YES.fullmatch(message.text))


def is_no(message: Message) -> bool:
    """Tell whether a message says no and nothing else."""
    return not message.files and len(message.text) < 60 and bool(_NO.fullmatch(message.text))


def brought_back(message: Message) -> tuple[str, bool] | None:
    """Return what a message wants brought back ("" for what went last) and whether it surely means that.

    It is not sure where a name is said that may be no file's: "restore order" is about something else, unless
    something of that name was deleted.
    """
    text = message.text.strip()
    if message.files or not text or text.startswith("/") or len(text) > 300:
        return None
    if _UNDO.fullmatch(text) or _UNDO_JA.fullmatch(text):
        return "", True
    found = _BACK_EN.fullmatch(text) or _BACK_JA.fullmatch(text)
    if found is None:
        return None
    name = next(group for group in found.groups() if group).strip(" 「」『』“”\"'")
    name = _FRAME.sub("", name).strip(" 「」『』“”\"'")
    return (name, bool(_FILE.search(name))) if name else None
