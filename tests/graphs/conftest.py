"""Engines over a store of their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.encoders.models import Models
from assistant.engines.engines import Engines
from assistant.engines.graphs.graphs import Graphs
from assistant.settings import Settings
from store.library import Store


@pytest.fixture
def graphs(tmp_path: Path) -> Iterator[Graphs]:
    with Store(tmp_path / "store", backups=False) as store:
        settings = Settings(home=tmp_path, cache=tmp_path / "cache")
        yield Engines(store, settings, Models(settings)).graphs
