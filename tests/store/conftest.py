from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from store.library import Store
from store.types import Item, Owner, Space

ME, YOU = Owner("me"), Owner("you")
SPACE = Space("documents", "test-encoder", 16)
LIMIT = 64 << 20

Make = Callable[..., Item]


def vector(seed: int, dim: int = 16) -> np.ndarray:
    values = np.random.default_rng(seed).normal(size=dim).astype("float32")
    return values / np.linalg.norm(values)


def item(number: int, owner: Owner = ME, **fields: object) -> Item:
    values: dict = {
        "id": f"i{number}",
        "owner": owner,
        "vector": vector(number),
        "text": f"passage number {number}",
    }
    return Item(**(values | fields))


@pytest.fixture(params=["exact", "chroma"])
def backend(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def opened(tmp_path: Path, backend: str) -> Iterator[Callable[[], Store]]:
    """Opens (again) one store whose every search goes through the backend under test."""
    live: list[Store] = []

    def open_store() -> Store:
        for old in live:
            old.close()
        store = Store(tmp_path / "store", size_limit=LIMIT, index_from=1 if backend == "chroma" else 10**9)
        store.open(SPACE)
        live[:] = [store]
        return store

    yield open_store
    for store in live:
        store.close()


def settled(store: Store, backend: str) -> Store:
    """Wait for the index and make sure that it is the backend under test that answers."""
    assert store.settle(60)
    report = store.health().index
    assert report.state == ("ready" if backend == "chroma" else "none"), report
    return store
