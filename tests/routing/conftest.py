from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.encoders.base import Encoder
from assistant.routing import Router
from tests.routing.score import OneThread, builtin


@pytest.fixture(scope="session")
def encoder() -> Callable[[], Encoder]:
    made = OneThread()
    return lambda: made


@pytest.fixture(scope="session")
def router(encoder: Callable[[], Encoder]) -> Router:
    """The router over the built-in intents; tests that teach it make their own."""
    made = Router(builtin(), encoder)
    made.warm()
    return made
