"""Many people and many messages on one assistant: `python -m tests.surfaces.soak --people 50 --messages 10000`.

Every person remembers texts of their own, each with a word that nobody else has, and asks in two languages. Counted
are errors and words of other people in a reply; memory, threads and open files are read as it goes.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from assistant import Assistant, Message
from assistant.blocks import Notice
from assistant.settings import Settings, default_cache
from assistant.wire import to_json
from store.types import Owner

ASKED: tuple[Callable[[str], str], ...] = (
    lambda word: f"/search what is kept under {word}",
    lambda word: f"/remember The box {word} stands on the upper shelf.",
    lambda word: f"{word}の箱はどこにありますか？",
    lambda word: "/list",
    lambda word: "king - man + woman",
    lambda word: "How similar are “the cat sleeps” and “the dog rests”?",
    lambda word: "Which words are nearest to ocean?",
    lambda word: f"Where is the box {word}?",
    lambda word: "犬 と 猫 は どのくらい似ていますか",
    lambda word: "who is close to node 3 in the karate club?",
    lambda word: "The cat sat on the [MASK].",
    lambda word: "does “A man sings.” imply “Somebody sings.”?",
    lambda word: "find photos of a beach",
    lambda word: "which word does not belong: cat, dog, car",
)


@dataclass
class Seen:
    """What a run has shown."""

    leaks: int = 0
    errors: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)


def word(person: int) -> str:
    return f"canary{person:04d}x"


def ask(a: Assistant, person: int, text: str, talk: str, seen: Seen, words: list[str]) -> None:
    """Send one message as a person and look at everything that comes back."""
    begun = time.perf_counter()
    blocks = list(a.turn(Message(text), owner=Owner(f"p{person}"), conversation=talk).blocks)
    seen.seconds.append(time.perf_counter() - begun)
    said = str([to_json(block) for block in blocks])
    seen.leaks += sum(other in said for other in words if other != word(person))
    for block in blocks:
        if isinstance(block, Notice) and block.level == "error":
            seen.errors[block.text[:80]] += 1


def state(a: Assistant, done: int) -> str:
    own = psutil.Process()
    mb = own.memory_info().rss / 10**6
    held = ", ".join(a.models.held())
    return f"{done} messages: {mb:.0f} MB, {own.num_threads()} threads, {own.num_fds()} files; models held: {held}"


def run(people: int, messages: int, seed: int, memory_mb: int) -> Seen:
    dice, seen, words = random.Random(seed), Seen(), [word(n) for n in range(people)]
    with tempfile.TemporaryDirectory() as name:
        settings = Settings(
            home=Path(name), public=True, samples=True, cache=default_cache(), memory_mb=memory_mb,
            visitor_messages=10**9, visitor_trainings=10**9,
        )  # fmt: skip
        with Assistant.open(settings=settings) as a:
            talks = [a.store.conversations.create(Owner(f"p{n}"), word(n), "en") for n in range(people)]
            seen.lines.append(state(a, 0))
            turns = [threading.Lock() for _ in range(people)]

            def one(person: int, text: str) -> None:
                with turns[person]:  # a person waits for an answer before the next message
                    ask(a, person, text, talks[person], seen, words)

            steps = max(1, messages // 10)
            with ThreadPoolExecutor(min(people, 50)) as pool:
                list(pool.map(lambda n: one(n, ASKED[1](word(n))), range(people)))
                for start in range(0, messages, steps):
                    chosen = [dice.randrange(people) for _ in range(min(steps, messages - start))]
                    texts = [dice.choice(ASKED)(word(person)) for person in chosen]
                    list(pool.map(one, chosen, texts))
                    seen.lines.append(state(a, start + len(chosen)))
    return seen


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--messages", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--memory-mb", type=int, default=0)
    options = parser.parse_args()
    found = run(options.people, options.messages, options.seed, options.memory_mb)
    print("\n".join(found.lines))
    ordered = sorted(found.seconds)
    at = [ordered[int(len(ordered) * share)] for share in (0.5, 0.95)]
    print(f"{len(ordered)} answers: {found.leaks} leaks, {sum(found.errors.values())} errors, "
          f"p50 {at[0]:.2f} s, p95 {at[1]:.2f} s")  # fmt: skip
    for text, count in found.errors.most_common(5):
        print(count, text)
