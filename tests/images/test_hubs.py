"""What is near to everything wins no search."""

from __future__ import annotations

import numpy as np
import pytest

from assistant import Assistant
from assistant.encoders.base import Encoder
from assistant.encoders.images.hubs import CONSTANT, GAIN, MOST, bank, nearness
from assistant.encoders.images.models import ImageModels
from assistant.settings import default_cache
from store.types import Matrix


def at(*degrees: float) -> Matrix:
    """Return unit rows in a plane."""
    angles = np.radians(degrees)
    return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)


PHOTOS, TEXTS = at(0, 62, -62), at(30, -30)
"""The first photo lies between both texts, nearer to either (30 degrees) than the photo of its own (32 degrees)."""


def test_a_hub_is_taken_off_as_an_inner_product() -> None:
    weight = 0.3
    plain = weight * PHOTOS @ TEXTS.T
    assert plain.argmax(axis=0).tolist() == [0, 0]
    axis = bank(PHOTOS, TEXTS).axis(PHOTOS, weight)
    assert (plain + axis[:, None] * CONSTANT).argmax(axis=0).tolist() == [1, 2]
    # log of the mean exponential: .8660 for the hub, .8480 - log(2) / 20 = .8134 for the others, .8309 on average
    np.testing.assert_allclose(axis * CONSTANT / weight, [-0.0351, 0.0176, 0.0176], atol=2e-4)


def test_a_correction_is_bounded_and_an_empty_row_has_none() -> None:
    axis = bank(PHOTOS, TEXTS).axis(np.vstack([PHOTOS, np.zeros((1, 2), np.float32)]), 50.0)
    np.testing.assert_allclose(axis, [-MOST, GAIN, GAIN, 0], atol=1e-6)
    np.testing.assert_allclose(nearness(PHOTOS[:1], PHOTOS[:1]), [1.0], atol=1e-5)


def test_japanese_needs_no_english_encoder(assistant: Assistant) -> None:
    """The English encoder is loaded by the first text that has an English word of the captions."""

    class Asked(Exception):
        pass

    def english() -> Encoder:
        raise Asked

    models = ImageModels(default_cache() / "models", lambda: assistant.models.encoder("text-fast"), english)
    encoder = models.load("built-in")
    try:
        assert encoder.texts(["雪山を登る人"]).shape == (1, encoder.dim)
        with pytest.raises(Asked):
            encoder.texts(["a man climbs a snowy mountain"])
    finally:
        models.close()
