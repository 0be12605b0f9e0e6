"""Train the inference head: `python -m assets.recipes.nli`, about ten minutes on one core.

Sentence-BERT's objective (Reimers and Gurevych 2019, figure 1) on the frozen vectors of the multilingual
Universal Sentence Encoder: a perceptron over (u, v, |u-v|, u*v) and a few cues of the words. Sets: SNLI dev,
SICK train, JNLI valid from ../shared/data/text. The figures are of five folds; pairs that share any sentence,
also through others, are in one fold. What ships is the mean of three heads trained on every pair.
"""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.language.head import chances, joined
from store.types import Matrix

DATA = Path(__file__).parents[3] / "shared" / "data" / "text"
OUT = Path(__file__).parents[1] / "models" / "nli"
LABELS = ("entailment", "neutral", "contradiction")
SETS = {
    "SNLI": ("snli-dev.tsv", 0, 1, 2),
    "SICK": ("sick-train.tsv", 0, 1, 3),
    "JNLI": ("ja-jnli-valid.tsv", 0, 1, 2),
}
"""Name to file and the columns of premise, hypothesis and label."""
FOLDS, PASSES, HIDDEN, RATE, BATCH, SEEDS = 5, 10, 256, 1.5e-3, 256, 3
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Pairs:
    """One set: premises, hypotheses, labels (index into LABELS) and the fold of each pair."""

    name: str
    premises: list[str]
    hypotheses: list[str]
    labels: Ints
    folds: Ints


def clean(text: str) -> str:
    """Undo the spaces before punctuation that one of the sets has."""
    return text.replace(" .", ".").replace(" ,", ",").replace(" n't", "n't").replace(" 's", "'s").strip()


def read(name: str, data: Path = DATA) -> Pairs:
    """Read one set; pairs without a gold label are left out."""
    file, a, b, label = SETS[name]
    with (data / file).open(encoding="utf-8") as stream:
        rows = list(csv.reader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]
    rows = [row for row in rows if row[label] in LABELS]
    premises, hypotheses = [clean(row[a]) for row in rows], [clean(row[b]) for row in rows]
    labels = np.array([LABELS.index(row[label]) for row in rows])
    return Pairs(name, premises, hypotheses, labels, _folds(premises, hypotheses))


def _folds(premises: list[str], hypotheses: list[str]) -> Ints:
    """Return a fold for each pair, the same for all pairs that are linked by a sentence."""
    parent: dict[str, str] = {}

    def root(text: str) -> str:
        while parent.setdefault(text, text) != text:
            parent[text] = parent[parent[text]]
            text = parent[text]
        return text

    for a, b in zip(premises, hypotheses, strict=True):
        parent[root(a)] = root(b)
    order = {text: i for i, text in enumerate(dict.fromkeys(root(text) for text in premises))}
    return np.array([(order[root(text)] * 2654435761 % 2**32) * FOLDS >> 32 for text in premises])


def features(pairs: list[Pairs]) -> Matrix:
    """Return (pairs, 4 x 512 + cues) float32."""
    from assistant.encoders.use import UseEncoder
    from assistant.language.cues import cues

    texts = list(dict.fromkeys(t for p in pairs for side in (p.premises, p.hypotheses) for t in side))
    rows, place = UseEncoder().documents(texts), {text: i for i, text in enumerate(texts)}
    both = [(a, b) for p in pairs for a, b in zip(p.premises, p.hypotheses, strict=True)]
    u, v = (rows[[place[pair[side]] for pair in both]] for side in (0, 1))
    seen = np.array([cues(a, b) for a, b in both])
    return joined(u, v, seen)


def fit(x: Matrix, labels: Ints, seed: int) -> Any:
    """Return a trained torch perceptron over standardised features."""
    import torch

    torch.manual_seed(seed)
    net = torch.nn.Sequential(
        torch.nn.Dropout(0.3), torch.nn.Linear(x.shape[1], HIDDEN), torch.nn.ReLU(),
        torch.nn.Dropout(0.4), torch.nn.Linear(HIDDEN, 3),
    )  # fmt: skip
    data, wanted = torch.from_numpy(x), torch.from_numpy(labels)
    optimiser = torch.optim.AdamW(net.parameters(), RATE, weight_decay=0.02)
    steps = PASSES * (len(x) // BATCH + 1)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=steps)
    for _ in range(PASSES):
        for rows in torch.split(torch.randperm(len(x)), BATCH):
            loss = torch.nn.functional.cross_entropy(net(data[rows]), wanted[rows], label_smoothing=0.05)
            optimiser.zero_grad()
            torch.autograd.backward(loss)
            optimiser.step()
            schedule.step()
    return net.eval()


def predict(net: Any, x: Matrix) -> Matrix:
    """Return (n, 3) logits."""
    import torch

    with torch.no_grad():
        return np.asarray(net(torch.from_numpy(x)).numpy(), np.float32)


def temperature(logits: Matrix, labels: Ints) -> float:
    """Return the divisor of the logits under which the labels are likeliest (Guo et al. 2017)."""

    def loss(t: float) -> float:
        found = chances(logits, np.zeros(len(logits), bool), (t, t))
        return float(-np.log(found[np.arange(len(labels)), labels] + 1e-9).mean())

    return float(min(np.arange(0.4, 3.0, 0.02), key=loss))


def folds(x: Matrix, labels: Ints, of: Any, fold: Ints) -> Matrix:
    """Return (pairs, 3) logits, each pair held out once."""
    logits = np.zeros((len(x), 3), np.float32)
    for number in range(FOLDS):
        held = fold == number
        logits[held] = predict(fit(x[~held], labels[~held], number), x[held])
        right = logits.argmax(axis=1) == labels
        print(number, {n: round(float(right[held & (of == n)].mean()), 4) for n in SETS}, flush=True)
    return logits


def figures(logits: Matrix, labels: Ints, of: Any) -> dict[str, Any]:
    """Return what the card says: accuracy, temperatures, reliability and confusion by set."""
    japanese = of == "JNLI"
    pair = (
        temperature(logits[~japanese], labels[~japanese]),
        temperature(logits[japanese], labels[japanese]),
    )
    found = chances(logits, japanese, pair)
    sure, right = found.max(axis=1), found.argmax(axis=1) == labels
    bins = np.minimum((sure * 10).astype(int), 9)
    return {
        "temperatures": pair,
        "accuracy": {n: float(right[of == n].mean()) for n in SETS},
        "pairs": {n: int((of == n).sum()) for n in SETS},
        "reliability": [
            (float(sure[bins == b].mean()), float(right[bins == b].mean()), int((bins == b).sum()))
            for b in np.unique(bins)
        ],
        "confusion": {
            n: [
                [int(((labels == i) & (found.argmax(axis=1) == j) & (of == n)).sum()) for j in range(3)]
                for i in range(3)
            ]
            for n in SETS
        },
    }


def write(nets: list[Any], mean: Matrix, deviation: Matrix, card: dict[str, Any]) -> None:
    """Write head.safetensors, weights in float16, the card's figures in its header."""
    from safetensors.numpy import save_file

    tensors = {"mean": mean, "deviation": deviation}
    for name, place in (("hidden", 1), ("out", 4)):
        for kind in ("weight", "bias"):
            tensors[f"{name}.{kind}"] = np.stack([net[place].state_dict()[kind].numpy() for net in nets])
    kept = {
        name: np.ascontiguousarray(value.astype(np.float16 if name.endswith("weight") else np.float32))
        for name, value in tensors.items()
    }
    OUT.mkdir(parents=True, exist_ok=True)
    save_file(kept, OUT / "head.safetensors", {"card": json.dumps(card)})


def main() -> None:
    """Measure by folds, train on everything, and write the head."""
    import torch

    torch.set_num_threads(1)
    pairs = [read(name) for name in SETS]
    raw = features(pairs)
    mean, deviation = raw.mean(axis=0), raw.std(axis=0) + 1e-4
    x = np.asarray((raw - mean) / deviation, np.float32)
    labels, fold = np.concatenate([p.labels for p in pairs]), np.concatenate([p.folds for p in pairs])
    of = np.repeat([p.name for p in pairs], [len(p.labels) for p in pairs])
    card = figures(folds(x, labels, of, fold), labels, of)
    nets = [fit(x, labels, seed) for seed in range(SEEDS)]
    write(nets, mean, deviation, card)
    print(json.dumps(card))


if __name__ == "__main__":
    main()
