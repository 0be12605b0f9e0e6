"""A bare question belongs to the library when the library answers it.

"When does the lemon juice go into the soup?" names no ability, so the router alone cannot tell it from
small talk. What tells them apart is whether the person's own documents answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from assistant.message import Message
from assistant.phrase import Phrase
from assistant.plugin import Alternative, Route

SURE = 0.8
"""From this score on the router is believed when it says that a question is not for the library."""
OF_LIBRARY = frozenset({
    "search_text", "list_about", "count_about", "open_document", "summarize", "similar_documents",
    "compare_documents", "forget", "remember", "list_library",
})  # fmt: skip
"""Intents that are about the library anyway."""
ANSWERED = Phrase(
    "It is a question, and your library has an answer to it.", "質問で、その答えがライブラリにありました。"
)
CAME_ALONG = Phrase("It is a question that came with documents.", "文書といっしょに届いた質問です。")
_QUESTION = re.compile(
    r"[?？]\s*$|(?:何|なに|なん|いつ|どこ|だれ|誰|いくら|いくつ|どれ|なぜ|なんぼ|何[時日月年人円個枚本回])(?:です|だ|や|だっけ|やっけ|なの|まで|から)?[。\s]*$|(?:です|ます|でしょう|だろう|ました)か[。\s]*$|(?:のか|かな|っけ|かしら)[。\s]*$"
    r"|^(?:what|when|where|who|whom|whose|which|why|how|is|are|was|were|does|do|did|can|could|should|will)\b",
    re.IGNORECASE,
)


def ask_library(route: Route, message: Message, answers: Callable[[str], bool]) -> Route:
    """Return the route, or one to search when the router doubts and `answers(question)` is true."""
    if message.files or not doubted_question(route, message) or not answers(message.text):
        return route
    return searched(route, message, ANSWERED)


def doubted_question(route: Route, message: Message) -> bool:
    """Tell whether a message is a question of which the router does not know well whom it is for."""
    elsewhere = route.intent not in OF_LIBRARY and route.score < SURE
    return (route.unsure or elsewhere or route.intent == "out_of_scope") and is_question(message)


def is_question(message: Message) -> bool:
    """Tell whether a message is put as a question."""
    return bool(_QUESTION.search(message.text))


def searched(route: Route, message: Message, why: Phrase) -> Route:
    """Return the route to search for a message that the router would have sent elsewhere, or was unsure of."""
    if route.intent == "search_text":
        return replace(route, unsure=False)
    others = [other for other in route.alternatives if other.intent != "search_text"]
    return replace(
        route,
        plugin="search",
        intent="search_text",
        args={"query": message.text.rstrip("?？ ")},
        why=why.say(message.language),
        alternatives=(Alternative(route.plugin, route.intent, route.score), *others),
        unsure=False,
    )
