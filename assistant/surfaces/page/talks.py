"""Conversations as the page shows them: the list, the messages of one, and one as Markdown."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from assistant.blocks import Answer, Block, Details, Download, Gallery, Notice, Sources, Table, Text
from assistant.files import kept_file
from assistant.paths import is_picture, printable
from assistant.plugin import Route
from assistant.surfaces.page.html import render
from assistant.surfaces.page.render import View, percent, reply_html
from assistant.surfaces.page.words import say_in
from assistant.wire import from_json, route_from_json
from store.types import Owner

if TYPE_CHECKING:
    from assistant.turn import Assistant
    from store.conversations import StoredExchange


_BUTTONS = frozenset({"forget_now", "keep_it", "undo"})
_PICKED = re.compile(r"^/as \w+\s+")
_COMMAND = re.compile(r"/\S+\s+(?=\S)")


class ChatMessage(TypedDict):
    """One bubble, in the form gr.Chatbot takes."""

    role: str
    content: str


@dataclass(frozen=True, slots=True)
class Other:
    """A runner-up as a button."""

    intent: str
    label: str
    score: float


class Talks:
    """One person's conversations in one language."""

    def __init__(self, assistant: Assistant, owner: Owner, view: View) -> None:
        self.assistant, self.owner, self.view = assistant, owner, view
        self._kept = assistant.store.conversations

    def listing(self, current: str = "", search: str = "") -> str:
        """Return the sidebar's list; `search` keeps those whose title, messages or replies contain it."""
        wanted = search.strip()
        found = self._kept.search(self.owner, wanted) if wanted else self._kept.list(self.owner)
        return render("talks", self.view.language, talks=found, current=current, searching=bool(wanted))

    def exists(self, conversation: str) -> bool:
        """Return whether this person has such a conversation."""
        return bool(conversation) and self._kept.get(conversation, owner=self.owner) is not None

    def start(self, text: str, files: Sequence[str]) -> str:
        """Create a conversation named after its first message."""
        name = (
            " ".join(_COMMAND.sub("", text.strip()).split())
            or ", ".join(files)
            or say_in(self.view.language)("untitled")
        )
        title = name if len(name) <= 60 else name[:57].rstrip() + "…"
        return self._kept.create(self.owner, title, self.view.language)

    def messages(self, conversation: str) -> list[ChatMessage]:
        """Return all bubbles of a conversation, oldest first."""
        if not self.exists(conversation):
            return []
        bubbles: list[ChatMessage] = []
        for exchange in self._kept.exchanges(conversation, owner=self.owner):
            route, blocks = _read(exchange)
            home = self.assistant.settings.home
            files = [kept_file(home, self.owner, kept) for kept in exchange.files]
            bubbles += self.exchange(exchange.text, files, route, blocks)
        return bubbles

    def exchange(
        self, text: str, files: Sequence[str | Path], route: Route | None, blocks: Sequence[Block]
    ) -> list[ChatMessage]:
        """Return the bubbles of one message and its reply."""
        named = [(printable(name.name), self._thumbnail(name)) for name in map(Path, files)]
        mine = render("message", self.view.language, text=self._shown(text, route), files=named)
        trace = [self.trace(route, text)] if route is not None and route.intent != "error" else []
        reply = "\n\n".join(part for part in [reply_html(blocks, self.view), *trace] if part)
        return [ChatMessage(role="user", content=mine), ChatMessage(role="assistant", content=reply)]

    def _thumbnail(self, file: Path) -> str:
        """Return where a picture that was sent can be seen, "" for what is none or is gone."""
        sent = file.is_absolute() and is_picture(file) and file.is_file()
        return self.view.publish(str(file), "", "image") if sent else ""

    def _shown(self, text: str, route: Route | None) -> str:
        """Return a message as the person meant it: buttons send commands whose ids say nothing to people."""
        if route is not None and route.intent in _BUTTONS and text.startswith("/"):
            return self.assistant.intent(route.intent).summary.say(self.view.language)
        return _PICKED.sub("", text)

    def trace(self, route: Route, text: str) -> str:
        """Return the collapsible line under an answer: who answered, why, and what else it could have been."""
        labels = {
            intent.name: intent.summary.say(self.view.language)
            for _, intent in self.assistant.registry.intents()
        }
        others = [
            Other(other.intent, labels.get(other.intent, other.intent), other.score)
            for other in route.alternatives
            if other.intent in labels
        ]
        likely = dict.fromkeys([other.intent for other in others] + list(labels))
        return render(
            "trace", self.view.language, route=route, text=text, others=others[:4],
            who=labels.get(route.intent, route.intent), bar=percent(route.score),
            args=[(name, _flat(value)) for name, value in route.args.items() if value not in ("", [])],
            intents=[(name, labels[name]) for name in likely if name != route.intent] if text else [],
        )  # fmt: skip

    def markdown(self, conversation: str) -> tuple[str, str]:
        """Return a conversation's title and all of it as Markdown."""
        t = say_in(self.view.language)
        talk = self._kept.get(conversation, owner=self.owner)
        title = talk.title if talk is not None else t("untitled")
        lines = [f"# {title}", ""]
        for exchange in self._kept.exchanges(conversation, owner=self.owner):
            lines += [
                f"**{t('you')}:** {exchange.text or ', '.join(Path(file).name for file in exchange.files)}",
                "",
            ]
            for block in _read(exchange)[1]:
                lines += [*_as_markdown(block), ""]
        return title, "\n".join(lines).rstrip() + "\n"


def _read(exchange: StoredExchange) -> tuple[Route, list[Block]]:
    route = route_from_json(json.loads(exchange.route))
    return route, [from_json(block) for block in json.loads(exchange.blocks)]


def _flat(value: object) -> str:
    return ", ".join(str(part) for part in value) if isinstance(value, list) else str(value)


def _as_markdown(block: Block) -> Iterator[str]:
    match block:
        case Text():
            yield block.markdown
        case Notice():
            yield f"> {block.text} {block.hint}".rstrip()
        case Details():
            yield from (f"**{block.title}**", "", block.markdown)
        case Answer():
            yield f"**{block.text}** [{block.number}]"
        case Sources():
            for number, passage in enumerate(block.passages, 1):
                yield f"{number}. **{passage.title}** {passage.place} ({passage.score:.3f})"
                yield "   > " + re.sub(r"\s+", " ", passage.text)
        case Table():
            yield "| " + " | ".join(block.columns) + " |"
            yield "|" + "---|" * len(block.columns)
            for row in block.rows:
                yield "| " + " | ".join(str("" if c is None else c).replace("|", "\\|") for c in row) + " |"
        case Gallery():
            yield from (f"- {picture.caption or picture.id}" for picture in block.pictures)
        case Download():
            yield f"- {block.name}"
