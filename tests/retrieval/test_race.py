"""What rounds is tried first only where it wins clearly, whatever instructions the processor names."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.encoders.text import timing


class Clock:
    """A clock that moves only when a block runs."""

    def __init__(self, seconds: dict[str, float]) -> None:
        self.seconds, self.now = seconds, 0.0

    def perf_counter(self) -> float:
        return self.now

    def block(self, precision: str):
        def run() -> None:
            self.now += self.seconds[precision]

        return run


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    timing.times.cache_clear()
    yield
    timing.times.cache_clear()


@pytest.mark.parametrize(
    ("seconds", "order"),
    [
        ({"i8": 0.5, "bf16": 1.6, "f32": 1.0}, ["i8", "f32"]),
        ({"i8": 0.5, "bf16": 0.3, "f32": 1.0}, ["bf16", "i8", "f32"]),
        ({"i8": 0.95, "f32": 1.0}, ["f32"]),
        ({"f32": 1.0}, ["f32"]),
    ],
)
def test_the_fastest_comes_first_and_a_tie_is_exact(
    monkeypatch: pytest.MonkeyPatch, seconds: dict[str, float], order: list[str]
) -> None:
    clock = Clock(seconds)
    monkeypatch.setattr(timing, "_known", lambda: list(seconds))
    monkeypatch.setattr(timing, "_block", clock.block)
    monkeypatch.setattr(timing, "time", clock)
    assert timing.precisions() == order


def test_float32_is_always_left_to_fall_back_to() -> None:
    assert timing.precisions()[-1] == "f32"


@pytest.mark.parametrize("precision", ["i8", "bf16", "f32"])
def test_every_block_runs_here(precision: str) -> None:
    assert timing._block(precision)() is not None
