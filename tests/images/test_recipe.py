"""How the image models are made, on small made data whose answers are known."""

from __future__ import annotations

import numpy as np

from assets.recipes.images import towers
from assets.recipes.images_cca import principal, recall
from assets.recipes.images_looks import kinds_map
from assets.recipes.images_nce import Plan, refine
from assistant.encoders.batches import unit_rows
from assistant.encoders.image_look import looks, plain
from assistant.encoders.image_net import Seen
from assistant.encoders.image_tower import Bend, pack, unpack
from store.types import Matrix

PLAN = Plan(epochs=6, batch=100, rate=3e-3, hidden=32)


def paired(count: int, seed: int) -> tuple[Matrix, Matrix, np.ndarray]:
    """Photos, and two noisy texts each through another map of the same six hidden causes."""
    draw, fixed = np.random.default_rng(seed), np.random.default_rng(9)
    cause = draw.standard_normal((count, 6)).astype(np.float32)
    of = np.repeat(np.arange(count), 2)
    photos = np.hstack([cause, np.abs(cause)]) @ fixed.standard_normal((12, 40)).astype(np.float32)
    texts = cause[of] @ fixed.standard_normal((6, 30)).astype(np.float32)
    return photos, texts + np.float32(0.3) * draw.standard_normal(texts.shape).astype(np.float32), of


def test_a_link_finds_the_texts_of_photos_it_has_not_seen() -> None:
    photos, texts, of = paired(400, 0)
    middle = photos.mean(axis=0)
    photo, text = towers(photos - middle, texts, of, 6, PLAN)
    fresh, said, whose = paired(100, 1)
    scores = photo(fresh - middle) @ text(said).T
    assert recall(scores, whose)["text to image R@1"] >= 0.8
    again = towers(photos - middle, texts, of, 6, PLAN)[0]
    np.testing.assert_array_equal(again(fresh), photo(fresh))


def test_the_bend_computes_what_was_trained() -> None:
    photos, texts, of = paired(200, 2)
    rows = unit_rows(photos[:, :6]), unit_rows(texts[:, :6])
    still = refine(*rows, of, Plan(epochs=1, batch=100, rate=0.0, hidden=8))[0]
    np.testing.assert_allclose(still(rows[0]), rows[0], atol=1e-5)  # it begins as the identity
    bend = Bend(np.eye(2, dtype=np.float32), np.eye(2, dtype=np.float32), np.zeros(2, np.float32), np.eye(2, dtype=np.float32))  # fmt: skip
    # x + gelu(sqrt 2 * x), where gelu(y) is y * P(X <= y): .6 + .849 * .802 = 1.281, .8 + 1.131 * .871 = 1.786
    np.testing.assert_allclose(bend(np.array([[1, 0], [0, 0]], np.float32)), [[1, 0], [0, 0]], atol=1e-6)
    np.testing.assert_allclose(bend(np.array([[0.6, 0.8]], np.float32)), [[0.5828, 0.8126]], atol=5e-4)


def test_towers_are_packed_and_unpacked() -> None:
    photos, texts, of = paired(200, 3)
    tower = towers(photos, texts, of, 6, Plan(epochs=1, batch=100, hidden=8))[1]
    held = unpack("side", pack("side", tower))
    np.testing.assert_array_equal(held(texts), tower(texts))
    assert tower.dim == 12
    np.testing.assert_allclose(np.linalg.norm(tower(texts), axis=1), 1, atol=1e-5)


def test_main_directions() -> None:
    draw = np.random.default_rng(0)
    wide = draw.standard_normal((300, 5)) * [9, 5, 0.1, 0.1, 0.1]
    found = principal(wide.astype(np.float32), 2)
    np.testing.assert_allclose(np.abs(found[:2]), np.eye(2), atol=0.05)


def made(causes: np.ndarray, seed: int) -> Seen:
    """What a network might see: `causes` (n, 3) hidden in the numbers of every layer, and noise."""
    draw, fixed = np.random.default_rng(seed), np.random.default_rng(8)
    parts = [
        causes @ fixed.random((3, width)) + 0.4 * draw.random((len(causes), width))
        for width in (728, 1280, 1280)
    ]
    return Seen(*(part.astype(np.float32) for part in parts), np.zeros((len(causes), 1000), np.float32))


def test_the_map_of_kinds_draws_a_kind_together_and_says_nothing_of_other_things() -> None:
    draw = np.random.default_rng(4)
    kinds = np.repeat(["bag", "shoe"], 40)
    products = np.stack([kinds == "bag", kinds == "shoe", np.zeros(80)], axis=1) + draw.random((80, 3))
    others = made(np.array([0.0, 0.0, 2.0]) + draw.random((60, 3)), 1)
    held = kinds_map(made(products[::2], 2), kinds[::2].tolist(), others)
    assert held["kinds"].shape == (3288, 3)
    about = {"share": 0.5, "softness": 0.05}
    fresh = made(products[1::2], 3)
    rows = looks(fresh, held, about)
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    same = kinds[1::2][:, None] == kinds[1::2][None, :]
    gained = rows @ rows.T - plain(fresh) @ plain(fresh).T
    assert gained[same].mean() > gained[~same].mean() + 0.2
    stranger = looks(made(np.array([0.0, 0.0, 2.0]) + draw.random((20, 3)), 5), held, about)
    assert np.linalg.norm(stranger[:, 2560:], axis=1).max() < 0.2
