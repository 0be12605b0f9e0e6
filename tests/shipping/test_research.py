"""One setting leaves out the weights that learned from material for research use, and whatever else works goes on."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assets.recipes.manifest import ASSETS
from assistant import Assistant, Message, Settings
from assistant.blocks import Notice, Text
from assistant.encoders.errors import ResearchLeftOut
from assistant.settings import PERSISTENT
from tests.shipping.closure import ROOT

CAT = ASSETS / "samples" / "pictures" / "cat.png"


def test_what_learned_from_research_material_is_refused_with_a_way_on(tmp_path: Path) -> None:
    settings = Settings.read(
        {"ASSISTANT_RESEARCH_MODELS": "0"}, home=tmp_path / "home", cache=tmp_path / "cache"
    )
    assert not settings.research_models
    with Assistant.open(settings=settings) as opened:
        for call in (
            lambda: opened.models.images("image-text"),
            lambda: opened.engines.language.fill_mask("The [MASK]."),
        ):
            with pytest.raises(ResearchLeftOut, match="ASSISTANT_RESEARCH_MODELS"):
                call()
        said = list(opened.reply(Message("The cat sat on the [MASK].")))
        assert any(isinstance(block, Notice) and "research" in block.text for block in said)
        rows = opened.models.images("image-look").images([CAT, CAT])
        assert rows.shape == (2, 2560)
        np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
        follows = list(opened.reply(Message('does "A man sings." imply "Somebody sings."?')))
        assert any(isinstance(block, Text) and "Entailment" in block.markdown for block in follows)


def test_by_default_nothing_is_left_out(tmp_path: Path) -> None:
    assert Settings.read({}, home=tmp_path).research_models


def test_the_licence_of_weights_names_what_the_manifest_says() -> None:
    import tomllib

    said = (ROOT / "LICENSE-WEIGHTS").read_text(encoding="utf-8")
    entries = tomllib.loads((ASSETS / "manifest.toml").read_text(encoding="utf-8"))["file"]
    for entry in entries:
        path = str(entry["path"])
        if path.startswith("models/") and not path.endswith("card.md"):
            line = next(line for line in said.splitlines() if line.startswith(path.rpartition("/")[0] + " "))
            exact = [other for other in said.splitlines() if other.startswith(path + " ")]
            assert entry["licence"] in (exact or [line])[0], path
            assert ("RESEARCH ONLY" in line) == ("research" in str(entry["source"])) or exact, path
    assert not [entry["path"] for entry in entries if "NC" in entry["licence"].split("-")]


def test_a_space_says_where_to_listen_and_where_to_keep_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert Settings.read({}).port == 7860
    assert Settings.read({"PORT": "8080"}).port == 8080
    assert Settings.read({"PORT": "8080", "GRADIO_SERVER_PORT": "7777"}).port == 7777
    assert Settings.read({"GRADIO_SERVER_PORT": "7777", "ASSISTANT_PORT": "9000"}).port == 9000
    assert Settings.read({"PORT": "tcp://x"}).port == 7860
    monkeypatch.setattr("assistant.settings.PERSISTENT", tmp_path)
    assert Settings.read({"SPACE_ID": "a/b"}).home == tmp_path / "semantic-assistant"
    assert Settings.read({"SPACE_ID": "a/b", "ASSISTANT_HOME": "/elsewhere"}).home == Path("/elsewhere")
    assert Settings.read({}).home != tmp_path / "semantic-assistant"
    monkeypatch.setattr("assistant.settings.PERSISTENT", tmp_path / "absent")
    assert Settings.read({"SPACE_ID": "a/b"}).home.name == "semantic-assistant"
    assert Path("/data") == PERSISTENT
