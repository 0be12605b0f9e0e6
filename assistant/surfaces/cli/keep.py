"""assistant backup: the whole library in one file; and what `restore` says when it is given such a file."""

from __future__ import annotations

from pathlib import Path

import click

from assistant.phrase import Phrase
from assistant.surfaces.cli.session import Session
from assistant.surfaces.cli.speech import SpokenCommand, SpokenOption

EVERY = Phrase(
    "From now on let the running program make one every so many days; 0 stops.",
    "起動中のプログラムがこの日数ごとに自動で作るようにする。0 で止める。",
)
MADE = Phrase(
    "Backed up and read back: {path} ({mb} MB, {documents} documents, {conversations} conversations).",
    "バックアップを作り、読み直して確かめました：{path}（{mb} MB、文書 {documents} 件、会話 {conversations} 件）。",
)
SCHEDULED = Phrase(
    "While the program runs it backs up every {days} days; the newest {kept} are kept in {folder}.",
    "起動中は {days} 日ごとに自動でバックアップし、新しい {kept} 個を {folder} に残します。",
)
STOPPED = Phrase("There are no more automatic backups.", "自動バックアップを止めました。")
PUT_BACK = Phrase(
    "The library is now that of {name}. What was there before is kept in {aside}.",
    "ライブラリを {name} の内容に戻しました。元の内容は {aside} に残してあります。",
)


@click.command(cls=SpokenCommand)
@click.option("--every", cls=SpokenOption, about=EVERY, type=click.IntRange(0, 365), metavar="DAYS")
@click.argument("path", required=False, type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def backup(session: Session, every: int | None, path: Path | None) -> None:
    """Write everything to one file, without a path to the home's own folder; works while the program runs."""
    from assistant.library import backups

    settings = session.settings()
    if every is not None:
        _schedule(session, every)
        return
    made = backups.make(settings.home, path.absolute() if path else None)
    facts = {"documents": made.documents, "conversations": made.conversations}
    click.echo(session.say(MADE, path=made.path, mb=f"{made.size / 10**6:,.1f}", **facts), err=True)


def _schedule(session: Session, days: int) -> None:
    from assistant.library import backups
    from store.library import Store

    home = session.settings().home
    with Store(home / "store") as store:
        store.settings.set(backups.EVERY, days)
    values = {"days": days, "kept": backups.KEPT, "folder": home / backups.FOLDER}
    click.echo(session.say(SCHEDULED if days else STOPPED, **values), err=True)


def put_back(session: Session, path: Path) -> None:
    """Put a backup in the place of the library."""
    from assistant.library import backups

    aside = backups.put_back(session.settings().home, path.absolute())
    click.echo(session.say(PUT_BACK, name=path.name, aside=aside), err=True)
