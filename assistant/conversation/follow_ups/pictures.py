"""What is said of a picture that was attached or shown before: "is there a dog in it?", 「この写真に人はいる？」."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from assistant.conversation.follow_ups.fragments import fragments
from assistant.conversation.history import has_picture
from assistant.message import Message
from assistant.phrase import Phrase
from assistant.plugin import Exchange, Route
from assistant.routing import Router

_NAMED = re.compile(
    r"\b(?:this|that|the|my|same) (?:picture|photo|image|pic|photograph|drawing|painting|screenshot|snap)\b"
    r"|(?:[このそのあの]|さっきの|今の)(?:写真|画像|絵|イラスト|写メ|スクショ)",
    re.IGNORECASE,
)
_POINTED = re.compile(
    r"\b(?:it|this|that|here|there)\b|(?:これ|それ|あれ|ここ|そこ|写って|うつって)", re.IGNORECASE
)
SEEN = Phrase("Is there {thing} in this picture?", "この写真に{thing}は写っていますか？")
_AS_IF = Path("picture.jpg")


def resolve(
    message: Message, previous: Exchange | None, pictured: Exchange | None, router: Router
) -> Route | None:
    """Return where a message about the picture before goes, or None when it is not about one.

    "It" means a picture directly after it; "this picture" means the last one, whatever was said since.
    """
    if pictured is None or message.files or not message.text or message.text.startswith("/"):
        return None
    at_once = previous is not None and (
        has_picture(previous) or router.attachment(previous.route.intent) == "image"
    )
    if at_once and previous is not None and previous.route.intent == "tag_image":
        for fragment in fragments(message.text, message.language):
            asked = SEEN.say(message.language, thing=fragment.new)
            return replace(router.choose(Message(asked, language=message.language), "tag_image"), asked=asked)
    if not (_NAMED.search(message.text) or (at_once and _POINTED.search(message.text))):
        return None
    if router.route(message).intent == "forget":
        return None
    route = router.route(Message(message.text, (_AS_IF,), message.language))
    return route if router.attachment(route.intent) == "image" else None
