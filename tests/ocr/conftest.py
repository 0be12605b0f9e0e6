from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.ocr.sandbox import Ocr
from benchmarks import drawn


@pytest.fixture(scope="session")
def ocr() -> Iterator[Ocr]:
    try:
        drawn.font(20)
    except FileNotFoundError as error:
        pytest.skip(str(error))
    made = Ocr()
    yield made
    made.close()
