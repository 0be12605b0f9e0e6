"""Whole files through the command line."""

from __future__ import annotations

import csv
from pathlib import Path

from tests.surfaces.conftest import Run


def test_pairs_are_judged_in_order(run: Run, tmp_path: Path) -> None:
    pairs = tmp_path / "pairs.tsv"
    pairs.write_text(
        "premise\thypothesis\n"
        "複数の男性がプレーするサッカーゲーム。\tスポーツをしている男性もいます。\n"
        "東アジアのある国で人物の制服を検査する男性。\t男は寝ている。\n",
        encoding="utf-8",
    )
    assert run("infer", "--tsv", str(pairs)).exit_code == 0
    with (tmp_path / "pairs.out.tsv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t"))
    assert [row["label"] for row in rows] == ["entailment", "contradiction"]
    for row in rows:
        assert abs(sum(float(row[name]) for name in ("entailment", "neutral", "contradiction")) - 1) < 0.01


def test_texts_are_sorted_into_labels(run: Run, tmp_path: Path) -> None:
    texts = tmp_path / "texts.csv"
    texts.write_text(
        "text\nThe team won the final in extra time\nParliament voted on the new tax law\n", encoding="utf-8"
    )
    assert run("classify", "--csv", str(texts), "--label", "sports", "--label", "politics").exit_code == 0
    with (tmp_path / "texts.out.csv").open(encoding="utf-8", newline="") as stream:
        assert [row["label"] for row in csv.DictReader(stream)] == ["sports", "politics"]


def test_a_missing_column_is_said(run: Run, tmp_path: Path) -> None:
    bad = tmp_path / "bad.tsv"
    bad.write_text("a\tb\nx\ty\n", encoding="utf-8")
    assert run("infer", "--tsv", str(bad)).exit_code == 1
    assert not (tmp_path / "bad.out.tsv").exists()
