"""How one routed request becomes blocks: the plugin's answer, what else was meant, and faults as notices."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import replace

from assistant.blocks import Block, Choices, Notice, Option
from assistant.engines.jobs import Cancelled
from assistant.errors import Unexpected, explain
from assistant.phrase import Language, Phrase
from assistant.plugin import Context, Intent, Plugin, Request, Slot
from store.permission import NotPermitted, permits

UNSURE = Phrase("Not what you meant? Try:", "違う意味でしたか？こちらもどうぞ:")
NOT_INSTALLED = Phrase(
    "I understood this as “{what}”, but the plugin for it is not installed.",
    "「{what}」のご依頼と受け取りましたが、そのためのプラグインが入っていません。",
)
SEE_PLUGINS = Phrase(
    "Type /plugins to see what is installed.", "/plugins で入っているプラグインを確認できます。"
)
STOPPED = Phrase("Stopped.", "停止しました。")
STOPPED_HINT = Phrase("What was finished before is kept.", "そこまでに終わった分は残っています。")
MISSING = Phrase("Which {slot}? Your message does not say.", "「{slot}」が書かれていません。")
FOR_INSTANCE = Phrase("For instance: {example}", "例: {example}")
EMPTY = Phrase("The message is empty.", "メッセージが空です。")
EMPTY_HINT = Phrase("Ask something, or drop a file.", "質問を書くか、ファイルを入れてください。")


def respond(
    request: Request, plugin: Plugin | None, context: Context, intent: Callable[[str], Intent]
) -> Iterator[Block]:
    """Yield the reply to a request; a fault ends it with a notice, what came before stays."""
    try:
        yield from _blocks(request, plugin, context, intent)
    except Cancelled:
        yield Notice("info", STOPPED.say(request.language), STOPPED_HINT.say(request.language))
    except Exception as error:
        yield notice(error, request.language)


def notice(error: Exception, language: Language) -> Notice:
    """Return what a person is told of an exception; a fault of the program goes to the log as well."""
    known = explain(error)
    if isinstance(known, Unexpected):
        logging.getLogger("assistant").error("unexpected error", exc_info=error)
    return Notice("error", known.say(language), known.advise(language))


def _blocks(
    request: Request, plugin: Plugin | None, context: Context, intent: Callable[[str], Intent]
) -> Iterator[Block]:
    language, route = request.language, request.route
    if not request.message.text and not request.message.files:
        yield Notice("info", EMPTY.say(language), EMPTY_HINT.say(language))
        return
    if plugin is None:
        what = intent(route.intent).summary.say(language)
        yield Notice("warning", NOT_INSTALLED.say(language, what=what), SEE_PLUGINS.say(language))
    elif not permits(request.may, intent(route.intent).does):
        raise NotPermitted(intent(route.intent).does)
    else:
        missing = _missing(request, intent(route.intent))
        if missing:
            yield missing
            return
        yield from plugin.handle(request, replace(context, plugin=plugin.name))
    if route.unsure:
        others = [(intent(other.intent).summary, other.intent) for other in route.alternatives[:3]]
        options = (Option(what.say(language), f"/as {name} {request.message.text}") for what, name in others)
        yield Choices(UNSURE.say(language), tuple(options))


def _missing(request: Request, intent: Intent) -> Notice | None:
    """Return what asks for a required slot that the message does not fill, with an example that does."""
    language = request.language
    needed = (slot for slot in intent.slots if isinstance(slot, Slot) and slot.required)
    for slot in needed:
        if not request.args.get(slot):
            shown = next(
                (one.text for one in intent.marked if dict(one.marks()).get(slot)), f"/{intent.command} …"
            )
            alike = intent.examples.get(language, ())
            example = next((one.text for one in intent.marked if one.text in alike), shown)
            return Notice(
                "info", MISSING.say(language, slot=slot), FOR_INSTANCE.say(language, example=example)
            )
    return None
