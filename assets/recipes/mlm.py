"""Train the masked-language head of the packaged MiniLM: `python -m assets.recipes.mlm --minutes 60`.

All six layers, a transform and an output bias are trained; the word table stays as it is and is tied to the
output (Devlin et al. 2019, section 3.1; Press and Wolf 2017). A quarter of the tokens is masked, always by
[MASK]: more masks teach more per step, and the mixture with random words is not needed (Wettig et al. 2023).
There is no dropout: the text is read about twice. Needs ../shared/data. The state is kept in --work every few
minutes, and the last one, chosen by nothing but the clock, is written to assets/models/mlm at the end; --ship
writes it without training.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from assets.recipes.mlm_ship import ship
from assets.recipes.mlm_text import CLS, PAD, SEP, Rows, chunks, documents, papers, sentences, short

DATA = Path(__file__).parents[3] / "shared" / "data"
LENGTH, ROWS, SHARE = 96, 24, 0.2
MASK = 103
EVALUATE_SHARE = 0.15
"""The share of masked tokens in the evaluation, as in Devlin et al. (2019)."""


class Network:
    """The encoder with a masked-language head, in torch."""

    def __init__(self, folder: Path) -> None:
        import torch
        from transformers import BertModel

        self.torch = torch
        calm: Any = {"hidden_dropout_prob": 0.0, "attention_probs_dropout_prob": 0.0}
        self.bert = BertModel.from_pretrained(
            str(folder), add_pooling_layer=False, use_safetensors=True, **calm
        )
        self.table = self.bert.embeddings.word_embeddings.weight
        self.bert.embeddings.requires_grad_(False)
        hidden = self.table.shape[1]
        self.mask = torch.nn.Parameter(self.table[MASK].detach().clone())
        self.dense = torch.nn.Linear(hidden, hidden)
        torch.nn.init.eye_(self.dense.weight)
        torch.nn.init.zeros_(self.dense.bias)
        self.norm = torch.nn.LayerNorm(hidden)
        self.bias = torch.nn.Parameter(torch.zeros(len(self.table)))

    def start(self, ids: Rows) -> None:
        """Begin with the words' own frequencies, so that no step is spent on learning them."""
        counts = np.bincount(ids.ravel(), minlength=len(self.table)) + 0.3
        counts[[CLS, SEP, PAD, MASK]] = 0.3
        with self.torch.no_grad():
            self.bias.copy_(self.torch.tensor(np.log(counts / counts.sum()), dtype=self.torch.float32))
            self.norm.weight.fill_(0.5)

    def parts(self) -> dict[str, Any]:
        """Return everything that is trained, by its name in the shipped file."""
        found = {f"encoder.{name}": p for name, p in self.bert.encoder.named_parameters()}
        found |= {"mask": self.mask, "bias": self.bias}
        found |= {f"dense.{name}": p for name, p in self.dense.named_parameters()}
        return found | {f"norm.{name}": p for name, p in self.norm.named_parameters()}

    def logits(self, ids: Any, hidden: Any) -> Any:
        """Return (masked positions, vocabulary) scores for ids whose `hidden` positions are masked."""
        torch = self.torch
        rows = torch.where(hidden[..., None], self.mask, self.table[ids])
        state = self.bert(inputs_embeds=rows, attention_mask=(ids != PAD).long()).last_hidden_state[hidden]
        state = self.norm(torch.nn.functional.gelu(self.dense(state)))
        return state @ self.table.T + self.bias


def masked(ids: Any, share: float, torch: Any, generator: Any) -> Any:
    """Choose positions to hide, (rows, length) bool, never a special token."""
    free = (ids != PAD) & (ids != CLS) & (ids != SEP)
    return free & (torch.rand(ids.shape, generator=generator) < share)


def evaluate(network: Network, ids: Rows) -> dict[str, float]:
    """Return top-1, top-5 and perplexity over masked tokens, with a fixed seed."""
    torch = network.torch
    generator = torch.Generator().manual_seed(7)
    first = fifth = loss = count = 0.0
    network.bert.train(False)
    with torch.no_grad():
        for start in range(0, len(ids), 16):
            batch = torch.from_numpy(ids[start : start + 16])
            hidden = masked(batch, EVALUATE_SHARE, torch, generator)
            scores, wanted = network.logits(batch, hidden), batch[hidden]
            best = scores.topk(5, dim=1).indices == wanted[:, None]
            first, fifth = first + float(best[:, 0].sum()), fifth + float(best.any(dim=1).sum())
            loss += float(torch.nn.functional.cross_entropy(scores, wanted, reduction="sum"))
            count += len(wanted)
    network.bert.train()
    return {
        "top1": first / count,
        "top5": fifth / count,
        "perplexity": float(np.exp(loss / count)),
        "masked": count,
    }


def stream(sources: list[Rows], seed: int) -> Iterator[Rows]:
    """Yield batches for ever: of ten, seven of the corpus, one of abstracts, two of single sentences."""
    draw = np.random.default_rng(seed)
    corpus, abstracts, brief = sources
    for step in range(10**9):
        source, rows = corpus, ROWS
        if step % 10 == 3:
            source = abstracts
        elif step % 5 == 4:
            source, rows = brief, ROWS * 4
        yield source[draw.integers(0, len(source), rows)]


def _optimiser(parts: Mapping[str, Any], rate: float) -> Any:
    """Return AdamW over the parts: the encoder at `rate`, what starts from nothing at three times that."""
    import torch

    slow = [p for name, p in parts.items() if name.startswith("encoder.")]
    fast = [p for name, p in parts.items() if not name.startswith("encoder.")]
    groups = [{"params": slow, "lr": rate, "most": rate}, {"params": fast, "lr": rate * 3, "most": rate * 3}]
    return torch.optim.AdamW(groups, betas=(0.9, 0.98), weight_decay=0.01, fused=True)


def _keep(parts: Mapping[str, Any], figures: Mapping[str, float], work: Path) -> None:
    """Write the state and its figures; a reader never sees half a state."""
    import torch

    torch.save({name: p.detach() for name, p in parts.items()}, work / "last.part")
    (work / "last.part").replace(work / "last.pt")
    (work / "last.json").write_text(json.dumps(figures))


def train(minutes: float, work: Path, rate: float, resume: bool, threads: int) -> None:
    """Train until the minutes are over, the learning rate falling to zero with the clock."""
    import torch
    from tokenizers import Tokenizer

    from assistant.encoders.text.minilm_file import original_folder

    torch.manual_seed(0)
    torch.set_num_threads(threads)
    tokenizer = Tokenizer.from_file(str(original_folder() / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    kept, held = zip(documents(DATA), papers(DATA), sentences(DATA), strict=True)
    corpus, abstracts = (chunks(tokenizer, texts, LENGTH) for texts in kept[:2])
    sources = [corpus, abstracts, short(tokenizer, kept[2])]
    tests = {"corpus": chunks(tokenizer, held[0], LENGTH)[::3], "sentences": short(tokenizer, held[2])}
    print({name: rows.shape for name, rows in tests.items()}, [rows.shape for rows in sources], flush=True)
    network = Network(original_folder())
    network.start(corpus)
    parts = network.parts()
    if resume:
        for name, value in torch.load(work / "last.pt", weights_only=True).items():
            parts[name].data.copy_(value)
    optimiser = _optimiser(parts, rate)
    generator = torch.Generator().manual_seed(1)
    begun = told = time.monotonic()
    before = json.loads((work / "last.json").read_text()) if resume else {"steps": 0, "minutes": 0}
    network.bert.train()
    for step, rows in enumerate(stream(sources, before["steps"])):
        passed = (time.monotonic() - begun) / (60 * minutes)
        scale = min(1.0, (step + 1) / 60) * max(0.0, 1 - passed)
        for group in optimiser.param_groups:
            group["lr"] = group["most"] * scale
        ids = torch.from_numpy(rows)
        hidden = masked(ids, SHARE, torch, generator)
        loss = torch.nn.functional.cross_entropy(network.logits(ids, hidden), ids[hidden])
        optimiser.zero_grad()
        torch.autograd.backward(loss)
        torch.nn.utils.clip_grad_norm_(parts.values(), 1.0)
        optimiser.step()
        if step % 20 == 0:
            print(f"step {step} loss {float(loss.detach()):.3f} passed {passed:.3f}", flush=True)
        if time.monotonic() - told > 360 or passed >= 1:
            told = time.monotonic()
            figures: dict[str, Any] = {name: evaluate(network, rows) for name, rows in tests.items()} | {
                "steps": before["steps"] + step + 1,
                "minutes": before["minutes"] + minutes * min(1, passed),
            }
            print(json.dumps(figures), flush=True)
            _keep(parts, figures, work)
        if passed >= 1:
            return


def main() -> None:
    """Train and write the shipped files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--rate", type=float, default=3e-4)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--work", type=Path, default=Path("out/mlm"))
    parser.add_argument("--resume", action="store_true", help="go on from the state in --work")
    parser.add_argument("--ship", action="store_true", help="only write the state that is there")
    given = parser.parse_args()
    given.work.mkdir(parents=True, exist_ok=True)
    if not given.ship:
        train(given.minutes, given.work, given.rate, given.resume, given.threads)
    ship(given.work)


if __name__ == "__main__":
    main()
