"""Labels that a person taught by examples, kept in the store: one text of `label<tab>example` lines an owner."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from assistant.engines.language.batch import safe
from assistant.engines.language.errors import BadTable
from assistant.engines.trained import EngineStore, Trained
from store.types import ME, Owner

_NAME = "labels"
MOST = 5000
"""Examples kept in all."""


class Lessons:
    """Examples by label and owner."""

    def __init__(self, store: EngineStore) -> None:
        self._trained = Trained(store, "labels")

    def examples(self, owner: Owner = ME) -> dict[str, list[str]]:
        """Return every label's examples in the order they were given."""
        kept = self._trained.load(_NAME, owner=owner)
        found: dict[str, list[str]] = {}
        for line in kept.text.splitlines() if kept else ():
            label, _, text = line.partition("\t")
            found.setdefault(label, []).append(text)
        return found

    def add(self, examples: Mapping[str, Sequence[str]], *, owner: Owner = ME) -> dict[str, list[str]]:
        """Add examples and return all there are now; one given twice counts once."""
        found = self.examples(owner)
        for label, texts in examples.items():
            kept = found.setdefault(_line(label), [])
            kept += [text for text in dict.fromkeys(map(_line, texts)) if text and text not in kept]
        lines = [f"{label}\t{text}" for label, texts in found.items() for text in texts]
        self._trained.keep(_NAME, "\n".join(lines[:MOST]), owner=owner)
        return found

    def forget(self, *, owner: Owner = ME) -> None:
        """Forget all labels of an owner."""
        self._trained.forget(_NAME, owner=owner)


def parse(text: str) -> dict[str, list[str]]:
    """Read `label: example | example` lines, or a label on a line of its own followed by `- example` lines."""
    found: dict[str, list[str]] = {}
    label = ""
    for line in filter(None, map(str.strip, text.splitlines())):
        item = re.match(r"[-*•・]\s*(.+)", line)
        head = re.match(r"([^::|]{1,40})\s*[::]\s*(.*)$", line)
        if item and label:
            found[label].append(item[1])
        elif head:
            label = head[1].strip()
            found.setdefault(label, []).extend(filter(None, map(str.strip, re.split(r"[|｜]", head[2]))))
    return {name: texts for name, texts in found.items() if texts}


def read(path: Path) -> dict[str, list[str]]:
    """Read a CSV or TSV with columns `text` and `label`; BadTable when they are not there."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = csv.DictReader(stream, delimiter="\t" if path.suffix == ".tsv" else ",")
        names = {(name or "").strip().lower(): name for name in rows.fieldnames or ()}
        if not {"text", "label"} <= set(names):
            raise BadTable(name=path.name, columns="text, label")
        found: dict[str, list[str]] = {}
        for row in rows:
            found.setdefault((row[names["label"]] or "").strip(), []).append(row[names["text"]] or "")
    return {label: texts for label, texts in found.items() if label}


def write(examples: Mapping[str, Sequence[str]], path: Path) -> None:
    """Write what `read` reads: a CSV with columns text and label, no cell of which a spreadsheet computes."""
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(("text", "label"))
        rows.writerows((safe(text), safe(label)) for label, texts in examples.items() for text in texts)


def _line(text: str) -> str:
    return " ".join(text.split())
