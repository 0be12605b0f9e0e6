"""assistant list, forget, restore, export, import: what is in the library."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant.phrase import Phrase
from assistant.surfaces.cli.session import Session, console
from assistant.surfaces.cli.speech import SpokenCommand, SpokenOption

if TYPE_CHECKING:
    from store.trash import Discarded

TEXT = Phrase("Only where the name or title contains this.", "名前か題名にこれを含むものだけ。")
KIND = Phrase("Only this kind of file (pdf, md, ...).", "この種類のファイルだけ（pdf、md など）。")
TAG = Phrase("Only with this tag.", "このタグだけ。")
LIMIT = Phrase("At most this many.", "最大件数。")
JSON = Phrase("Print one JSON object.", "JSON を一つ出力。")
FORCE = Phrase("Overwrite the file.", "ファイルを上書き。")
COLUMNS = (
    Phrase("id", "ID"), Phrase("name", "名前"), Phrase("kind", "種類"), Phrase("size", "大きさ"),
    Phrase("passages", "節"), Phrase("added", "追加日"), Phrase("tags", "タグ"),
)  # fmt: skip
EMPTY = Phrase("The library is empty.", "ライブラリは空です。")
EMPTY_HINT = Phrase("Add files with `assistant add`.", "`assistant add` でファイルを追加できます。")
SAMPLE = Phrase("sample", "見本")
FORGOTTEN = Phrase(
    "{n} forgotten. Undo with: assistant restore {token}",
    "{n} 件を忘れました。元に戻す：assistant restore {token}",
)
LAST = Phrase("Bring back what was deleted last.", "最後に削除したものを元に戻す。")
DELETED_COLUMNS = (
    Phrase("id", "ID"), Phrase("name", "名前"), Phrase("kind", "種類"), Phrase("deleted", "削除日時"),
    Phrase("token", "合言葉"),
)  # fmt: skip
NONE_DELETED = Phrase("Nothing was deleted lately.", "最近削除したものはありません。")
RESTORED = Phrase("{n} brought back.", "{n} 件を元に戻しました。")
EXPORTED = Phrase("The library is in {path}.", "ライブラリを {path} に書き出しました。")
IMPORTED = Phrase(
    "{added} passages added, {updated} updated, {unchanged} unchanged.",
    "追加 {added} 節、更新 {updated} 節、変更なし {unchanged} 節。",
)
EXISTS = Phrase("{path} exists; --force overwrites it.", "{path} はすでにあります。--force で上書きします。")


@click.command("list", cls=SpokenCommand)
@click.option("--text", cls=SpokenOption, about=TEXT, default="")
@click.option("--kind", cls=SpokenOption, about=KIND, default="")
@click.option("--tag", cls=SpokenOption, about=TAG, default="")
@click.option("--limit", cls=SpokenOption, about=LIMIT, type=click.IntRange(1, 10_000), default=1000)
@click.option("--json", "as_json", cls=SpokenOption, about=JSON, is_flag=True)
@click.pass_obj
def list_documents(session: Session, text: str, kind: str, tag: str, limit: int, as_json: bool) -> None:
    """List documents, newest first."""
    from assistant.blocks import Notice, Table
    from assistant.surfaces.cli.view import View
    from assistant.surfaces.service.clean import dump
    from store.types import SHARED

    with session.service() as service:
        found = service.documents(text, kind, tag, limit)
    if as_json:
        keys = ("id", "name", "kind", "location", "title", "size", "modified", "added", "tags", "passages")
        rows = [{key: asdict(d)[key] for key in keys} | {"shared": d.owner == SHARED} for d in found]
        click.echo(dump({"documents": rows}))
        return
    if not found:
        View(console(err=True), session.language).show(
            Notice("info", session.say(EMPTY), session.say(EMPTY_HINT))
        )
        return
    cells = tuple(
        (
            d.id, d.name or d.title, d.kind, size_text(d.size), d.passages,
            datetime.fromtimestamp(d.added).strftime("%Y-%m-%d"),
            ", ".join([*d.tags, *([session.say(SAMPLE)] if d.owner == SHARED else [])]),
        )
        for d in found
    )  # fmt: skip
    View(console(), session.language).show(Table(tuple(session.say(c) for c in COLUMNS), cells))


@click.command(cls=SpokenCommand)
@click.argument("ids", metavar="ID...", nargs=-1, required=True)
@click.pass_obj
def forget(session: Session, ids: tuple[str, ...]) -> None:
    """Forget documents and print, on stdout, the command that brings them back."""
    with session.service() as service:
        token = service.forget(ids)
    click.echo(session.say(FORGOTTEN, n=len(ids), token=token))


@click.command(cls=SpokenCommand)
@click.argument("what", nargs=-1, metavar="[NAME|ID|TOKEN|FILE]...")
@click.option("--last", cls=SpokenOption, about=LAST, is_flag=True)
@click.pass_obj
def restore(session: Session, what: tuple[str, ...], last: bool) -> None:
    """Bring back what was deleted, by name, id or token, or the library of a backup's file; without any, list."""
    if len(what) == 1 and Path(what[0]).suffix == ".zip" and Path(what[0]).is_file():
        from assistant.surfaces.cli.keep import put_back

        put_back(session, Path(what[0]))
        return
    with session.service() as service:
        if not what and not last:
            _list_deleted(session, service.trash())
            return
        count = sum(service.restore(one) for one in what or ("",))
    click.echo(session.say(RESTORED, n=count))


def _list_deleted(session: Session, found: list[Discarded]) -> None:
    from assistant.blocks import Notice, Table
    from assistant.surfaces.cli.view import View

    if not found:
        View(console(err=True), session.language).show(Notice("info", session.say(NONE_DELETED)))
        return
    cells = tuple(
        (one.id, one.name, one.kind, datetime.fromtimestamp(one.at).strftime("%Y-%m-%d %H:%M"), one.token)
        for one in found
    )
    View(console(), session.language).show(Table(tuple(session.say(c) for c in DELETED_COLUMNS), cells))


@click.command(cls=SpokenCommand)
@click.option("--force", cls=SpokenOption, about=FORCE, is_flag=True)
@click.argument("path", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def export(session: Session, force: bool, path: Path) -> None:
    """Write the whole library to a file."""
    if path.exists() and not force:
        raise click.UsageError(session.say(EXISTS, path=path))
    with session.service() as service:
        service.export(path.absolute())
    click.echo(session.say(EXPORTED, path=path), err=True)


@click.command("import", cls=SpokenCommand)
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_obj
def import_library(session: Session, path: Path) -> None:
    """Read an exported library; what is already there stays."""
    with session.service() as service:
        report = service.import_(path.absolute())
    counts = {"added": report.added, "updated": report.updated, "unchanged": report.unchanged}
    click.echo(session.say(IMPORTED, **counts), err=True)


def size_text(size: int) -> str:
    """Return a size in the largest unit that keeps it above one."""
    value, units = float(size), ["B", "kB", "MB", "GB"]
    while value >= 1000 and len(units) > 1:
        value, units = value / 1000, units[1:]
    return f"{value:.0f} {units[0]}" if units[0] == "B" else f"{value:.1f} {units[0]}"
