"""What the curve of taught names is fitted to: products as names, compared by maps that have not seen them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.engines.images.taught_names import ALONE, APART, LOST, STEEP, USUAL, Prototype, prototype
from store.types import Matrix, Vector

EXAMPLES = 5
ENOUGH = 12
OTHERS = 4.0
"""The photos without the name weigh this many times those with it, together: a name shows in one photo of five."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A name in one library: scores of the photos beside its examples, and whether each shows the name."""

    alone: bool
    alike: float
    scores: Vector
    shown: NDArray[np.bool_]


def trials(looks: Matrix, kinds: np.ndarray, seed: int) -> list[Trial]:
    """Return a trial for each kind, number of examples, and library: of all kinds, or of two."""
    draw = np.random.default_rng(seed)
    often = [kind for kind in np.unique(kinds) if (kinds == kind).sum() >= ENOUGH]
    found = []
    for kind in often:
        for count in range(1, EXAMPLES + 1):
            for library in (often, [kind, draw.choice([other for other in often if other != kind])]):
                there = np.flatnonzero(np.isin(kinds, library))
                there = draw.permutation(there)
                own = there[kinds[there] == kind]
                found.append(_trial(looks, kinds == kind, own[:count], np.setdiff1d(there, own[:count])))
    return found


def _trial(looks: Matrix, shows: NDArray[np.bool_], own: NDArray[np.int64], rest: NDArray[np.int64]) -> Trial:
    one = prototype("", looks[own], looks[rest[:USUAL]])
    return Trial(len(own) == 1, one.alike, one.scores(looks[rest]), shows[rest])


def report(found: list[Trial]) -> None:
    """Print the curve that fits the trials, and how right the shipped one is on them."""
    from sklearn.linear_model import LogisticRegression

    alone = float(np.mean([trial.alike for trial in found if not trial.alone]))
    rows = np.vstack(
        [
            np.stack(
                [trial.scores, np.full(len(trial.scores), alone if trial.alone else trial.alike)], axis=1
            )
            for trial in found
        ]
    )
    shown = np.concatenate([trial.shown for trial in found])
    weights = np.concatenate([_weights(trial.shown) for trial in found])
    fitted = LogisticRegression(C=1e4, max_iter=1000).fit(rows, shown, weights)
    steep, apart = fitted.coef_[0]
    print(
        f"taught names, {len(found)} trials: steep {steep:.1f}, apart {-apart:.1f}, lost {-fitted.intercept_[0]:.1f},"
        f" alone {alone:.2f} (shipped {STEEP}, {APART}, {LOST}, {ALONE})"
    )
    right = [_right(trial) for trial in found]
    share, lost = np.mean(right, axis=0)
    print(
        f"taught names as shipped: {share:.3f} of photos with the name recognised, {lost:.3f} of the others too"
    )


def _weights(shown: NDArray[np.bool_]) -> Vector:
    result: Vector = np.where(shown, 1 / max(1, shown.sum()), OTHERS / max(1, (~shown).sum()))
    return result


def _right(trial: Trial) -> tuple[float, float]:
    curve = Prototype("", np.zeros(1, np.float32), np.zeros(1, np.float32), trial.alike)
    sure = curve.curve(trial.scores) >= 0.5
    return float(sure[trial.shown].mean()), float(sure[~trial.shown].mean())
