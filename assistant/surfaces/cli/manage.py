"""assistant models, plugins, doctor, completion: the program itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from assistant.phrase import Phrase
from assistant.surfaces.cli.add import cancellable
from assistant.surfaces.cli.session import Session, console
from assistant.surfaces.cli.speech import SpokenCommand, SpokenGroup, SpokenOption

if TYPE_CHECKING:
    from assistant.reencode import Reencoded

JSON = Phrase("Print one JSON object.", "JSON を一つ出力。")
USE = Phrase(
    "Use another text model from now on, embedding the library again.",
    "別の文章モデルに切り替え、ライブラリを埋め込み直す。",
)
DOWNLOAD = Phrase("Allow a download, once.", "今回だけダウンロードを許可。")
MODEL_COLUMNS = (
    Phrase("name", "名前"), Phrase("role", "役割"), Phrase("state", "状態"), Phrase("MB", "MB"),
    Phrase("licence", "ライセンス"), Phrase("note", "備考"),
)  # fmt: skip
PLUGIN_COLUMNS = (
    Phrase("name", "名前"), Phrase("summary", "内容"), Phrase("intents", "意図"),
    Phrase("from", "出所"), Phrase("error", "エラー"),
)  # fmt: skip
STATES = {
    "in use": Phrase("in use", "使用中"),
    "built in": Phrase("built in", "内蔵"),
    "needs download": Phrase("needs download", "要ダウンロード"),
}
USED = Phrase("From now on the text model is {name}.", "これからの文章モデルは {name} です。")
AGAIN = Phrase(
    "Embed the library again with the text model in use.", "使用中の文章モデルでライブラリを埋め込み直す。"
)
EMBEDDED = Phrase("The library is embedded.", "ライブラリを埋め込みました。")
PASSAGES = Phrase("passages", "節")
KEPT = Phrase(
    "Cancelled. The old vectors stay in use; run it again to go on.",
    "中止しました。以前のベクトルを使い続けます。もう一度実行すると続きから進みます。",
)
MARKS = {"ok": "ok", "warning": "!!", "error": "XX"}
SHELLS = ("bash", "zsh", "fish")


@click.group(cls=SpokenGroup, invoke_without_command=True)
@click.option("--json", "as_json", cls=SpokenOption, about=JSON, is_flag=True)
@click.pass_context
def models(ctx: click.Context, as_json: bool) -> None:
    """List models; `models use NAME` switches. Opens no store."""
    if ctx.invoked_subcommand is not None:
        return
    from dataclasses import asdict

    from assistant.blocks import Table
    from assistant.models import Models
    from assistant.surfaces.cli.clean import dump
    from assistant.surfaces.cli.view import View

    session: Session = ctx.obj
    lines = Models(session.settings()).describe()
    if as_json:
        click.echo(dump({"models": [asdict(line) for line in lines]}))
        return
    rows = tuple((m.name, m.role, session.say(STATES[m.state]), m.size_mb, m.licence, m.note) for m in lines)
    View(console(), session.language).show(Table(tuple(session.say(c) for c in MODEL_COLUMNS), rows))


@models.command("use", cls=SpokenCommand, about=USE)
@click.option("--download", cls=SpokenOption, about=DOWNLOAD, is_flag=True)
@click.argument("name")
@click.pass_obj
def use(session: Session, download: bool, name: str) -> None:
    """Switch the text model; Ctrl-C keeps the old one, and doing it again goes on from there."""
    from assistant.reencode import switch

    with session.assistant() as a, cancellable() as cancelled:
        steps = switch(a.models, a.store, name, download=download, cancelled=cancelled)
        if embed(session, steps):
            click.echo(session.say(USED, name=name), err=True)


@models.command("reencode", cls=SpokenCommand, about=AGAIN)
@click.pass_obj
def reencode_library(session: Session) -> None:
    """Embed the library with the text model in use; Ctrl-C keeps the old vectors."""
    from assistant.reencode import reencode

    with session.assistant() as a, cancellable() as cancelled:
        if embed(session, reencode(a.store, a.models.encoder("text"), cancelled)):
            click.echo(session.say(EMBEDDED), err=True)


def embed(session: Session, steps: Iterator[Reencoded]) -> bool:
    """Show progress on stderr; returns whether it got to the end, and says so when it did not."""
    from assistant.surfaces.cli.progress import Bar

    finished = False
    with Bar(console(err=True)) as bar:
        for step in steps:
            bar.update("", step.done, step.total, session.say(PASSAGES), f"{step.rate:.0f}/s")
            finished = step.finished
    if not finished:
        click.echo(session.say(KEPT), err=True)
        raise click.exceptions.Exit(130)
    return finished


@click.command(cls=SpokenCommand)
@click.option("--json", "as_json", cls=SpokenOption, about=JSON, is_flag=True)
@click.pass_obj
def plugins(session: Session, as_json: bool) -> None:
    """List plugins, those that did not load with their error. Opens no store."""
    from dataclasses import asdict

    from assistant.blocks import Table
    from assistant.registry import Registry
    from assistant.surfaces.cli.clean import dump
    from assistant.surfaces.cli.view import View
    from assistant.surfaces.shapes import plugin_lines

    settings = session.settings()
    registry = Registry()
    registry.discover(None if settings.public else settings.home / "plugins")
    lines = plugin_lines(registry, session.language)
    if as_json:
        click.echo(dump({"plugins": [asdict(line) for line in lines]}))
    else:
        rows = tuple((p.name, p.summary, ", ".join(p.intents), p.origin, p.error) for p in lines)
        View(console(), session.language).show(Table(tuple(session.say(c) for c in PLUGIN_COLUMNS), rows))


@click.command(cls=SpokenCommand)
@click.option("--json", "as_json", cls=SpokenOption, about=JSON, is_flag=True)
@click.pass_obj
def doctor(session: Session, as_json: bool) -> None:
    """Check everything; exit 1 when something needs doing."""
    from assistant.surfaces.cli.clean import clean_line, dump
    from assistant.surfaces.doctor import closed, machine

    settings = session.settings()
    try:
        with session.desk(settings) as desk:
            report = desk.doctor(session.language)
    except Exception as error:
        # The very thing to diagnose: the store does not open.
        report = machine(settings, session.language)
        report["checks"].insert(0, closed(error, session.language))
    if as_json:
        click.echo(dump(report, indent=2))
    else:
        for check in report["checks"]:
            click.echo(clean_line(f"[{MARKS[check['state']]}] {check['text']}"))
            if check["hint"]:
                click.echo("     " + clean_line(check["hint"]))
    if any(check["state"] == "error" for check in report["checks"]):
        raise click.exceptions.Exit(1)


@click.command(cls=SpokenCommand)
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print what a shell needs to complete commands: source it in the shell's start file."""
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    assert kind is not None
    click.echo(kind(ctx.find_root().command, {}, "assistant", "_ASSISTANT_COMPLETE").source())
