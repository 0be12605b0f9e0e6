"""assistant keys: names under which programs call a running server."""

from __future__ import annotations

from datetime import datetime

import click

from assistant.phrase import Phrase
from assistant.surfaces.cli.session import Session, console
from assistant.surfaces.cli.speech import COMMANDS, SpokenCommand, SpokenGroup, SpokenOption

READ = Phrase("A key that only reads.", "読むだけの鍵にする。")
MAKE = Phrase("Make a key and print it, this once.", "鍵を作り、一度だけ表示する。")
LIST = Phrase("List the keys, never the secrets.", "鍵の一覧（秘密は表示しません）。")
REVOKE = Phrase("Revoke a key by name or id, at once.", "名前か ID で鍵をすぐに取り消す。")
ONCE = Phrase(
    "Keep it now: it is not shown again. Send it as `Authorization: Bearer {secret}`.",
    "いま控えてください。もう表示されません。`Authorization: Bearer {secret}` として送ります。",
)
GONE = Phrase('Revoked "{name}".', "「{name}」を取り消しました。")
NONE = Phrase(
    "There are no keys. Make one with `assistant keys make NAME`.",
    "鍵はありません。`assistant keys make 名前` で作れます。",
)
COLUMNS = (Phrase("id", "ID"), Phrase("name", "名前"), Phrase("scope", "範囲"), Phrase("made", "作成日"))
SCOPES = {"read": Phrase("reads", "読むだけ"), "write": Phrase("reads and writes", "読み書き")}


@click.group(cls=SpokenGroup, about=COMMANDS["keys"].about)
def keys() -> None:
    """Make, list, revoke."""


@keys.command(cls=SpokenCommand, about=MAKE)
@click.argument("name")
@click.option("--read-only", cls=SpokenOption, about=READ, is_flag=True)
@click.pass_obj
def make(session: Session, name: str, read_only: bool) -> None:
    """Print the secret on stdout and what to do with it on stderr, so that it can be piped."""
    from assistant.surfaces.access.keys import ApiKeys

    secret = ApiKeys(session.settings().home).make(name, "read" if read_only else "write")
    click.echo(secret)
    click.echo(session.say(ONCE, secret=secret), err=True)


@keys.command("list", cls=SpokenCommand, about=LIST)
@click.pass_obj
def list_keys(session: Session) -> None:
    """Show names, scopes and days."""
    from assistant.blocks import Table
    from assistant.surfaces.access.keys import ApiKeys
    from assistant.surfaces.cli.view import View

    found = ApiKeys(session.settings().home).made_by()
    if not found:
        click.echo(session.say(NONE))
        return
    rows = tuple(
        (
            key.id,
            key.name,
            session.say(SCOPES[key.scope]),
            datetime.fromtimestamp(key.made).strftime("%Y-%m-%d"),
        )
        for key in found
    )
    View(console(), session.language).show(Table(tuple(session.say(column) for column in COLUMNS), rows))


@keys.command(cls=SpokenCommand, about=REVOKE)
@click.argument("name")
@click.pass_obj
def revoke(session: Session, name: str) -> None:
    """Remove the key; a server that runs sees it at the next call."""
    from assistant.surfaces.access.keys import ApiKeys
    from assistant.surfaces.service.clean import clean_line

    gone = ApiKeys(session.settings().home).revoke(name)
    click.echo(clean_line(session.say(GONE, name=gone.name)))
