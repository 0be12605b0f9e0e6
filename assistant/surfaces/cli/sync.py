"""assistant sync: bring the library in line with a folder, saying first what would be forgotten."""

from __future__ import annotations

from pathlib import Path

import click

from assistant.phrase import Phrase
from assistant.surfaces.cli.add import cancellable, follow
from assistant.surfaces.cli.session import Session
from assistant.surfaces.cli.speech import SpokenCommand, SpokenOption

YES = Phrase("Do not ask before forgetting.", "忘れる前に確認しない。")
DRY = Phrase("Only say what would change.", "変わるものを表示するだけ。")
PLAN = Phrase(
    "{added} to add, {changed} to update, {renamed} renamed, {unchanged} unchanged, {deleted} to forget.",
    "追加 {added}、更新 {changed}、名前変更 {renamed}、変更なし {unchanged}、忘れる {deleted}。",
)
WOULD = Phrase("would forget: {name} ({id})", "忘れる予定：{name}（{id}）")
SURE = Phrase("Forget these {n} documents?", "この {n} 件を忘れますか？")
KEPT = Phrase("Nothing will be forgotten.", "何も忘れません。")


@click.command(cls=SpokenCommand)
@click.option("--yes", cls=SpokenOption, about=YES, is_flag=True)
@click.option("--dry-run", cls=SpokenOption, about=DRY, is_flag=True)
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.pass_obj
def sync(session: Session, yes: bool, dry_run: bool, folder: Path) -> None:
    """Make the library match a folder; a refusal keeps the documents and does the rest."""
    from assistant.surfaces.service.clean import clean_line

    folder = folder.absolute()
    with session.service() as service:
        plan = service.plan_sync(folder)
        names = ("added", "changed", "renamed", "deleted")
        counts = {name: len(getattr(plan, name)) for name in names} | {"unchanged": plan.unchanged}
        click.echo(session.say(PLAN, **counts), err=True)
        for document_id, name in plan.deleted:
            click.echo(clean_line(session.say(WOULD, name=name, id=document_id)), err=True)
        if dry_run:
            return
        approved = [document_id for document_id, _ in plan.deleted]
        if approved and not yes and not click.confirm(session.say(SURE, n=len(approved)), err=True):
            click.echo(session.say(KEPT), err=True)
            approved = []
        with cancellable() as cancelled:
            code = follow(session, service.sync(folder, approved, cancelled), cancelled)
    raise click.exceptions.Exit(code)
