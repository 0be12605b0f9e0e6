import json
import socket
from pathlib import Path

import pytest

from assistant.encoders.models import Models
from assistant.settings import Settings

SHARED = Path(__file__).parents[3] / "shared" / "data"


@pytest.fixture(scope="session")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="session")
def models(home):
    models = Models(Settings(home=home))
    yield models
    models.close()


@pytest.fixture(scope="session")
def text(models):
    return models.encoder("text")


@pytest.fixture(scope="session")
def fast(models):
    return models.encoder("text-fast")


@pytest.fixture
def no_network(monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("the network was used")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.fixture(scope="session")
def lines():
    def read(name, count):
        file = SHARED / name
        if not file.exists():
            pytest.skip(f"../shared/data/{name} is not on this machine")
        with file.open(encoding="utf-8") as stream:
            return [json.loads(line) for line, _ in zip(stream, range(count), strict=False)]

    return read
