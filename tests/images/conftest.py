from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import Assistant
from assistant.settings import Settings, default_cache

DATA = Path(__file__).parents[3] / "shared" / "data"
PICTURES = Path(__file__).parents[2] / "assets" / "samples" / "pictures"


@pytest.fixture(scope="session")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    settings = Settings.read({}, home=tmp_path_factory.mktemp("home"), cache=default_cache())
    with Assistant.open(settings=settings) as opened:
        yield opened


@pytest.fixture(scope="session")
def data() -> Path:
    if not (DATA / "images").is_dir():
        pytest.skip("the shared data are not here")
    return DATA
