"""A network over a message's tokens that names its intent, in numpy, as `assets.recipes.router_network` trains it in torch.

A convolution and a bidirectional GRU read every token's vector after three layers of multilingual-e5-small; four learned ways of
attending and the maximum sum them up beside the sentence's vectors and cues. It sees order and single words, which a
mean of tokens blurs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np

from assistant.encoders.errors import ModelDamaged
from assistant.encoders.verified import verified
from assistant.routing.slots.network import convolution, gru, norm
from assistant.settings import shipped
from store.types import Matrix, Vector

FILE = shipped("models", "router", "network.safetensors")


@dataclass(frozen=True, slots=True)
class Network:
    """Networks fitted from different beginnings (each {name: weights}), and the intents that they tell apart, in the
    order of their output; what they say is averaged."""

    members: tuple[Mapping[str, Matrix], ...]
    intents: tuple[str, ...]

    def probabilities(self, states: Matrix, row: Vector, cues: Vector) -> Vector:
        """Return (intents,) from token states (n, dim), the message's row (kept,) and its cues (cues,)."""
        said = [_probabilities(weights, states, row, cues) for weights in self.members]
        return np.asarray(np.mean(said, axis=0), np.float32)


def _probabilities(w: Mapping[str, Matrix], states: Matrix, row: Vector, cues: Vector) -> Vector:
    given = np.maximum(norm(states, w, "norm") @ w["inputs.weight"].T + w["inputs.bias"], 0)
    given = given + np.maximum(convolution(given, w), 0)
    chain = np.hstack([gru(given, w, ""), gru(given[::-1], w, "_reverse")[::-1]])
    looks = chain @ w["attention.weight"].T + w["attention.bias"]
    shares = np.exp(looks - looks.max(axis=0))
    attended = (shares / shares.sum(axis=0)).T @ chain
    seen = np.concatenate([attended.ravel(), chain.max(axis=0), row, cues])
    hidden = np.maximum(w["first.weight"] @ seen + w["first.bias"], 0)
    raw = w["last.weight"] @ hidden + w["last.bias"]
    powers = np.exp(raw - raw.max())
    return np.asarray(powers / powers.sum(), np.float32)


@cache
def load() -> Network | None:
    """Return the shipped networks, None where they are missing or damaged."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(verified(FILE), "np") as held:
            names = tuple(held.metadata()["intents"].split())
            members: dict[str, dict[str, Matrix]] = {}
            for key in held.keys():  # noqa: SIM118
                number, _, name = key.partition("/")
                members.setdefault(number, {})[name] = held.get_tensor(key).astype(np.float32)
    except (OSError, SafetensorError, KeyError, ModelDamaged):
        return None
    return Network(tuple(members.values()), names)
