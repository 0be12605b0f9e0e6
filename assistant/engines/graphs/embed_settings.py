"""How a graph is embedded."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

from assistant.engines.graphs.errors import BadSetting, NoSetting

FACTORISED = 12_000
"""Nodes up to which the dense co-occurrence matrix is affordable (580 MB)."""
STEPS = 40_000_000
"""Steps of all walks together beyond which large graphs are walked less often."""


@dataclass(frozen=True, slots=True)
class EmbedSettings:
    """DeepWalk's settings; p and q other than 1 make it node2vec.

    `method` "walks" trains skip-gram on random walks. "factorise" computes what that training converges
    to, the matrix of window co-occurrences in closed form (NetMF, Qiu et al. 2018): better and faster up
    to some ten thousand nodes, but it has no walks to show, no p and q, and ignores walks and epochs.
    Two negative samples give the F1 of hierarchical softmax (negative=0) in less time (docs/graphs.md).
    Walks left open are 80 from every node, and fewer, down to 5, where that would make over STEPS steps.
    """

    method: Literal["auto", "walks", "factorise"] = "auto"
    size: int = 128
    walks: int | None = None
    length: int = 40
    window: int = 10
    epochs: int = 1
    negative: int = 2
    p: float = 1.0
    q: float = 1.0
    seed: int = 1

    def __post_init__(self) -> None:
        ranges: dict[str, tuple[float, float]] = {
            "size": (2, 1024), "walks": (1, 1000), "length": (2, 1000), "window": (1, 100), "epochs": (1, 100),
            "negative": (0, 50), "p": (1e-3, 1e3), "q": (1e-3, 1e3),
        }  # fmt: skip
        for name, (low, high) in ranges.items():
            value = getattr(self, name)
            if value is not None and not low <= value <= high:
                raise BadSetting(name=name, low=low, high=high, value=value)

    def factorises(self, nodes: int) -> bool:
        """Return whether a graph of that size is embedded in closed form."""
        fits = nodes <= FACTORISED and self.p == 1 and self.q == 1
        return self.method == "factorise" or (self.method == "auto" and fits)

    def walked(self, nodes: int) -> int:
        """Return the number of walks from every node in a graph of that size."""
        return self.walks or min(80, max(5, STEPS // max(1, nodes * self.length)))

    @property
    def label(self) -> str:
        """Return the settings in one line, part of a space's fingerprint."""
        if self.method == "factorise":
            return f"netmf {self.size}d window {self.window} seed {self.seed}"
        return (
            f"deepwalk {self.size}d walks {self.walks}x{self.length} window {self.window} epochs {self.epochs} "
            f"negative {self.negative} p {self.p:g} q {self.q:g} seed {self.seed}"
        )


def chosen(settings: EmbedSettings | None, values: dict[str, Any]) -> EmbedSettings:
    """Return settings with some values changed; NoSetting for an unknown name. Naming what only walks have
    (walks, length, epochs, p, q, negative) chooses walks."""
    unknown = set(values) - set(EmbedSettings.__dataclass_fields__)
    if unknown:
        known = ", ".join(EmbedSettings.__dataclass_fields__)
        raise NoSetting(name=", ".join(sorted(unknown)), known=known)
    if settings is None and values.keys() & {"walks", "length", "epochs", "p", "q", "negative"}:
        values = {"method": "walks", **values}
    return replace(settings or EmbedSettings(), **values)
