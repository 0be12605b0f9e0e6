"""Train the inference head: `python -m assets.recipes.nli`, about ten minutes on one core.

Sentence-BERT's objective (Reimers and Gurevych 2019, figure 1) on the frozen vectors of the multilingual
Universal Sentence Encoder: a perceptron over (u, v, |u-v|, u*v) and a few cues of the words. SHARES says what it
learns from in ../shared/data/text. The figures are of five folds; pairs that share any sentence, also through others,
are in one fold; the templates of JaNLI are all learnt from but its own test pairs. Sets without a share are only
measured: SICK may not be used commercially. What ships is the mean of three heads trained on every pair.
"""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.engines.language.head import chances, joined
from store.types import Matrix

DATA = Path(__file__).parents[3] / "shared" / "data" / "text"
OUT = Path(__file__).parents[1] / "models" / "nli"
LABELS = ("entailment", "neutral", "contradiction")
SETS = {
    "SNLI": ("snli-dev.tsv", 0, 1, 2),
    "JNLI": ("ja-jnli-valid.tsv", 0, 1, 2),
    "MED": ("nli-extra/med.tsv", 8, 9, 15),
    "JaNLI": ("nli-extra/janli.tsv", 1, 2, 3),
    "SICK": ("sick-train.tsv", 0, 1, 3),
}
"""Name to file and the columns of premise, hypothesis and label."""
SHARES = {"SNLI": 1.0, "JNLI": 1.0}
"""What is learnt from, and how much of it. With half of MED and a tenth of JaNLI these two gain .22 and .10, JNLI
loses .01, and the lecture's Japanese entailment is no longer found."""
LOOSE = ("MED", "JaNLI")
"""Sets whose other label only says that the hypothesis does not follow."""
JAPANESE = ("JNLI", "JaNLI")
FOLDS, PASSES, HIDDEN, RATE, BATCH, SEEDS, SMOOTH = 5, 10, 256, 1.5e-3, 256, 3, 0.05
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
    told = [(row, row[label].replace("non-entailment", "neutral")) for row in rows]
    kept = [(row, said) for row, said in told if said in LABELS]
    rows, named = [row for row, _ in kept], [said for _, said in kept]
    premises, hypotheses = [clean(row[a]) for row in rows], [clean(row[b]) for row in rows]
    labels = np.array([LABELS.index(said) for said in named])
    fold = _folds(premises, hypotheses)
    if (
        name == "JaNLI"
    ):  # pairs of one template are alike: its own test pairs are the first fold, the rest in none
        fold = np.array([0 if row[7] == "test" else FOLDS for row in rows])
    return Pairs(name, premises, hypotheses, labels, fold)


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
    from assistant.encoders.text.universal import UseEncoder
    from assistant.engines.language.cues import cues

    texts = list(dict.fromkeys(t for p in pairs for side in (p.premises, p.hypotheses) for t in side))
    rows, place = UseEncoder().documents(texts), {text: i for i, text in enumerate(texts)}
    both = [(a, b) for p in pairs for a, b in zip(p.premises, p.hypotheses, strict=True)]
    u, v = (rows[[place[pair[side]] for pair in both]] for side in (0, 1))
    seen = np.array([cues(a, b) for a, b in both])
    return joined(u, v, seen)


def fit(x: Matrix, labels: Ints, loose: Any, seed: int) -> Any:
    """Return a trained torch perceptron over standardised features; of `loose` pairs only entailment counts."""
    import torch

    torch.manual_seed(seed)
    net = torch.nn.Sequential(
        torch.nn.Dropout(0.3), torch.nn.Linear(x.shape[1], HIDDEN), torch.nn.ReLU(),
        torch.nn.Dropout(0.4), torch.nn.Linear(HIDDEN, 3),
    )  # fmt: skip
    data, wanted, either = torch.from_numpy(x), torch.from_numpy(labels), torch.from_numpy(loose)
    optimiser = torch.optim.AdamW(net.parameters(), RATE, weight_decay=0.02)
    steps = PASSES * (len(x) // BATCH + 1)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=steps)
    for _ in range(PASSES):
        for rows in torch.split(torch.randperm(len(x)), BATCH):
            logits = net(data[rows])
            exact = torch.nn.functional.cross_entropy(
                logits, wanted[rows], label_smoothing=SMOOTH, reduction="none"
            )
            follows = torch.softmax(logits, 1)[:, 0] * (1 - SMOOTH) + SMOOTH / 3
            loss = torch.where(either[rows] & (wanted[rows] > 0), -torch.log(1 - follows), exact)
            optimiser.zero_grad()
            torch.autograd.backward(loss.mean())
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


def judged(logits: Matrix, labels: Ints, name: str) -> Any:
    """Return which pairs of a set are judged right; of LOOSE sets, whether entailment is told from the rest."""
    found = logits.argmax(axis=1)
    return (found == 0) == (labels == 0) if name in LOOSE else found == labels


def chosen(of: Any) -> Any:
    """Return which pairs are learnt from: a share of each set, drawn once."""
    draw = np.random.default_rng(0).random(len(of))
    return draw < np.array([SHARES.get(name, 0.0) for name in of])


def folds(x: Matrix, labels: Ints, of: Any, fold: Ints) -> tuple[Matrix, Any]:
    """Return (pairs, 3) logits of pairs held out, and which pairs were."""
    logits, known, loose = np.zeros((len(x), 3), np.float32), chosen(of), np.isin(of, LOOSE)
    for number in range(FOLDS):
        held, learnt = (fold == number) & (of != "SICK"), known & (fold != number)
        net = fit(x[learnt], labels[learnt], loose[learnt], number)
        logits[held] = predict(net, x[held])
        if not number:
            logits[of == "SICK"] = predict(net, x[of == "SICK"])
        parts = {name: held & (of == name) for name in SETS}
        right = {n: judged(logits[part], labels[part], n).mean() for n, part in parts.items() if part.any()}
        print(number, {name: round(float(share), 4) for name, share in right.items()}, flush=True)
    return logits, (fold < FOLDS) | (of == "SICK")


def figures(logits: Matrix, labels: Ints, of: Any) -> dict[str, Any]:
    """Return what the card says: accuracy, temperatures, reliability and confusion by set."""
    japanese, exact = np.isin(of, JAPANESE), np.isin(of, ("SNLI", "JNLI"))
    pair = tuple(temperature(logits[exact & part], labels[exact & part]) for part in (~japanese, japanese))
    found = chances(logits, japanese, (pair[0], pair[1]))
    sure, right = found.max(axis=1)[exact], (found.argmax(axis=1) == labels)[exact]
    bins = np.minimum((sure * 10).astype(int), 9)
    return {
        "temperatures": pair,
        "accuracy": {n: float(judged(logits[of == n], labels[of == n], n).mean()) for n in SETS},
        "entailment": {n: float(((logits.argmax(1) == 0) == (labels == 0))[of == n].mean()) for n in SETS},
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
    labels, fold = np.concatenate([p.labels for p in pairs]), np.concatenate([p.folds for p in pairs])
    of = np.repeat([p.name for p in pairs], [len(p.labels) for p in pairs])
    known, loose = chosen(of), np.isin(of, LOOSE)
    mean, deviation = raw[known].mean(axis=0), raw[known].std(axis=0) + 1e-4
    x = np.asarray((raw - mean) / deviation, np.float32)
    logits, held = folds(x, labels, of, fold)
    card = figures(logits[held], labels[held], of[held])
    nets = [fit(x[known], labels[known], loose[known], seed) for seed in range(SEEDS)]
    write(nets, mean, deviation, card)
    print(json.dumps(card))


if __name__ == "__main__":
    main()
