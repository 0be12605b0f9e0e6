"""bfloat16 is tried first only where it wins clearly, whatever instructions the processor names."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.encoders import race


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
    race.half_is_faster.cache_clear()
    yield
    race.half_is_faster.cache_clear()


@pytest.mark.parametrize(
    ("half", "single", "wins"), [(1.0, 3.0, True), (1.6, 1.0, False), (0.95, 1.0, False)]
)
def test_the_faster_one_wins_and_a_tie_is_exact(
    monkeypatch: pytest.MonkeyPatch, half: float, single: float, wins: bool
) -> None:
    clock = Clock({"bf16": half, "f32": single})
    monkeypatch.setattr(race, "_block", clock.block)
    monkeypatch.setattr(race, "time", clock)
    assert race.half_is_faster() is wins


def test_float32_is_always_left_to_fall_back_to() -> None:
    assert race.precisions()[-1] == "f32"


@pytest.mark.parametrize("precision", ["bf16", "f32"])
def test_both_blocks_run_here(precision: str) -> None:
    assert race._block(precision)() is not None
