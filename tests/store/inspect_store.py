"""A process of its own that opens a store and says what it found: `python -m tests.store.inspect_store FOLDER`."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from store.errors import StoreError
from store.library import Store
from store.types import Space
from tests.store.conftest import ME, item, vector

COUNT, DIM = 2200, 32


def fill(store: Store) -> None:
    store.open(Space("documents", "damage", DIM))
    store.put("documents", [item(n, vector=vector(n, DIM)) for n in range(COUNT)])


def look(folder: Path) -> dict[str, object]:
    with Store(folder, index_from=100 if "--indexed" in sys.argv else 10**9) as store:
        store.open(Space("documents", "damage", DIM))
        count = sum(1 for _ in store.scan("documents", owner=ME))
        near = len(store.near("documents", vector(3, DIM), 10_000, owner=ME))
        lexical = len(store.lexical("documents", "passage", 10_000, owner=ME))
        store.settle(50)
        health = store.health()
        return {"count": count, "near": near, "lexical": lexical, "index": health.index.state,
                "problems": len(health.problems)}  # fmt: skip


def main(folder: Path) -> None:
    if "--fill" in sys.argv:
        store = Store(folder, index_from=100)
        fill(store)
        print("filled", flush=True)
        time.sleep(600)
    try:
        found = look(folder)
    except StoreError as error:
        found = {"error": type(error).__name__, "message": str(error)}
    print(json.dumps(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
