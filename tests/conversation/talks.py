"""Play conversations and count the turns that come out right: `python -m tests.conversation.talks FILE [--errors]`.

A line is one conversation: a small library, then turns. A turn is right when the document that it should show is the first
one shown, one of the strings that it should say is said, and none that should be absent is; where nothing of that is
given, when it goes to the intent given.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant import Assistant, Message
from assistant.blocks import Block, Details, Sources
from assistant.plugin import Route
from assistant.wire import to_json
from store.types import Owner

ANSWERS = {"yes": "forget_now", "no": "keep_it", "undo": "undo"}
"""What the short answers of the conversations stand for."""


@dataclass(frozen=True, slots=True)
class Played:
    """One turn: where it stands, what was said, where it went and what came out; `wrong` is "" when it is right."""

    place: str
    said: str
    route: Route
    blocks: tuple[Block, ...]
    wrong: str


def rows_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def play(assistant: Assistant, talk: Mapping[str, Any], folder: Path) -> Iterator[Played]:
    """Play one conversation as a person of its own."""
    owner = Owner(f"talk-{talk['id']}")
    files = [_written(document, folder / str(talk["id"])) for document in talk["library"]]
    if files:
        assistant.add_files(files, owner=owner)
    conversation = assistant.store.conversations.create(owner, str(talk["id"]), talk["lang"])
    for number, turn in enumerate(talk["turns"], 1):
        came = [_written(document, folder / str(talk["id"])) for document in turn.get("files", ())]
        made = assistant.turn(Message(turn["say"], came), owner=owner, conversation=conversation)
        blocks = tuple(made.blocks)
        yield Played(
            f"{talk['id']}.{number}", turn["say"], made.route, blocks, wrong(turn, made.route, blocks)
        )


def wrong(turn: Mapping[str, Any], route: Route, blocks: Sequence[Block]) -> str:
    """Return what is wrong with a turn, "" where nothing is."""
    text = said(blocks)
    if shows := turn.get("shows"):
        sources = [block for block in blocks if isinstance(block, Sources)]
        first = sources[0].passages[0].name if sources and sources[0].passages else ""
        if first not in shows and not (not sources and any(_even(name) in text for name in shows)):
            return f"shows {first!r}, not {shows}"
    if (says := turn.get("says")) and not any(_even(one) in text for one in says):
        return f"says none of {says}"
    if found := [one for one in turn.get("absent", ()) if _even(one) in text]:
        return f"says {found}"
    wanted = ANSWERS.get(turn["intent"], turn["intent"])
    if not (shows or says) and route.intent != wanted:
        return f"goes to {route.intent}, not {wanted}"
    return ""


def said(blocks: Sequence[Block]) -> str:
    """Return all text of a reply but how it was computed, comparable."""
    shown = [to_json(block) for block in blocks if not isinstance(block, Details)]
    return _even(json.dumps(shown, ensure_ascii=False)).replace("\\", "")


def _even(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _written(document: Mapping[str, str], folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / document["name"]
    file.write_text(document["text"], encoding="utf-8")
    return file


def main() -> None:
    """Print the share of turns that come out right, and those that do not when asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--errors", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, Assistant.open(Path(folder) / "home") as assistant:
        turns = [one for talk in rows_of(options.file) for one in play(assistant, talk, Path(folder))]
    right = sum(not turn.wrong for turn in turns)
    print(f"turns {len(turns)}  right {right / len(turns):.4f}")
    for turn in turns if options.errors else ():
        if turn.wrong:
            print(f"{turn.place} {turn.said!r} -> {turn.route.intent} {turn.route.args}\n      {turn.wrong}")


if __name__ == "__main__":
    main()
