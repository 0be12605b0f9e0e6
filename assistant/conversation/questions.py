"""A bare question belongs to the library when the library answers it.

"When does the lemon juice go into the soup?" names no ability, so the router alone cannot tell it from
small talk. What tells them apart is whether the person's own documents answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.conversation.families import OF_LIBRARY
from assistant.message import Message
from assistant.phrase import Phrase
from assistant.plugin import Alternative, Route
from assistant.routing.slots.content import content

SURE = 0.8
"""From this score on the router is believed when it says that a question is not for the library."""
ANSWERED = Phrase(
    "It is a question, and your library has an answer to it.", "質問で、その答えがライブラリにありました。"
)
SPOKEN_OF = Phrase("It speaks of deleting, and orders nothing.", "削除の話ですが、削除の依頼ではありません。")
MENTIONED = Phrase("These words stand in your library.", "ライブラリにある言葉です。")
A_WORD = Phrase(
    "A word like nothing else I know: it is looked up.",
    "知っている言い方に似ていない言葉なので、調べました。",
)
UNCLAIMED = Phrase(
    "Nothing that I do clearly claims it, so I looked it up.", "ほかの機能とは言い切れないので、調べました。"
)
CHATTED = 0.6
"""Score below which nothing is taken for small talk: of the messages of tests/data/everyday, none that were had less."""
CAME_ALONG = Phrase("It is a question that came with documents.", "文書といっしょに届いた質問です。")
_QUESTION = re.compile(
    r"[?？]\s*$|(?:何|なに|なん|いつ|どこ|だれ|誰|いくら|いくつ|どれ|なぜ|なんぼ|何[時日月年人円個枚本回])(?:です|だ|や|だっけ|やっけ|なの|まで|から)?[。\s]*$|(?:です|ます|でしょう|だろう|ました)か[。\s]*$|(?:のか|かな|っけ|かしら)[。\s]*$"
    r"|(?:どう(?!も|ぞ|せ|か)|いつ(?!も|か|まで(?:たっても|も))|どこ(?!か|も|で?も)|(?:誰|だれ|何|なに)(?!か|も|で?も|と|て)|なんぼ|いくら(?!でも)|どれ(?!も|か)|どの|なんで).{0,20}$"
    r"|^(?:what|when|where|who|whom|whose|which|why|how|is|are|was|were|does|do|did|can|could|should|will)\b",
    re.IGNORECASE,
)
_ADDRESSED = re.compile(
    r"\b(?:you|your|this|here|help|app|program|assistant|plugins?|models?|files?|documents?|library|data|privacy|offline|free|language|english|japanese)\b"
    r"|あなた|きみ|君|お前|ここ|これ|この|アプリ|プログラム|ソフト|システム|サービス|チャット|アシスタント|ヘルプ|使い方|つかいかた|機能|コマンド|プラグイン|モデル|ファイル|文書|書類"
    r"|データ|ライブラリ|個人情報|プライバシー|オフライン|ネット|無料|タダ|課金|英語|日本語|言語|検索|作った|何者|誰な|(?:何|なに|なん)(?:が|か)?(?:でき|出来)|できる(?:こと|の)|形式|容量|削除|消",
    re.IGNORECASE,
)
"""What a question to the program itself speaks of."""
_ORDERED = re.compile(
    r"^\W*(?:(?:please|pls|ok(?:ay)?|now|then|and|hey|can you|could you|would you|will you|kindly|just|i(?:'d| would)? (?:want|like)(?: you)? to)[\s,]+)*"
    r"(?:delete|remove|erase|forget|discard|trash|bin|wipe|purge|dump|scrap|drop|clear|clean|ditch|toss|del|rm|get|throw|take|chuck|lose|kick)\b"
    r"|\b(?:deleted|removed|erased|gone|forgotten)\W*$|\bget rid\b|(?:て|で|しろ|せよ|除|削除|消去|抹消|破棄|処分|いらない|いらん|不要)\S{0,12}$",
    re.IGNORECASE,
)
"""A message that orders a deletion, rather than speaks of one."""


def spoken_of(route: Route, message: Message, named: Callable[[str], bool]) -> bool:
    """Tell whether a message only speaks of deleting ("deleted items folder full"): it orders nothing, and what the
    router took for its target is the name of nothing."""
    if route.intent != "forget" or message.text.startswith("/") or _ORDERED.search(message.text):
        return False
    return not named(str(route.args.get("target", "")))


_PERSONAL = re.compile(r"\b(?:i|i'm|me|my|you|your|we|us)\b|私|僕|俺|あなた|きみ|君", re.IGNORECASE)
_THE_SAME = 0.97
"""Cosine from which a message is one of the examples."""
_LIKE = 0.65
"""Cosine below which a word is like no example."""
_FEW = 3
"""Words of a message that may be no more than a word to look up."""


def ask_library(route: Route, message: Message, answers: Callable[[str], bool]) -> Route:
    """Return the route, or one to search when the router doubts and `answers(question)` is true."""
    if message.files or not doubted_question(route, message) or not answers(_asked(message)):
        return route
    return searched(route, message, ANSWERED)


def mentioned(route: Route, message: Message, says: Callable[[Sequence[str]], bool]) -> bool:
    """Tell whether what looks like small talk is a word or two that stand in the library ("tuesday"), not a greeting that
    is known as one."""
    if route.intent != "small_talk" or message.files or _PERSONAL.search(message.text):
        return False
    words = [message.text[start:end] for start, end in content(message.text, message.language)]
    known = bool(route.nearest) and route.nearest[0][2] >= _THE_SAME
    return 0 < len(words) <= _FEW and not known and says(words)


def unclaimed(route: Route, message: Message) -> bool:
    """Tell whether a message was taken for small talk only for want of anything better."""
    return route.intent == "small_talk" and route.score < CHATTED and not message.files


def strange(route: Route, message: Message) -> bool:
    """Tell whether what was taken for small talk is one word unlike anything that is said in small talk ("sqeep")."""
    words = [message.text[start:end] for start, end in content(message.text, message.language)]
    alone = len(words) == 1 and len(words[0]) == len(message.text.strip(" .!?。！？"))
    near = route.nearest[0][2] if route.nearest else 0.0
    return route.intent == "small_talk" and not message.files and alone and near < _LIKE


def doubted_question(route: Route, message: Message) -> bool:
    """Tell whether a message is a question of which the router does not know well whom it is for."""
    sure = route.score >= SURE and not (route.intent == "help" and not _ADDRESSED.search(message.text))
    elsewhere = route.intent == "out_of_scope" or (route.intent not in OF_LIBRARY and not sure)
    return (route.unsure or elsewhere) and is_question(message)


def is_question(message: Message) -> bool:
    """Tell whether a message is put as a question."""
    return bool(_QUESTION.search(message.text))


def _asked(message: Message) -> str:
    return message.text.rstrip("?？ ")


def searched(route: Route, message: Message, why: Phrase) -> Route:
    """Return the route to search for a message that the router would have sent elsewhere, or was unsure of."""
    if route.intent == "search_text":
        return replace(route, unsure=False)
    others = [other for other in route.alternatives if other.intent != "search_text"]
    return replace(
        route,
        plugin="search",
        intent="search_text",
        args={"query": _asked(message)},
        why=why.say(message.language),
        alternatives=(Alternative(route.plugin, route.intent, route.score), *others),
        unsure=False,
    )
