"""Whole files of sentences at the encoder's own rate: pairs to infer, texts to sort, vectors to export."""

from __future__ import annotations

import csv
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from assistant.blocks import Progress
from assistant.engines.language.errors import BadTable
from assistant.engines.language.head import LABELS
from assistant.engines.language.language import Language
from store.types import Matrix

FORMATS = ("csv", "npz", "parquet")
"""What vectors can be exported as, by the ending of the file's name."""
SIZE = 64
"""Rows between two reports of progress."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
Row = list[str]


def infer_tsv(source: Path, target: Path, language: Language) -> Iterator[Progress]:
    """Read columns premise and hypothesis, write them with a probability for each relation and the label.

    Yields progress; BadTable when a column is missing, EmptySentence for a row without one of the two.
    """
    names, rows = read(source, ("premise", "hypothesis"))

    def judge(part: Sequence[Row]) -> Matrix:
        return language.infer(
            *([row[names.index(name)] for row in part] for name in ("premise", "hypothesis"))
        )

    yield from _through(rows, judge, names, LABELS, target)


def classify_csv(
    source: Path, target: Path, labels: Sequence[str], judge: Callable[[Sequence[str]], Matrix]
) -> Iterator[Progress]:
    """Read column text, write the rows with a probability for each label and the best label.

    `judge` turns texts into (n, labels), for instance `lambda texts: language.classify(texts, labels)`.
    """
    names, rows = read(source, ("text",))
    place = names.index("text")
    yield from _through(rows, lambda part: judge([row[place] for row in part]), names, labels, target)


def read(source: Path, wanted: Sequence[str]) -> tuple[list[str], list[Row]]:
    """Return the column names in lower case and the rows of a CSV or TSV; BadTable."""
    with source.open(encoding="utf-8-sig", newline="") as stream:
        tabs = source.suffix.lower() in {".tsv", ".tab"}
        rows = list(
            csv.reader(stream, delimiter="\t", quoting=csv.QUOTE_NONE) if tabs else csv.reader(stream)
        )
    names = [name.strip().lower() for name in rows[0]] if rows else []
    missing = [name for name in wanted if name not in names]
    if missing:
        raise BadTable(name=source.name, columns=", ".join(missing))
    return names, [row + [""] * (len(names) - len(row)) for row in rows[1:] if any(row)]


def _through(
    rows: Sequence[Row],
    judge: Callable[[Sequence[Row]], Matrix],
    names: Sequence[str],
    labels: Sequence[str],
    target: Path,
) -> Iterator[Progress]:
    begun = time.monotonic()
    draft = target.with_name(target.name + ".part")
    with draft.open("w", encoding="utf-8", newline="") as stream:
        delimiter = "\t" if target.suffix.lower() in {".tsv", ".tab"} else ","
        writer = csv.writer(stream, delimiter=delimiter, lineterminator="\n")
        writer.writerow([*names, *labels, "label"])
        for start in range(0, len(rows), SIZE):
            part = rows[start : start + SIZE]
            for row, chances in zip(part, judge(part), strict=True):
                best = labels[int(chances.argmax())]
                writer.writerow(map(safe, [*row, *(f"{chance:.4f}" for chance in chances), best]))
            done = start + len(part)
            rate = done / max(time.monotonic() - begun, 1e-6)
            yield Progress(target.name, done, len(rows), "rows", rate, (len(rows) - done) / rate)
    draft.replace(target)


def safe(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def export_vectors(texts: Sequence[str], vectors: Matrix, target: Path) -> None:
    """Write texts with their vectors as features: .csv, .parquet (columns text, 0, 1, ...) or .npz (texts, vectors)."""
    if target.suffix == ".npz":
        np.savez(target, texts=np.array(texts), vectors=vectors)
        return
    if target.suffix == ".parquet":
        import pyarrow as pa
        from pyarrow import parquet

        columns = {"text": list(texts)} | {str(i): vectors[:, i] for i in range(vectors.shape[1])}
        parquet.write_table(pa.table(columns), target)
        return
    with target.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["text", *range(vectors.shape[1])])
        for text, row in zip(texts, vectors, strict=True):
            writer.writerow([safe(text), *(f"{value:.6g}" for value in row)])
