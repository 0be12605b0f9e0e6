"""assistant ask: one question, one answer."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from assistant.phrase import Phrase
from assistant.surfaces.cli.session import Session, console
from assistant.surfaces.cli.speech import SpokenCommand, SpokenOption

FILE = Phrase("Attach a file; may be given again.", "ファイルを添える。繰り返し可。")
JSON = Phrase("Print one JSON object.", "JSON を一つ出力。")
WHY = Phrase("Say which plugin answered and why.", "どのプラグインがなぜ答えたかも表示。")
EMPTY = Phrase("The message is empty.", "メッセージが空です。")
ROUTED = Phrase("{plugin} · {intent} ({score:.2f}): {why}", "{plugin} · {intent} ({score:.2f})：{why}")


@click.command(cls=SpokenCommand)
@click.option("--json", "as_json", cls=SpokenOption, about=JSON, is_flag=True)
@click.option(
    "--file", "files", cls=SpokenOption, about=FILE, multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)  # fmt: skip
@click.option("--why", cls=SpokenOption, about=WHY, is_flag=True)
@click.argument("message")
@click.pass_obj
def ask(session: Session, as_json: bool, files: tuple[Path, ...], why: bool, message: str) -> None:
    """Ask one question; `-` reads it from stdin."""
    from assistant.message import Message

    text = sys.stdin.read() if message == "-" else message
    asked = Message(text, [path.absolute() for path in files], session.spoken)
    if not asked.text and not files:
        raise click.UsageError(session.say(EMPTY))
    with session.service() as service:
        route, blocks = service.ask(asked)
        if as_json:
            failed = _print_json(route, blocks)
        else:
            if why:
                values = {"plugin": route.plugin, "intent": route.intent, "score": route.score}
                click.echo(session.say(ROUTED, **values, why=route.why), err=True)
            failed = print_blocks(session, blocks)
    if failed:
        raise click.exceptions.Exit(1)


def print_blocks(session: Session, blocks: Iterator[Any]) -> bool:
    """Print blocks as they come, errors on stderr; returns whether there was one."""
    from assistant.blocks import Notice, Progress
    from assistant.surfaces.cli.progress import Bar
    from assistant.surfaces.cli.view import View

    failed = False
    out, err = View(console(), session.language), View(console(err=True), session.language)
    with Bar(err.out) as bar:
        for block in blocks:
            if isinstance(block, Progress):
                bar.update(block.label, block.done, block.total, block.unit)
                continue
            bar.hide()
            is_error = isinstance(block, Notice) and block.level == "error"
            failed = failed or is_error
            (err if is_error else out).show(block)
    return failed


def _print_json(route: Any, blocks: Iterator[Any]) -> bool:
    from assistant.blocks import Notice, Progress
    from assistant.surfaces.service.clean import clean_line, dump
    from assistant.wire import route_to_json, to_json

    kept = [block for block in blocks if not isinstance(block, Progress)]
    keys = ("plugin", "intent", "args", "score", "why", "alternatives")
    described = route_to_json(route)
    answer = {
        "route": {key: described[key] for key in keys},
        "blocks": [to_json(block) for block in kept],
    }
    click.echo(dump(answer))
    errors = [block for block in kept if isinstance(block, Notice) and block.level == "error"]
    for error in errors:
        click.echo(clean_line(f"{error.text} {error.hint}"), err=True)
    return bool(errors)
