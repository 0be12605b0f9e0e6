"""`python -m benchmarks language`: how long one question about sentences takes once everything is loaded."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from assistant.encoders.models import Models
from assistant.engines.language.language import Language
from assistant.settings import Settings
from benchmarks.text import machine

PAIR = ("A soccer game with multiple males playing.", "Some men are playing a sport.")
JAPANESE = ("複数の男性がプレーするサッカーゲーム。", "スポーツをしている男性もいます。")
LABELS = ("sports", "politics", "science")


def run(turns: int) -> None:
    """Print the machine and each question's median and 95th percentile over `turns`, in milliseconds."""
    print(machine())
    with tempfile.TemporaryDirectory(prefix="assistant-language-") as home:
        settings = Settings(home=Path(home))
        models = Models(settings)
        try:
            for name, ask in _questions(Language(models, settings)).items():
                ask()  # loads what it needs
                times = sorted(_milliseconds(ask) for _ in range(turns))
                print(f"{name:34}{statistics.median(times):8.1f}{times[int(0.95 * (turns - 1))]:8.1f}")
        finally:
            models.close()


def _questions(language: Language) -> dict[str, Callable[[], object]]:
    senses = ["I sat on the river bank.", "The bank raised its rates."]
    return {
        "compare": lambda: language.compare(*PAIR),
        "compare, Japanese": lambda: language.compare(*JAPANESE),
        "comparison with its grid": lambda: language.comparison(*PAIR),
        "infer": lambda: language.infer(PAIR[:1], PAIR[1:]),
        "infer, Japanese": lambda: language.infer(JAPANESE[:1], JAPANESE[1:]),
        "fill one blank": lambda: language.fill("Two men are playing [MASK] in the park.", 8),
        "fill three blanks": lambda: language.fill("She [MASK] the [MASK] with a [MASK].", 8),
        "classify into three labels": lambda: language.classify([PAIR[0]], LABELS),
        "one word in two sentences": lambda: language.word_in_context("bank", senses),
        "infer 256 pairs": lambda: language.infer([PAIR[0]] * 256, [f"{PAIR[1]} {i}" for i in range(256)]),
    }


def _milliseconds(ask: Callable[[], object]) -> float:
    begun = time.perf_counter()
    ask()
    return (time.perf_counter() - begun) * 1000
