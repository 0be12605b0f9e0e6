"""Refine both sides of a linear link so that a photo finds its captions among many (InfoNCE; van den Oord et al. 2018)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from assistant.encoders.batches import unit_rows
from assistant.encoders.image_tower import Bend
from store.types import Matrix

if TYPE_CHECKING:
    import torch


@dataclass(frozen=True, slots=True)
class Plan:
    """How long and how hard to train; chosen on 1,000 photos held out of the training ones."""

    epochs: int = 7
    batch: int = 1000
    rate: float = 1e-3
    decay: float = 0.05
    hidden: int = 512
    drop: float = 0.4
    drop_inputs: float = 0.2
    temperature: float = 0.06
    seed: int = 0


def refine(photos: Matrix, texts: Matrix, of: NDArray[np.int64], plan: Plan) -> tuple[Bend, Bend]:
    """Return what bends photos (n, d) and texts (m, d), rows of one space, where text i describes photo of[i].

    Every photo is in a batch with one of its captions, so that no batch holds two captions of one photo.
    """
    import torch
    from torch.nn import functional

    torch.manual_seed(plan.seed)
    draw = np.random.default_rng(plan.seed)
    seen, said = torch.from_numpy(unit_rows(photos)), torch.from_numpy(unit_rows(texts))
    sides = (_side(photos.shape[1], plan), _side(photos.shape[1], plan))
    sharpness = torch.nn.Parameter(torch.tensor(float(-np.log(plan.temperature))))
    groups = [
        {"params": [part for side in sides for part in side.parameters()], "weight_decay": plan.decay},
        {"params": [sharpness], "weight_decay": 0.0},
    ]
    optimiser = torch.optim.AdamW(groups, lr=plan.rate)
    order = list(_batches(of, len(photos), plan, draw))
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, plan.rate, total_steps=len(order), pct_start=0.1
    )
    for photo, text in order:
        scores = sides[0](seen[photo]) @ sides[1](said[text]).T * sharpness.exp().clamp(max=100)
        right = torch.arange(len(photo))
        loss = functional.cross_entropy(scores, right) + functional.cross_entropy(scores.T, right)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
        optimiser.step()
        schedule.step()
    return _bend(sides[0]), _bend(sides[1])


def _side(width: int, plan: Plan) -> Any:
    """Return the trainable form of Bend: it begins as the identity."""
    import torch
    from torch.nn import functional

    class Side(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.straight = torch.nn.Linear(width, width, bias=False)
            self.up = torch.nn.Linear(width, plan.hidden)
            self.down = torch.nn.Linear(plan.hidden, width, bias=False)
            torch.nn.init.eye_(self.straight.weight)
            torch.nn.init.zeros_(self.down.weight)

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            x = functional.dropout(x, plan.drop_inputs, self.training)
            bent = functional.gelu(self.up(x * width**0.5), approximate="tanh")
            bent = self.down(functional.dropout(bent, plan.drop, self.training))
            return functional.normalize(self.straight(x) + bent, dim=1)

    return Side()


def _batches(
    of: NDArray[np.int64], photos: int, plan: Plan, draw: np.random.Generator
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Yield (photos, texts) of `plan.batch` pairs; an epoch shows every caption about once."""
    own = [np.flatnonzero(of == photo) for photo in range(photos)]
    most = max(map(len, own))
    for _ in range(plan.epochs):
        turn = np.stack([draw.permutation(texts)[np.arange(most) % len(texts)] for texts in own])
        for caption in range(most):
            order = draw.permutation(photos)
            for start in range(0, photos - plan.batch + 1, plan.batch):
                chosen = order[start : start + plan.batch]
                yield chosen, turn[chosen, caption]


def _bend(side: Any) -> Bend:
    def array(tensor: Any) -> Matrix:
        result: Matrix = tensor.detach().numpy().astype(np.float32)
        return result

    return Bend(
        straight=array(side.straight.weight.T), up=array(side.up.weight.T),
        bias=array(side.up.bias), down=array(side.down.weight.T),
    )  # fmt: skip
