"""assistant route: where messages would go, one or many, without answering them."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from assistant.phrase import Phrase
from assistant.surfaces.cli.session import Session
from assistant.surfaces.cli.speech import SpokenCommand, SpokenOption

if TYPE_CHECKING:
    from assistant.message import Message

JSONL = Phrase(
    'Read {{"id", "text", "files"}} per line on stdin, write {{"id", "intent", "slots", "score"}} per line.',
    '標準入力から1行ずつ {{"id", "text", "files"}} を読み、{{"id", "intent", "slots", "score"}} を1行ずつ書く。',
)
EITHER = Phrase("Give one message, or --jsonl.", "メッセージを一つ書くか、--jsonl を付けてください。")
BAD = Phrase("Line {number} was skipped: {reason}", "{number} 行目を飛ばしました：{reason}")


@click.command(cls=SpokenCommand)
@click.option("--jsonl", cls=SpokenOption, about=JSONL, is_flag=True)
@click.argument("message", required=False)
@click.pass_obj
def route(session: Session, jsonl: bool, message: str | None) -> None:
    """Route messages; a line that cannot be read is told on stderr and ends in exit code 1."""
    if jsonl == (message is not None):
        raise click.UsageError(session.say(EITHER))
    from assistant.message import Message
    from assistant.surfaces.service.clean import dump
    from assistant.wire import route_to_json

    with session.service() as service:
        if message is not None:
            click.echo(dump(route_to_json(service.route(Message(message))), indent=2))
            return
        bad = 0
        for number, line in _lines(sys.stdin.buffer):
            try:
                asked_id, asked = read_line(line)
            except ValueError as error:
                bad += 1
                click.echo(session.say(BAD, number=number, reason=error), err=True)
                continue
            found = service.route(asked)
            answer = {"id": asked_id, "intent": found.intent, "slots": found.args, "score": found.score}
            click.echo(dump(answer))
            sys.stdout.flush()
    if bad:
        raise click.exceptions.Exit(1)


def read_line(line: bytes) -> tuple[Any, Message]:
    """Return the id and message of one line; ValueError says what is wrong with it."""
    from assistant.message import Message

    data = json.loads(line.decode("utf-8"))
    if not isinstance(data, dict):
        raise ValueError("not a JSON object")
    text, files = data.get("text", ""), data.get("files") or []
    if not isinstance(text, str):
        raise ValueError('"text" is not a string')
    if not isinstance(files, list) or not all(isinstance(file, str) for file in files):
        raise ValueError('"files" is not a list of strings')
    if "id" not in data:
        raise ValueError('"id" is missing')
    return data["id"], Message(text, files)


def _lines(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    for number, line in enumerate(stream, 1):
        if line.strip():
            yield number, line
