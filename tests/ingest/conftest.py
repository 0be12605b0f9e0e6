from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from assistant.encoders.images.models import ImageModels
from assistant.library.library import Library
from assistant.settings import Settings
from store.library import Store
from store.types import Matrix

DOCUMENTS = Path(__file__).parents[3] / "shared" / "data" / "documents"


class Trigrams:
    """A real, fast encoder: hashed character trigrams, which counts what it was asked to encode."""

    name = fingerprint = "trigrams-512"
    dim = 512

    def __init__(self) -> None:
        from sklearn.feature_extraction.text import HashingVectorizer

        self._vectorise = HashingVectorizer(
            analyzer="char", ngram_range=(2, 3), n_features=self.dim, alternate_sign=False
        )
        self.calls: list[list[str]] = []

    def queries(self, texts: Sequence[str]) -> Matrix:
        return np.asarray(self._vectorise.transform(texts).todense(), np.float32)

    def documents(self, texts: Sequence[str]) -> Matrix:
        self.calls.append(list(texts))
        return self.queries(texts)

    @property
    def texts(self) -> list[str]:
        return [text for call in self.calls for text in call]


class OneModel:
    def __init__(self, encoder: Trigrams) -> None:
        self._encoder = encoder
        self.pictures = ImageModels(Path("unused"), lambda: encoder, lambda: encoder)

    def encoder(self, name: str = "text") -> Trigrams:
        return self._encoder


@pytest.fixture
def encoder() -> Trigrams:
    return Trigrams()


@pytest.fixture
def library(tmp_path: Path, encoder: Trigrams) -> Iterator[Library]:
    settings = Settings(home=tmp_path / "home", parse_seconds=20)
    with Store(settings.home / "store", size_limit=500_000_000) as store:
        yield Library(store, OneModel(encoder), settings)  # type: ignore[arg-type]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "files"
    path.mkdir()
    return path


@pytest.fixture(scope="session")
def documents() -> Path:
    if not DOCUMENTS.is_dir():
        pytest.skip(f"{DOCUMENTS} is not there")
    return DOCUMENTS
