"""Train the last stages of the network and both sides of the links, so that a photo finds its captions among many.

InfoNCE (van den Oord et al. 2018) over batches of photos with one caption each, every photo in one of its views. The
links begin as linear maps in closed form (images_cca), the network as it comes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from assets.recipes.images_views import Views
from assistant.encoders.images.text_tower import Bend, Tower
from store.types import Matrix, Vector


@dataclass(frozen=True, slots=True)
class Plan:
    """How long and how hard to train; chosen on 1,000 photos held out of the training ones.

    `branch_rate`, `rate` and `map_rate` are the highest learning rates of the network, the bends, and the linear maps.
    """

    epochs: int = 12
    batch: int = 500
    branch_rate: float = 3e-4
    rate: float = 1e-3
    map_rate: float = 1e-4
    decay: float = 0.05
    hidden: int = 512
    drop: float = 0.4
    drop_inputs: float = 0.2
    temperature: float = 0.06
    shares: tuple[float, ...] = (0.5, 1.0)
    """What each link weighs, in their order."""
    seed: int = 0


class Side(nn.Module):
    """One side of a link while it is trained: the bend of a Tower, which begins as the identity."""

    def __init__(self, into: Matrix, shift: Vector, plan: Plan) -> None:
        super().__init__()
        width, self.plan = into.shape[1], plan
        self.shift = torch.from_numpy(shift)
        self.into = nn.Parameter(torch.from_numpy(into.copy()))
        self.straight = nn.Linear(width, width, bias=False)
        self.up = nn.Linear(width, plan.hidden)
        self.down = nn.Linear(plan.hidden, width, bias=False)
        nn.init.eye_(self.straight.weight)
        nn.init.zeros_(self.down.weight)

    def forward(self, rows: Tensor) -> Tensor:
        """Return (n, d) unit rows for (n, p) inputs."""
        rows = functional.dropout(rows - self.shift, self.plan.drop_inputs, self.training)
        line = functional.normalize(rows @ self.into, dim=1)
        bent = functional.gelu(self.up(line * line.shape[1] ** 0.5), approximate="tanh")
        bent = self.down(functional.dropout(bent, self.plan.drop, self.training))
        return functional.normalize(self.straight(line) + bent, dim=1)

    def tower(self) -> Tower:
        """Return what was trained, as it is shipped."""
        bend = Bend(
            straight=_array(self.straight.weight.T), up=_array(self.up.weight.T),
            bias=_array(self.up.bias), down=_array(self.down.weight.T),
        )  # fmt: skip
        return Tower(_array(self.shift), _array(self.into), bend)


class Sight(nn.Module):
    """Rows of photos as `image_net.captioned`, shifted and scaled: what the network says as it came, then the branch.

    `shift` and `scale` (5848). With `rounded` the branch computes in bfloat16.
    """

    def __init__(self, views: Views, branch: nn.Module, shift: Vector, scale: Vector, rounded: bool) -> None:
        super().__init__()
        self.views, self.branch, self.rounded = views, branch, rounded
        self.shift, self.scale = torch.from_numpy(shift), torch.from_numpy(scale)

    def train(self, mode: bool = True) -> Sight:
        """Change nothing: the network's batch statistics stay as they are."""
        self.training = mode
        return self

    def forward(self, view: NDArray[np.int64], photo: NDArray[np.int64]) -> Tensor:
        """Return (n, 5848)."""
        maps = torch.from_numpy(self.views.maps[view, photo].astype(np.float32))
        with torch.autocast("cpu", torch.bfloat16, enabled=self.rounded):
            wide = self.branch(maps)
        wide = wide.float()
        last = [(part.clamp(min=0) + 1e-6).sqrt() for part in (wide.mean((2, 3)), wide.amax((2, 3)))]
        came = torch.from_numpy(self.views.rows[view, photo].astype(np.float32))
        return (torch.cat([came, *last], 1) - self.shift) * self.scale


def rows(sight: Callable[..., Tensor], photos: int, size: int = 100) -> Matrix:
    """Return what photos look like in view 0."""
    with torch.no_grad():
        parts = [
            _array(sight(np.zeros(len(some), np.int64), some))
            for some in np.array_split(np.arange(photos), -(-photos // size))
        ]
    return np.concatenate(parts)


Links = Mapping[str, tuple[Side, Side]]


def tune(
    sight: nn.Module, views: int, links: Links, texts: Mapping[str, Matrix], of: NDArray[np.int64], plan: Plan
) -> Iterator[float]:
    """Train in place, and yield the mean loss of each epoch; `texts` (m, q) of each link, text i describes photo of[i].

    Every photo is in a batch with one of its captions, so that no batch holds two captions of one photo.
    """
    torch.manual_seed(plan.seed)
    draw = np.random.default_rng(plan.seed)
    sharpness = nn.Parameter(torch.tensor(float(-np.log(plan.temperature))))
    said = {part: torch.from_numpy(np.asarray(rows, np.float32)) for part, rows in texts.items()}
    groups, rates = _groups(sight, links, sharpness, plan)
    optimiser = torch.optim.AdamW(groups)
    photos = int(of.max()) + 1
    steps = plan.epochs * (photos // plan.batch)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, rates, total_steps=steps, pct_start=0.1)
    for pairs in _epochs(of, photos, plan, draw):
        losses = []
        for photo, text in pairs:
            seen = sight(draw.integers(0, views, len(photo)), photo)
            right, loss = torch.arange(len(photo)), torch.zeros(())
            for (part, (left, side)), share in zip(links.items(), plan.shares, strict=True):
                scores = left(seen) @ side(said[part][text]).T * sharpness.exp().clamp(max=100)
                both = functional.cross_entropy(scores, right) + functional.cross_entropy(scores.T, right)
                loss = loss + share * both
            optimiser.zero_grad()
            torch.autograd.backward(loss)
            optimiser.step()
            schedule.step()
            losses.append(loss.item())
        yield float(np.mean(losses))


def _groups(
    sight: nn.Module, links: Links, sharpness: nn.Parameter, plan: Plan
) -> tuple[list[dict[str, Any]], list[float]]:
    """Return what is trained, and the highest rate of each group."""
    sides = [side for pair in links.values() for side in pair]
    bends = [part for side in sides for name, part in side.named_parameters() if name != "into"]
    groups: list[dict[str, Any]] = [
        {"params": list(sight.parameters()), "weight_decay": plan.decay},
        {"params": bends, "weight_decay": plan.decay},
        {"params": [side.into for side in sides], "weight_decay": 0.0},
        {"params": [sharpness], "weight_decay": 0.0},
    ]
    return groups, [plan.branch_rate, plan.rate, plan.map_rate, plan.rate]


def _epochs(
    of: NDArray[np.int64], photos: int, plan: Plan, draw: np.random.Generator
) -> Iterator[Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]]:
    """Yield for each epoch (photos, texts) of `plan.batch` pairs; an epoch shows every photo about once."""
    own = [np.flatnonzero(of == photo) for photo in range(photos)]

    def epoch() -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
        order = draw.permutation(photos)
        for start in range(0, photos - plan.batch + 1, plan.batch):
            chosen = order[start : start + plan.batch]
            yield chosen, np.array([draw.choice(own[photo]) for photo in chosen])

    for _ in range(plan.epochs):
        yield epoch()


def _array(tensor: Tensor) -> Matrix:
    result: Matrix = tensor.detach().numpy().astype(np.float32)
    return result
