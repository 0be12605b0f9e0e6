"""Word vectors against gensim: all Google analogies, single analogies, mounting; see docs/words.md."""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np

from assistant.engines.words import mount
from assistant.engines.words.vectors import WordVectors
from benchmarks.analogies import evaluate, read_questions, total

T = TypeVar("T")
WORDS = Path(__file__).parents[2] / "shared" / "data" / "words"


def main(argv: Sequence[str] | None = None) -> None:
    """Print one table: wall and processor seconds of both, and their accuracies."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks words", description=__doc__)
    parser.add_argument("--questions", type=Path, default=WORDS / "questions-words.txt")
    parser.add_argument(
        "--share", type=int, default=1, help="ask gensim every n-th question only and scale its time"
    )
    options = parser.parse_args(argv)
    source = mount.glove_package()
    assert source is not None
    with tempfile.TemporaryDirectory() as folder:
        wall, _, vectors = timed(lambda: mount.mount("glove", source, Path(folder)))
        print(f"convert once   {wall:6.2f} s wall")
        wall, _, vectors = timed(lambda: mount.mount("glove", source, Path(folder)))
        print(f"mount          {wall * 1000:6.1f} ms for {len(vectors):,} words")
        _analogies(vectors)
        _google(vectors, options.questions, options.share, Path(folder))


def timed(work: Callable[[], T]) -> tuple[float, float, T]:
    """Return wall seconds, processor seconds and the result."""
    wall, processor = time.perf_counter(), time.process_time()
    result = work()
    return time.perf_counter() - wall, time.process_time() - processor, result


def _analogies(vectors: WordVectors, repeats: int = 200) -> None:
    whole = WordVectors("every row", vectors.index, vectors.matrix)
    for name, asked in (("one analogy", vectors), ("- every row", whole)):
        asked.analogy(["king", "woman"], ["man"])
        times = [timed(lambda: asked.analogy(["king", "woman"], ["man"]))[:2] for _ in range(repeats)]  # noqa: B023
        (wall, processor), median = np.min(times, axis=0) * 1000, np.median(times, axis=0) * 1000
        print(
            f"{name}    {wall:6.2f} ms wall {processor:.2f} ms processor at best, "
            f"{median[0]:.2f} and {median[1]:.2f} median of {repeats}"
        )


def _google(vectors: WordVectors, path: Path, share: int, folder: Path) -> None:
    from gensim.models import KeyedVectors

    sections = read_questions(path)
    wall, processor, found = timed(lambda: evaluate(vectors, sections))
    asked = sum(len(section.correct) + len(section.incorrect) for section in found)
    print(
        f"ours           {wall:6.2f} s wall {processor:6.2f} s processor, {asked:,} questions, accuracy {total(found):.6f}"
    )
    keyed = KeyedVectors(vectors.dim)
    keyed.add_vectors(vectors.index.words, np.array(vectors.matrix))
    keyed.fill_norms()
    few = folder / "questions.txt"
    lines = [
        f": {name}\n" + "".join(f"{' '.join(four)}\n" for four in some[::share]) for name, some in sections
    ]
    few.write_text("".join(lines), "utf-8")
    same = evaluate(vectors, read_questions(few))
    wall2, processor2, (accuracy, theirs) = timed(lambda: keyed.evaluate_word_analogies(str(few)))
    right = {tuple(word.casefold() for word in four) for section in same for four in section.correct}
    agreed = {tuple(word.casefold() for word in four) for four in theirs[-1]["correct"]}
    print(
        f"gensim         {wall2 * share:6.2f} s wall {processor2 * share:6.2f} s processor (1 of {share} asked)"
    )
    print(
        f"accuracy on those: ours {total(same):.6f}, gensim {accuracy:.6f}; verdicts that differ: {len(right ^ agreed)}"
    )
    print(
        f"faster by      {wall2 * share / wall:.1f} x wall, {processor2 * share / processor:.1f} x processor"
    )


if __name__ == "__main__":
    main()
