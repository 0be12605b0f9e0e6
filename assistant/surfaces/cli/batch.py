"""assistant infer, assistant classify: whole files of sentences, without opening the library."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant.blocks import Progress
from assistant.phrase import Phrase
from assistant.surfaces.cli.session import Session, console
from assistant.surfaces.cli.speech import SpokenCommand, SpokenOption

if TYPE_CHECKING:
    from assistant.engines.language.language import Language

TSV = Phrase("File with columns premise and hypothesis.", "列 premise と hypothesis のあるファイル。")
CSV = Phrase("File with a column text.", "列 text のあるファイル。")
OUT = Phrase(
    "Where to write (default: NAME.out beside the file).", "書き出し先（既定は同じ場所の NAME.out）。"
)
LABEL = Phrase("A label; give it twice or more.", "ラベル。二つ以上指定。")
WROTE = Phrase("Wrote {path}.", "{path} に書き出しました。")

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command(cls=SpokenCommand)
@click.option("--tsv", "source", cls=SpokenOption, about=TSV, type=_FILE, required=True)
@click.option("--out", "target", cls=SpokenOption, about=OUT, type=click.Path(path_type=Path))
@click.pass_obj
def infer(session: Session, source: Path, target: Path | None) -> None:
    """Judge every pair of a file: entailment, neutral or contradiction."""
    from assistant.engines.language.batch import infer_tsv

    target = target or _beside(source)
    _run(session, infer_tsv(source, target, _language(session)), target)


@click.command(cls=SpokenCommand)
@click.option("--csv", "source", cls=SpokenOption, about=CSV, type=_FILE, required=True)
@click.option("--label", "labels", cls=SpokenOption, about=LABEL, multiple=True, required=True)
@click.option("--out", "target", cls=SpokenOption, about=OUT, type=click.Path(path_type=Path))
@click.pass_obj
def classify(session: Session, source: Path, labels: tuple[str, ...], target: Path | None) -> None:
    """Sort every text of a file into the labels."""
    from assistant.engines.language.batch import classify_csv

    target, language = target or _beside(source), _language(session)
    _run(
        session,
        classify_csv(source, target, labels, lambda texts: language.classify(texts, labels)),
        target,
    )


def _language(session: Session) -> Language:
    from assistant.encoders.models import Models
    from assistant.engines.language.language import Language

    settings = session.settings()
    return Language(Models(settings), settings)


def _beside(source: Path) -> Path:
    return source.with_suffix(f".out{source.suffix}")


def _run(session: Session, steps: Iterable[Progress], target: Path) -> None:
    from assistant.surfaces.cli.progress import Bar

    with Bar(console(err=True)) as bar:
        for step in steps:
            bar.update(step.label, step.done, step.total, step.unit)
    click.echo(session.say(WROTE, path=target), err=True)
