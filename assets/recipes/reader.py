"""Train the reader of short answers: `python -m assets.recipes.reader`, an hour and a half on two cores.

A cross-encoder (Devlin et al. 2019, section 4.2; Rajpurkar et al. 2018 for passages without an answer) on
multilingual-e5-small: question and passage are read together, and two heads say where the answer begins and ends, and whether
the passage answers at all; a third one, which only helps to train, judges pairs of sentences (entailment, neutral, contradiction).
The upper layers are trained, the lower ones stay as packaged. `reader_ship` packs what this writes to OUT.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from assets.recipes import nli, reader_data
from assistant.encoders.text import bytes8, e5_file
from assistant.encoders.text.batches import pad
from assistant.encoders.text.bert import BertWeights
from assistant.encoders.text.openvino_graph import inputs, layers
from assistant.encoders.text.runtime import core
from assistant.encoders.vino import openvino

OUT = Path(__file__).parents[2] / "build" / "reader.safetensors"
FROZEN = 6
"""Layers, from below, that stay as they are packaged."""
LONGEST = 384
"""Tokens of question and passage together."""
TOKENS = 3072
"""Tokens of a batch, padding included."""
RATE, WARM, DECAY = 2e-4, 0.05, 0.01
UNANSWERED = 0.5
"""Examples without an answer for each one with an answer."""
PAIRS_WEIGHT, ANSWERS_WEIGHT = 0.5, 0.5
"""Weights of the losses of sentence pairs and of whether a passage answers, beside the span's."""
IGNORED = -100


def network(weights: BertWeights) -> Any:
    """Return the torch modules: the upper layers and the heads for span (2), answers (1) and pairs (3)."""
    import torch
    from transformers import BertConfig
    from transformers.models.bert.modeling_bert import BertLayer

    config = BertConfig(
        hidden_size=weights.hidden, num_attention_heads=weights.heads, intermediate_size=4 * weights.hidden,
        layer_norm_eps=weights.eps, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0,
    )  # fmt: skip
    config._attn_implementation = "eager"  # twice as fast here as the fused one, which is slow in bfloat16
    made: Any = BertLayer
    upper = torch.nn.ModuleList([made(config) for _ in range(FROZEN, weights.layers)])
    for number, layer in enumerate(upper, FROZEN):
        prefix = f"encoder.layer.{number}."
        held = {n.removeprefix(prefix): v for n, v in weights.tensors.items() if n.startswith(prefix)}
        layer.load_state_dict({name: torch.from_numpy(np.array(value)) for name, value in held.items()})
    heads = {"span": 2, "answers": 1, "pairs": 3}
    linear = {name: torch.nn.Linear(weights.hidden, size) for name, size in heads.items()}
    return torch.nn.ModuleDict({"layer": upper, **linear})


class Lower:
    """The layers that stay as packaged, computed in bytes as the program computes them."""

    def __init__(self, weights: BertWeights, threads: int) -> None:
        self._weights = weights
        tensors = weights.tensors
        self._places = (
            tensors["embeddings.position_embeddings.weight"]
            + tensors["embeddings.token_type_embeddings.weight"][0]
        )
        words, mask, hidden_keys = inputs(weights)
        state = layers(replace(weights, layers=FROZEN), words, hidden_keys, in_bytes=True)[-1]
        options = {**bytes8.options(), "INFERENCE_NUM_THREADS": threads}
        graph = openvino.Model([state], [words, mask], "lower")
        self._request = core().compile_model(graph, "CPU", options).create_infer_request()

    def states(self, rows: Sequence[Sequence[int]]) -> tuple[Any, Any]:
        """Return (n, tokens, hidden) states and the (n, tokens) mask as tensors."""
        import torch

        ids, mask = pad([list(row) for row in rows], self._weights.pad)
        found = self._request.infer([self._weights.words(ids) + self._places[: ids.shape[1]], mask])[0]
        return torch.from_numpy(np.array(found, np.float32)), torch.from_numpy(np.asarray(mask, np.float32))


def encoded(tokenizer: Any, examples: Sequence[reader_data.Example]) -> list[tuple[list[int], int, int]]:
    """Return the tokens of each example and the first and last one of its answer: 0, 0 where it has none."""
    tokenizer.enable_truncation(LONGEST, strategy="only_second")
    rows = []
    for example in examples:
        title = f"{example.title}\n" if example.title else ""
        cut = tokenizer.encode(example.question[:400], title + example.passage)
        first = last = 0
        if example.start >= 0:
            low, high = example.start + len(title), example.end + len(title)
            inside = [
                i for i, (part, (a, b)) in enumerate(zip(cut.sequence_ids, cut.offsets, strict=True))
                if part == 1 and a < high and b > low and b > a
            ]  # fmt: skip
            if not inside:
                continue
            first, last = inside[0], inside[-1]
        rows.append((cut.ids, first, last))
    return rows


def examples(seed: int, share: float, unanswered: float) -> list[tuple[list[int], int, int, int]]:
    """Return (tokens, first, last, label of a sentence pair or IGNORED) of everything that is learnt, in no order."""
    draw, made = random.Random(seed), []
    tokenizer = e5_file.load().tokenizer()
    for name in reader_data.SETS:
        data = reader_data.read(name)
        questions = data.split(held=False)
        draw.shuffle(questions)
        questions = questions[: round(share * len(questions))]
        maker = reader_data.Maker(data, seed)
        some = maker.positives(questions) + maker.negatives(questions[: round(unanswered * len(questions))])
        made += [(*row, IGNORED) for row in encoded(tokenizer, some)]
    for name in ("SNLI", "JNLI", "MED", "JaNLI"):
        pairs = nli.read(name)
        for i in np.flatnonzero(pairs.folds != 0).tolist():
            if name in nli.LOOSE and (pairs.labels[i] != 0 or draw.random() > 0.3):
                continue
            cut = tokenizer.encode(pairs.hypotheses[i], pairs.premises[i])
            made.append((cut.ids, 0, 0, int(pairs.labels[i])))
    draw.shuffle(made)
    return made


def batches(rows: Sequence[Any], draw: random.Random) -> list[list[Any]]:
    """Return the rows in batches of about TOKENS, those of like length together, in no order."""
    ordered = sorted(rows, key=lambda row: len(row[0]) + draw.randint(0, 12))
    found: list[list[Any]] = [[]]
    for row in ordered:
        if len(found[-1]) * len(row[0]) >= TOKENS or len(found[-1]) >= 64:
            found.append([])
        found[-1].append(row)
    draw.shuffle(found)
    return found


def losses(net: Any, lower: Lower, batch: Sequence[Any]) -> Any:
    """Return the summed loss of one batch."""
    import torch
    from torch.nn import functional

    state, mask = lower.states([row[0] for row in batch])
    first, last, labels = (torch.tensor([row[i] for row in batch]) for i in (1, 2, 3))
    hidden = ((mask - 1) * 1e9)[:, None, None, :]
    with torch.autocast("cpu", torch.bfloat16):
        for layer in net["layer"]:
            state = layer(state, hidden)
            state = state[0] if isinstance(state, tuple) else state
    state = state.float()
    span = net["span"](state).masked_fill(mask[..., None] == 0, -1e4)
    span = torch.cat([span[:, :1] - 1e4, span[:, 1:]], 1)
    reads, has = labels == IGNORED, last > 0
    total = state.sum() * 0
    if reads.any():
        said = net["answers"](state[reads, 0])[:, 0]
        total = total + ANSWERS_WEIGHT * functional.binary_cross_entropy_with_logits(said, has[reads].float())
    if has.any():
        chosen = functional.cross_entropy(span[has, :, 0], first[has]) + functional.cross_entropy(
            span[has, :, 1], last[has]
        )
        total = total + chosen / 2 * has.sum() / reads.sum()
    if (~reads).any():
        total = total + PAIRS_WEIGHT * functional.cross_entropy(
            net["pairs"](state[~reads, 0]), labels[~reads]
        )
    return total


def train(seconds: float, seed: int, passes: float, threads: int) -> Any:
    """Return the trained network: `passes` over the examples, or as much of it as `seconds` allow."""
    import torch

    torch.manual_seed(seed)
    torch.set_num_threads(threads)
    weights = e5_file.load()
    net, lower = network(weights), Lower(weights, threads)
    rows = [
        row
        for turn in range(int(np.ceil(passes)))
        for row in examples(seed + turn, min(1.0, passes - turn), UNANSWERED)
    ]
    todo = batches(rows, random.Random(seed))
    print(
        len(rows), "examples,", len(todo), "batches,", sum(len(row[0]) for row in rows), "tokens", flush=True
    )
    learnt = [p for p in net.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(learnt, RATE, weight_decay=DECAY)
    begun, seen, mean = time.monotonic(), 0, 0.0
    net.train()
    for number, batch in enumerate(todo):
        # the rate falls with the work that is done or with the time that is gone, whichever is further on
        gone = max(number / len(todo), (time.monotonic() - begun) / seconds)
        if gone >= 1:
            break
        for group in optimiser.param_groups:
            group["lr"] = RATE * min(gone / WARM, (1 - gone) / (1 - WARM), 1.0) if number else RATE / 100
        loss = losses(net, lower, batch)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(learnt, 1.0)
        optimiser.step()
        seen += sum(len(row[0]) for row in batch)
        mean = 0.98 * mean + 0.02 * float(loss.detach()) if number else float(loss.detach())
        if number % 50 == 0:
            spent = time.monotonic() - begun
            print(f"{number} {spent:.0f}s {mean:.3f} {seen / max(spent, 1e-3):.0f} tokens/s", flush=True)
        if number and number % 400 == 0:
            save(net)
    return net


def save(net: Any) -> None:
    """Write what was trained, in float32."""
    from safetensors.torch import save_file

    OUT.parent.mkdir(parents=True, exist_ok=True)
    learnt = {name for name, p in net.named_parameters() if p.requires_grad}
    save_file({name: p.detach().clone() for name, p in net.state_dict().items() if name in learnt}, OUT)


def main() -> None:
    """Train and write the network."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=1e9)
    parser.add_argument("--passes", type=float, default=1.0)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    save(train(given.seconds, given.seed, given.passes, given.threads))


if __name__ == "__main__":
    main()
