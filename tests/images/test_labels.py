"""The default tags' vectors come with the program: the first photo loads no sentence encoder for them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assistant.encoders.models import Models
from assistant.engines.images import labels
from assistant.settings import Settings


@pytest.mark.parametrize("language", ["en", "ja"])
def test_they_are_those_of_the_model_that_ships(language: str, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, cache=tmp_path / "cache")
    models = Models(settings)
    encoder = models.images("image-text")
    names, rows = labels.Labels(lambda: encoder, models.pictures, settings).usual(language)
    assert rows.shape == (len(names), encoder.dim)
    assert not models.ready("text-fast"), "python -m assets.recipes.images_labels must be run again"
    assert not (tmp_path / "cache" / "labels").exists()
    some = list(range(0, len(names), 60))
    cosines = (encoder.texts([names[i] for i in some]) * rows[some]).sum(axis=1)
    np.testing.assert_allclose(cosines, 1, atol=2e-3)
    models.close()


def test_own_tags_are_computed_and_kept(tmp_path: Path) -> None:
    (tmp_path / labels.EXTRA).write_text("zeppelin over water\n", encoding="utf-8")
    settings = Settings(home=tmp_path, cache=tmp_path / "cache")
    models = Models(settings)
    encoder = models.images("image-text")
    names, rows = labels.Labels(lambda: encoder, models.pictures, settings).usual("ja")
    assert "zeppelin over water" in names
    assert len(rows) == len(names)
    assert len(list((tmp_path / "cache" / "labels").glob("*.npy"))) == 1
    models.close()
