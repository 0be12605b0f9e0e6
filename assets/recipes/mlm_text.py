"""The text that the blank filler learns from and is measured on, cut into rows of token ids."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

import numpy as np

CLS, SEP, PAD = 101, 102, 0
Rows = np.ndarray[Any, np.dtype[np.int64]]


def documents(data: Path) -> tuple[list[str], list[str]]:
    """Return the lines to train on and those held out, every fiftieth."""
    lines = (data / "words" / "en-imdb-bbc.txt").read_text(encoding="utf-8").splitlines()
    return [x for i, x in enumerate(lines) if i % 50], lines[::50]


def papers(data: Path) -> tuple[list[str], list[str]]:
    """Return abstracts with their punctuation: those to train on and those held out, every fiftieth."""
    lines = [
        json.loads(line)["text"]
        for name in ("cranfield", "cisi")
        for line in (data / "text" / name / "corpus.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    texts = [re.sub(r" (?=[.,;:?!])", "", line) for line in lines if line]
    return [x for i, x in enumerate(texts) if i % 50], texts[::50]


def sentences(data: Path) -> tuple[list[str], list[str]]:
    """Return short everyday sentences with their punctuation, each once: to train on and held out."""
    found: dict[str, None] = {}
    for name in ("snli-dev", "sick-train", "stsb-dev"):
        with (data / "text" / f"{name}.tsv").open(encoding="utf-8") as stream:
            for row in csv.reader(stream, delimiter="\t", quoting=csv.QUOTE_NONE):
                found |= dict.fromkeys(cell for cell in row if cell.count(" ") > 2)
    for line in (data / "images" / "flickr8k-train-dev.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        found |= dict.fromkeys(cell for cell in line.split("\t")[1:] if " " in cell)
    texts = sorted(re.sub(r" (?=[.,;:?!])", "", text) for text in found)
    return [x for i, x in enumerate(texts) if i // 200 % 50], [
        x for i, x in enumerate(texts) if not i // 200 % 50
    ]


def chunks(tokenizer: Any, texts: list[str], length: int) -> Rows:
    """Return (n, length) ids: [CLS] piece [SEP] from documents cut into equal pieces."""
    rows = []
    for encoding in tokenizer.encode_batch_fast(texts, add_special_tokens=False):
        ids, width = encoding.ids, length - 2
        rows += [[CLS, *ids[i : i + width], SEP] for i in range(0, len(ids) - width + 1, width)]
    return np.array(rows, np.int64)


def short(tokenizer: Any, texts: list[str], length: int = 24) -> Rows:
    """Return (n, length) ids of single sentences, padded."""
    rows = [e.ids for e in tokenizer.encode_batch_fast(texts) if len(e.ids) <= length]
    return np.array([row + [PAD] * (length - len(row)) for row in rows], np.int64)
