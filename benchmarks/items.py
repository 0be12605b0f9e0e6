"""Recommendations for the last item of every basket: item2vec, co-occurrence, popularity; see docs/items.md."""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

from assistant.engines.items.baskets import Baskets
from assistant.engines.items.evaluate import evaluate
from assistant.engines.items.item2vec import Item2VecSettings
from assistant.engines.items.readers import read

ITEMS = Path(__file__).parents[2] / "shared" / "data" / "items"


def main(argv: Sequence[str] | None = None) -> None:
    """Print hit rate@10 and NDCG@10 of the three methods on each file."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks items", description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--epochs", type=int, default=Item2VecSettings().epochs)
    parser.add_argument("--size", type=int, default=Item2VecSettings().size)
    parser.add_argument("--window", type=int, default=Item2VecSettings().window)
    options = parser.parse_args(argv)
    settings = Item2VecSettings(size=options.size, window=options.window, epochs=options.epochs)
    print(settings.label)
    for path in options.files or [ITEMS / "groceries" / "groceries.csv", ITEMS / "ml-100k" / "u.data"]:
        baskets = Baskets.of(read(path).baskets)
        start = time.process_time()
        found = evaluate(baskets, settings)
        print(
            f"{path.name}: {len(baskets.baskets):,} baskets, {len(baskets.items):,} items, {found[0].asked:,} asked"
        )
        for one in found:
            ratio = one.hit_rate / found[-1].hit_rate
            print(
                f"  {one.method:14} hit rate@10 {one.hit_rate:.4f}  NDCG@10 {one.ndcg:.4f}  {ratio:.2f} x popularity"
            )
        print(f"  {time.process_time() - start:.0f} s processor")


if __name__ == "__main__":
    main()
