"""How the image models are made, on small made data whose answers are known."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import torch
from PIL import Image

from assets.recipes import images_cca as cca
from assets.recipes import images_torch
from assets.recipes.images_looks import kinds_map
from assets.recipes.images_tune import Plan, Side, Sight, rows, tune
from assets.recipes.images_views import Views, view
from assistant.encoders.images.look import looks, plain
from assistant.encoders.images.network import Seen, features
from assistant.encoders.images.text_tower import Bend, Tower, pack, unpack
from assistant.encoders.text.batches import unit_rows
from store.types import Matrix

PLAN = Plan(epochs=30, batch=100, rate=3e-3, map_rate=1e-3, hidden=32, drop_inputs=0.0, shares=(1.0,))


def paired(count: int, seed: int) -> tuple[Matrix, Matrix, np.ndarray]:
    """Photos, and two noisy texts each through another map of the same six hidden causes."""
    draw, fixed = np.random.default_rng(seed), np.random.default_rng(9)
    cause = draw.standard_normal((count, 6)).astype(np.float32)
    of = np.repeat(np.arange(count), 2)
    photos = np.hstack([cause, np.abs(cause)]) @ fixed.standard_normal((12, 40)).astype(np.float32)
    texts = cause[of] @ fixed.standard_normal((6, 30)).astype(np.float32)
    return photos, texts + np.float32(0.3) * draw.standard_normal(texts.shape).astype(np.float32), of


class Shown(torch.nn.Module):
    """Photos whose rows are known, the same in every view."""

    def __init__(self, photos: Matrix) -> None:
        super().__init__()
        self.photos = torch.from_numpy(photos)

    def forward(self, view: np.ndarray, photo: np.ndarray) -> torch.Tensor:
        return self.photos[photo]


def linked(
    photos: Matrix, texts: Matrix, of: np.ndarray, plan: Plan, dim: int = 6
) -> tuple[Tower, Tower, list[float]]:
    """Both sides of one link after training, and the losses."""
    torch.manual_seed(plan.seed)
    line = cca.link(photos[None], texts, of, dim)
    still = np.zeros(photos.shape[1], np.float32)
    sides = Side(line.photo, still, plan), Side(line.text, line.text_shift, plan)
    losses = list(tune(Shown(photos), 1, {"a": sides}, {"a": texts}, of, plan))
    return sides[0].tower(), sides[1].tower(), losses


def test_a_link_finds_the_texts_of_photos_it_has_not_seen() -> None:
    photos, texts, of = paired(400, 0)
    middle = photos.mean(axis=0)
    photo, text, losses = linked(photos - middle, texts, of, PLAN)
    assert losses[-1] < 0.7 * losses[0]
    fresh, said, whose = paired(100, 1)
    scores = photo(fresh - middle) @ text(said).T
    assert cca.recall(scores, whose)["text to image R@1"] >= 0.8
    again = linked(photos - middle, texts, of, PLAN)[0]
    np.testing.assert_array_equal(again(fresh), photo(fresh))


def test_what_is_shipped_computes_what_was_trained() -> None:
    photos, texts, of = paired(200, 2)
    still = linked(
        photos, texts, of, Plan(epochs=1, batch=100, rate=1e-9, map_rate=0.0, hidden=8, shares=(1.0,))
    )[0]
    line = unit_rows(photos @ still.into)
    np.testing.assert_allclose(still.bend(line), line, atol=1e-5)  # it begins as the identity
    torch.manual_seed(0)
    middle = photos.mean(axis=0)
    side = Side(photos[:40, :8].copy(), middle, PLAN)
    torch.nn.init.normal_(side.down.weight)
    with torch.no_grad():
        trained = side.eval()(torch.from_numpy(photos)).numpy()
    tower = side.tower()
    np.testing.assert_allclose(tower.bend(unit_rows((photos - middle) @ tower.into)), trained, atol=1e-4)
    bend = Bend(np.eye(2, dtype=np.float32), np.eye(2, dtype=np.float32), np.zeros(2, np.float32), np.eye(2, dtype=np.float32))  # fmt: skip
    # x + gelu(sqrt 2 * x), where gelu(y) is y * P(X <= y): .6 + .849 * .802 = 1.281, .8 + 1.131 * .871 = 1.786
    np.testing.assert_allclose(bend(np.array([[1, 0], [0, 0]], np.float32)), [[1, 0], [0, 0]], atol=1e-6)
    np.testing.assert_allclose(bend(np.array([[0.6, 0.8]], np.float32)), [[0.5828, 0.8126]], atol=5e-4)


def test_the_branch_is_trained_and_the_rest_of_the_network_stays() -> None:
    draw = np.random.default_rng(0)
    maps = draw.standard_normal((2, 12, 120, 17, 17)).astype(np.float16)
    views = Views([], draw.random((2, 12, 3288)).astype(np.float16), maps)
    net = images_torch.network()
    branch = images_torch.branch(net)
    shift, scale = np.zeros(5848, np.float32), np.ones(5848, np.float32)
    sight = Sight(views, branch, shift, scale, rounded=False)
    before = rows(sight, 12, 5)
    assert before.shape == (12, 5848)
    np.testing.assert_array_equal(before[:, :3288], views.rows[0])
    # the branch begins as a copy of the last stages
    with torch.no_grad():
        mean = images_torch.frozen(net, torch.from_numpy(maps[0].astype(np.float32)), [])[1].numpy()
    np.testing.assert_allclose(before[:, 3288:4568] ** 2, np.maximum(mean, 0) + 1e-6, atol=1e-4)
    texts = draw.standard_normal((12, 30)).astype(np.float32)
    plan = Plan(epochs=4, batch=12, branch_rate=1e-3, hidden=8, shares=(1.0,))
    into = (
        draw.standard_normal((5848, 6)).astype(np.float32),
        draw.standard_normal((30, 6)).astype(np.float32),
    )
    sides = Side(into[0], shift, plan), Side(into[1], np.zeros(30, np.float32), plan)
    kept = {name: tensor.clone() for name, tensor in net.state_dict().items()}
    statistics = {name: tensor.clone() for name, tensor in branch.state_dict().items() if "running" in name}
    assert len(list(tune(sight, 2, {"a": sides}, {"a": texts}, np.arange(12), plan))) == 4
    assert np.abs(rows(sight, 12) - before)[:, 3288:].max() > 1e-3
    assert same(kept, net.state_dict())
    assert same(statistics, branch.state_dict())


def same(before: Mapping[str, torch.Tensor], after: Mapping[str, torch.Tensor]) -> bool:
    return all(torch.equal(tensor, after[name]) for name, tensor in before.items())


def test_views_of_a_photo() -> None:
    draw = np.random.default_rng(0)
    picture = Image.fromarray(draw.integers(0, 256, (100, 60, 3), np.uint8))
    assert view(picture, 0, draw) is picture
    np.testing.assert_array_equal(np.asarray(view(picture, 1, draw)), np.asarray(picture)[:, ::-1])
    sizes = [view(picture, 2, draw).size for _ in range(40)]
    assert len(set(sizes)) > 10
    assert min(width * height for width, height in sizes) >= 0.5 * 6000
    assert max(width * height for width, height in sizes) <= 6000


def test_a_linear_link_of_several_views_is_that_of_their_rows_together() -> None:
    views = 3
    photos, texts, of = paired(50, 4)
    draw = np.random.default_rng(5)
    several = (photos + 0.1 * draw.standard_normal((views, *photos.shape))).astype(np.float32)
    found = cca.link(several, texts, of, 6)
    long = cca.link(
        several.reshape(1, -1, 40),
        np.tile(texts, (views, 1)),
        np.concatenate([of + 50 * i for i in range(views)]),
        6,
    )
    np.testing.assert_allclose(np.abs(found.photo), np.abs(long.photo), atol=2e-3)


def test_towers_are_packed_and_unpacked() -> None:
    photos, texts, of = paired(200, 3)
    tower = linked(photos, texts, of, Plan(epochs=1, batch=100, hidden=8, shares=(1.0,)))[1]
    held = unpack("side", pack("side", tower))
    np.testing.assert_array_equal(held(texts), tower(texts))
    assert tower.dim == 12
    np.testing.assert_allclose(np.linalg.norm(tower(texts), axis=1), 1, atol=1e-5)


def test_main_directions() -> None:
    draw = np.random.default_rng(0)
    wide = draw.standard_normal((300, 5)) * [9, 5, 0.1, 0.1, 0.1]
    found = cca.principal(wide.astype(np.float32), 2)
    np.testing.assert_allclose(np.abs(found[:2]), np.eye(2), atol=0.05)


def made(causes: np.ndarray, seed: int) -> Seen:
    """What a network might see: `causes` (n, 3) hidden in the numbers of every layer, and noise."""
    draw, fixed = np.random.default_rng(seed), np.random.default_rng(8)
    parts = [
        causes @ fixed.random((3, width)) + 0.4 * draw.random((len(causes), width))
        for width in (728, 1280, 1280, 1000, 1280, 1280)
    ]
    return Seen(*(part.astype(np.float32) for part in parts))


def test_the_map_of_kinds_draws_a_kind_together_and_says_nothing_of_other_things() -> None:
    draw = np.random.default_rng(4)
    kinds = np.repeat(["bag", "shoe"], 40)
    products = np.stack([kinds == "bag", kinds == "shoe", np.zeros(80)], axis=1) + draw.random((80, 3))
    others = made(np.array([0.0, 0.0, 2.0]) + draw.random((60, 3)), 1)
    held = kinds_map(features(made(products[::2], 2)), kinds[::2].tolist(), features(others))
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
