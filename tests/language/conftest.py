"""One engine for all tests, with the models that ship."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.encoders.models import Models
from assistant.engines.language.language import Language
from assistant.settings import Settings

DATA = Path(__file__).parents[3] / "shared" / "data"


@pytest.fixture(scope="session")
def language(tmp_path_factory: pytest.TempPathFactory) -> Language:
    settings = Settings(home=tmp_path_factory.mktemp("home"))
    return Language(Models(settings), settings)


@pytest.fixture(scope="session")
def data() -> Path:
    if not DATA.is_dir():
        pytest.skip("../shared/data is not there")
    return DATA
