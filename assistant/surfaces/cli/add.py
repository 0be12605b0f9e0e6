"""assistant add: files and folders into the library, with progress, failures and a clean Ctrl-C."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, current_thread, main_thread
from typing import TYPE_CHECKING

import click

from assistant.phrase import Phrase
from assistant.surfaces.cli.session import Session, console
from assistant.surfaces.cli.speech import SpokenCommand, SpokenOption

if TYPE_CHECKING:
    from assistant.ingest.events import IngestEvent, IngestSummary
    from assistant.surfaces.cli.progress import Bar

TAG = Phrase("Tag what is added; may be given again.", "追加するものに付けるタグ。繰り返し可。")
LEFT = Phrase("{rate:.1f}/s, {seconds:.0f} s left", "毎秒 {rate:.1f}、残り {seconds:.0f} 秒")
DONE = Phrase(
    "{added} added, {updated} updated, {renamed} renamed, {unchanged} unchanged, {failed} failed; "
    "passages: {passages} ({seconds:.1f} s).",
    "追加 {added}、更新 {updated}、名前変更 {renamed}、変更なし {unchanged}、失敗 {failed}。"
    "{passages} 節、{seconds:.1f} 秒。",
)
DONE_PHOTOS = Phrase(
    "{added} added, {updated} updated, {renamed} renamed, {unchanged} unchanged, {failed} failed ({seconds:.1f} s).",
    "追加 {added}、更新 {updated}、名前変更 {renamed}、変更なし {unchanged}、失敗 {failed}（{seconds:.1f} 秒）。",
)
DELETED = Phrase(
    "{n} forgotten; undo with `assistant restore {token}`.",
    "{n} 件を忘れました。戻すには `assistant restore {token}`。",
)
FAILED = Phrase("Not added: {name}: {what} {hint}", "追加できません：{name}：{what} {hint}")
STOPPED = Phrase(
    "Cancelled. What was finished before is kept.", "中止しました。終わった分は保存されています。"
)


@click.command(cls=SpokenCommand)
@click.option("--tag", "tags", cls=SpokenOption, about=TAG, multiple=True)
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.pass_obj
def add(session: Session, tags: tuple[str, ...], paths: tuple[Path, ...]) -> None:
    """Add files and folders; exit 1 when a file could not be added."""
    with cancellable() as cancelled, session.service() as service:
        found = [path.absolute() for path in paths]
        code = follow(session, service.add_files(found, tags, cancelled), cancelled)
    raise click.exceptions.Exit(code)


@contextmanager
def cancellable() -> Iterator[Callable[[], bool]]:
    """Turn the first Ctrl-C into a flag, so that work stops between two commits; a second one raises KeyboardInterrupt."""
    pressed = Event()
    if current_thread() is not main_thread():
        yield pressed.is_set
        return

    def press(number: int, frame: object) -> None:
        if pressed.is_set():
            raise KeyboardInterrupt
        pressed.set()

    before = signal.signal(signal.SIGINT, press)
    try:
        yield pressed.is_set
    finally:
        signal.signal(signal.SIGINT, before)


def follow(session: Session, events: Iterator[IngestEvent], cancelled: Callable[[], bool]) -> int:
    """Show progress, then failures and the summary, on stderr; returns the exit code.

    Where the work ends without one, as it does when a second Ctrl-C or the way out of a running server cuts it
    short, the summary is made from what was told before.
    """
    from assistant.ingest.events import Tally
    from assistant.surfaces.cli.progress import Bar

    told = Tally()
    with Bar(console(err=True)) as bar, suppress(KeyboardInterrupt):
        for event in events:
            told.count(event)
            _show(session, event, bar)
    return finish(session, told.summary, cancelled())


def _show(session: Session, event: IngestEvent, bar: Bar) -> None:
    from assistant.ingest.events import FileDone, FileFailed, FileProgress
    from assistant.surfaces.service.clean import clean_line

    if isinstance(event, FileProgress):
        left = event.seconds_left
        note = "" if left is None else session.say(LEFT, rate=event.rate, seconds=left)
        bar.update(event.name, event.done, event.total, event.unit, note)
    elif isinstance(event, FileDone) and event.without_text:
        bar.hide()
        click.echo(clean_line(event.note(session.language)), err=True)
    elif isinstance(event, FileFailed):
        bar.hide()
        what, hint = event.error.say(session.language), event.error.advise(session.language)
        line = session.say(FAILED, name=event.name, what=what, hint=hint)
        click.echo(clean_line(line), err=True)


def finish(session: Session, summary: IngestSummary, cancelled: bool) -> int:
    """Print how it went; 130 when cancelled, 1 when something failed, else 0."""
    stopped = cancelled or summary.cancelled
    if stopped:
        click.echo(session.say(STOPPED), err=True)
    names = ("added", "updated", "renamed", "unchanged", "passages", "seconds")
    values = {name: getattr(summary, name) for name in names}
    done = DONE if summary.passages else DONE_PHOTOS
    click.echo(session.say(done, **values, failed=len(summary.failed)), err=True)
    from assistant.ingest.recognised import tell
    from assistant.surfaces.service.clean import clean_line

    for said in tell(summary.recognised, session.language):
        click.echo(clean_line(said), err=True)
    if summary.deleted:
        click.echo(session.say(DELETED, n=summary.deleted, token=summary.undo), err=True)
    return 130 if stopped else 1 if summary.failed else 0
