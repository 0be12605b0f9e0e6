"""assistant search: passages by meaning and by word."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING

import click

from assistant.phrase import Phrase
from assistant.surfaces.cli.session import Session, console
from assistant.surfaces.cli.speech import SpokenCommand, SpokenOption

if TYPE_CHECKING:
    from assistant.blocks import Passage
    from store.types import Hit

K = Phrase("How many passages.", "表示する件数。")
MODE = Phrase("How to rank.", "順位の付け方。")
KIND = Phrase("Only this kind of file (pdf, md, ...).", "この種類のファイルだけ（pdf、md など）。")
TAG = Phrase("Only with this tag.", "このタグだけ。")
FILE = Phrase("Only in the file of this name.", "この名前のファイルだけ。")
SINCE = Phrase("Only what was added on or after this day.", "この日以降に追加されたものだけ。")
UNTIL = Phrase("Only what was added before this day.", "この日より前に追加されたものだけ。")
JSON = Phrase("Print one JSON object.", "JSON を一つ出力。")
WORDS_ONLY = Phrase(
    "The text model cannot be used, so that these were found by words alone: `assistant doctor` says why.",
    "文章モデルを使えないため、言葉だけで探しました。理由は `assistant doctor` で確認できます。",
)
NOTHING = Phrase("Nothing found.", "見つかりませんでした。")
EMPTY = Phrase("The query is empty.", "検索語が空です。")
DAY = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"])


@click.command(cls=SpokenCommand)
@click.option("--k", "-k", cls=SpokenOption, about=K, type=click.IntRange(1, 1000), default=10)
@click.option("--mode", cls=SpokenOption, about=MODE, default="hybrid",
              type=click.Choice(["hybrid", "dense", "lexical"]))  # fmt: skip
@click.option("--kind", "kinds", cls=SpokenOption, about=KIND, multiple=True)
@click.option("--tag", "tags", cls=SpokenOption, about=TAG, multiple=True)
@click.option("--file", "names", cls=SpokenOption, about=FILE, multiple=True)
@click.option("--since", cls=SpokenOption, about=SINCE, type=DAY)
@click.option("--until", cls=SpokenOption, about=UNTIL, type=DAY)
@click.option("--json", "as_json", cls=SpokenOption, about=JSON, is_flag=True)
@click.argument("query")
@click.pass_obj
def search(
    session: Session, k: int, mode: str, kinds: tuple[str, ...], tags: tuple[str, ...],
    names: tuple[str, ...], since: datetime | None, until: datetime | None, as_json: bool, query: str,
) -> None:  # fmt: skip
    """Search the library; exit 0 also when nothing is found."""
    from assistant.surfaces.service.filters import filters_of

    if not query.strip():
        raise click.UsageError(session.say(EMPTY))
    with session.service() as service:
        filters = filters_of(
            kinds=kinds,
            tags=tags,
            names=names,
            since=since.timestamp() if since else None,
            until=until.timestamp() if until else None,
        )
        hits = service.search(query, k, mode, filters)
    if mode == "hybrid" and hits and all("dense" not in hit.scores for hit in hits):
        click.echo(session.say(WORDS_ONLY), err=True)
    if as_json:
        from assistant.surfaces.service.clean import dump

        found = [asdict(hit) for hit in hits]
        click.echo(dump({"query": query, "mode": mode, "hits": found}))
    else:
        show(session, hits)


def show(session: Session, hits: list[Hit]) -> None:
    """Print passages for people."""
    from assistant.blocks import Notice, Sources
    from assistant.surfaces.cli.view import View

    view = View(console(), session.language)
    view.show(Sources(tuple(map(passage_of, hits))) if hits else Notice("info", session.say(NOTHING)))


def passage_of(hit: Hit) -> Passage:
    """Return a hit as a passage to show."""
    from assistant.blocks import Passage

    meta = hit.metadata
    name, title = str(meta.get("name") or ""), str(meta.get("title") or "")
    heading = name if title in {"", name} else f"{title} ({name})" if name else title
    return Passage(
        id=hit.id, document_id=hit.source, title=heading or hit.source, text=hit.text,
        place=str(meta.get("place") or ""), score=hit.score, scores=dict(hit.scores),
        kind=str(meta.get("kind") or ""),
    )  # fmt: skip
