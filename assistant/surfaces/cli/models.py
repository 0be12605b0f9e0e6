"""assistant models: what there is, and using another one, which embeds the library again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from assistant.phrase import Phrase
from assistant.surfaces.cli.add import cancellable
from assistant.surfaces.cli.session import Session, console
from assistant.surfaces.cli.speech import SpokenCommand, SpokenGroup, SpokenOption

if TYPE_CHECKING:
    from assistant.library.reencode import Reencoded

JSON = Phrase("Print one JSON object.", "JSON を一つ出力。")
USE = Phrase(
    "Use another model for a role (text when none is named) from now on, embedding the library again. "
    "NAME is one of `assistant models`, any sentence-transformers or open_clip model, or a local folder. "
    "The old vectors stay in use until the new ones are complete; Ctrl-C keeps them, and doing it again goes on.",
    "役割（省略すると text）のモデルを切り替え、ライブラリを埋め込み直す。"
    "NAME は `assistant models` にある名前、sentence-transformers や open_clip のモデル、または手もとのフォルダ。"
    "新しいベクトルが揃うまで以前のものを使い続け、Ctrl-C で中止しても、もう一度実行すれば続きから進む。",
)
DOWNLOAD = Phrase("Allow a download, once.", "今回だけダウンロードを許可。")
COLUMNS = (
    Phrase("role", "役割"), Phrase("name", "名前"), Phrase("state", "状態"), Phrase("MB", "MB"),
    Phrase("licence", "ライセンス"), Phrase("note", "備考"), Phrase("measured", "測定値"),
)  # fmt: skip
STATES = {
    "in use": Phrase("in use", "使用中"),
    "built in": Phrase("built in", "内蔵"),
    "on this machine": Phrase("on this machine", "保存済み"),
    "needs download": Phrase("needs download", "要ダウンロード"),
}
HOW = Phrase(
    "Switch with `assistant models use ROLE NAME` (--download for those that need it).",
    "切り替えは `assistant models use 役割 名前`（要ダウンロードのものは --download を付ける）。",
)
USED = Phrase("From now on the model for {role} is {name}.", "これからの {role} のモデルは {name} です。")
AGAIN = Phrase(
    "Embed again whatever is not of the models in use.", "使用中のモデルと違うものを埋め込み直す。"
)
EMBEDDED = Phrase("The library is embedded.", "ライブラリを埋め込みました。")
UNITS = {"text": Phrase("passages", "節")}
PHOTOS = Phrase("photos", "枚")
LEFT = Phrase("{rate:.0f}/s, {seconds:.0f} s left", "毎秒 {rate:.0f}、残り {seconds:.0f} 秒")
KEPT = Phrase(
    "Cancelled. The old vectors stay in use; run it again to go on.",
    "中止しました。以前のベクトルを使い続けます。もう一度実行すると続きから進みます。",
)
SMALL = Phrase(
    "{n} photos were read from their thumbnails, because the files are gone or changed: {names}",
    "{n} 枚は元のファイルがないか変わっているため、縮小画像から読みました：{names}",
)
LOST = Phrase(
    "{n} photos could not be read any more, and words no longer find them: {names}. "
    "Forget them, and add them again when the files are back.",
    "{n} 枚は読み取れず、言葉では探せなくなりました：{names}。忘れさせて、ファイルが戻ったら追加し直してください。",
)
USAGE = Phrase(
    "Say `assistant models use [ROLE] NAME`.", "`assistant models use [役割] 名前` と入力してください。"
)


@click.group(cls=SpokenGroup, invoke_without_command=True)
@click.option("--json", "as_json", cls=SpokenOption, about=JSON, is_flag=True)
@click.pass_context
def models(ctx: click.Context, as_json: bool) -> None:
    """List models; `models use ROLE NAME` switches. Opens no store."""
    if ctx.invoked_subcommand is not None:
        return
    from dataclasses import asdict

    from assistant.blocks import Table
    from assistant.encoders.models import Models
    from assistant.surfaces.cli.view import View
    from assistant.surfaces.service.clean import dump

    session: Session = ctx.obj
    lines = Models(session.settings()).describe()
    if as_json:
        click.echo(dump({"models": [asdict(line) for line in lines]}))
        return
    rows = tuple(
        (m.role, m.name, session.say(STATES[m.state]), m.size_mb, m.licence, m.note, m.quality) for m in lines
    )
    View(console(), session.language).show(Table(tuple(session.say(c) for c in COLUMNS), rows))
    click.echo(session.say(HOW), err=True)


@models.command("use", cls=SpokenCommand, about=USE)
@click.option("--download", cls=SpokenOption, about=DOWNLOAD, is_flag=True)
@click.argument("words", nargs=-1, metavar="[ROLE] NAME")
@click.pass_obj
def use(session: Session, download: bool, words: tuple[str, ...]) -> None:
    """Switch the model of a role; Ctrl-C keeps the old one, and doing it again goes on from there."""
    from pathlib import Path

    if len(words) not in (1, 2):
        raise click.UsageError(session.say(USAGE))
    role, name = words if len(words) == 2 else ("text", words[0])
    if Path(name).is_dir():
        name = str(Path(name).absolute())
    with session.service() as service, cancellable() as cancelled:
        embed(session, service.use_model(name, role, download, cancelled))
        click.echo(session.say(USED, role=role, name=name), err=True)


@models.command("reencode", cls=SpokenCommand, about=AGAIN)
@click.pass_obj
def reencode(session: Session) -> None:
    """Embed the library with the models in use; Ctrl-C keeps the old vectors."""
    with session.service() as service, cancellable() as cancelled:
        embed(session, service.reencode(cancelled))
        click.echo(session.say(EMBEDDED), err=True)


def embed(session: Session, steps: Iterator[Reencoded]) -> None:
    """Show progress on stderr, then which photos were not read from their files; exit 130 when cancelled."""
    from assistant.surfaces.cli.progress import Bar
    from assistant.surfaces.service.clean import clean_line

    finished, told = True, []
    with Bar(console(err=True)) as bar:
        for step in steps:
            finished = step.finished
            left = (step.total - step.done) / step.rate if step.rate else 0.0
            note = session.say(LEFT, rate=step.rate, seconds=left) if step.rate else ""
            bar.update(step.role, step.done, step.total, session.say(UNITS.get(step.role, PHOTOS)), note)
            if step.finished:
                told += [(SMALL, step.small), (LOST, step.lost)]
    for phrase, names in told:
        if names:
            click.echo(clean_line(session.say(phrase, n=len(names), names=", ".join(names))), err=True)
    if not finished:
        click.echo(session.say(KEPT), err=True)
        raise click.exceptions.Exit(130)
