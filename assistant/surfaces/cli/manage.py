"""assistant plugins, doctor, completion: the program itself."""

from __future__ import annotations

import click

from assistant.phrase import Phrase
from assistant.surfaces.cli.session import Session, console
from assistant.surfaces.cli.speech import SpokenCommand, SpokenOption

JSON = Phrase("Print one JSON object.", "JSON を一つ出力。")
REPAIR = Phrase(
    "Mend what is damaged in the library first; the program must not be running.",
    "先に、ライブラリの壊れたところを直す（プログラムを終了してから）。",
)
NEW_USAGE = Phrase(
    "Say its name: assistant plugins new NAME", "名前も書いてください: assistant plugins new 名前"
)
NEXT = Phrase(
    "Next: cd {name} && pip install -e . && pytest",
    "次は: cd {name} && pip install -e . && pytest",
)
PLUGIN_COLUMNS = (
    Phrase("name", "名前"), Phrase("summary", "内容"), Phrase("intents", "意図"),
    Phrase("from", "出所"), Phrase("error", "エラー"),
)  # fmt: skip
MARKS = {"ok": "ok", "warning": "!!", "error": "XX"}
SHELLS = ("bash", "zsh", "fish")


@click.command(cls=SpokenCommand)
@click.argument("action", required=False, type=click.Choice(["new"]), metavar="[new NAME]")
@click.argument("name", required=False, metavar="")
@click.option("--json", "as_json", cls=SpokenOption, about=JSON, is_flag=True)
@click.pass_obj
def plugins(session: Session, action: str | None, name: str | None, as_json: bool) -> None:
    """List plugins, those that did not load with their error, or write the package of a new one. Opens no store."""
    if action:
        _new(session, name)
        return
    from dataclasses import asdict

    from assistant.blocks import Table
    from assistant.registry import Registry
    from assistant.surfaces.cli.view import View
    from assistant.surfaces.service.clean import dump
    from assistant.surfaces.service.shapes import plugin_lines

    settings = session.settings()
    registry = Registry()
    registry.discover(None if settings.public else settings.home / "plugins")
    lines = plugin_lines(registry, session.language)
    if as_json:
        click.echo(dump({"plugins": [asdict(line) for line in lines]}))
    else:
        rows = tuple((p.name, p.summary, ", ".join(p.intents), p.origin, p.error) for p in lines)
        View(console(), session.language).show(Table(tuple(session.say(c) for c in PLUGIN_COLUMNS), rows))


def _new(session: Session, name: str | None) -> None:
    """Write the package of a new plugin into the folder where the person stands."""
    from pathlib import Path

    from assistant.surfaces.cli import new_plugin

    if not name:
        raise click.UsageError(session.say(NEW_USAGE))
    for file in new_plugin.write(name, Path.cwd()):
        click.echo(str(file.relative_to(Path.cwd())))
    click.echo(session.say(NEXT, name=name))


@click.command(cls=SpokenCommand)
@click.option("--repair", cls=SpokenOption, about=REPAIR, is_flag=True)
@click.option("--json", "as_json", cls=SpokenOption, about=JSON, is_flag=True)
@click.pass_obj
def doctor(session: Session, repair: bool, as_json: bool) -> None:
    """Check everything; exit 1 when something needs doing. With --repair, mend the store first."""
    from assistant.surfaces.service.clean import clean_line, dump
    from assistant.surfaces.service.doctor import closed, machine
    from assistant.surfaces.service.mending import mend

    settings = session.settings()
    mended = mend(settings.home, session.language) if repair else []
    try:
        with session.service(settings) as service:
            report = service.doctor(session.language)
    except Exception as error:
        # The very thing to diagnose: the store does not open.
        report = machine(settings, session.language)
        report["checks"].insert(0, closed(error, session.language))
    report["checks"] = [*mended, *report["checks"]]
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
