"""GloVe mounted once for all tests, and engines over a store of their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.encoders.models import Models
from assistant.engines.engines import Engines
from assistant.engines.words import mount
from assistant.engines.words.vectors import WordVectors
from assistant.settings import Settings
from store.library import Store


@pytest.fixture(scope="session")
def glove(tmp_path_factory: pytest.TempPathFactory) -> WordVectors:
    source = mount.glove_package()
    assert source is not None
    return mount.mount("glove", source, tmp_path_factory.mktemp("mounted"))


@pytest.fixture
def engines(tmp_path: Path) -> Iterator[Engines]:
    with Store(tmp_path / "store", backups=False) as store:
        yield Engines(store, Settings(home=tmp_path), Models(Settings(home=tmp_path)))
