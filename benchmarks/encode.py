"""`python -m benchmarks encode`: this program's text encoder beside SentenceTransformer.encode.

Both encode the same texts in the same process in turns, so that a busy machine slows both alike;
the ratio is the median over turns. The cosine between both is that of the worst text.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from assistant.encoders.text import e5_file, packaged
from benchmarks.retrieval import read
from benchmarks.text import machine
from store.types import Matrix


def compare(data: Path, home: Path, texts: int, turns: int) -> None:
    """Print texts per second of both, the ratio and the cosine, per kind of text."""
    from sentence_transformers import SentenceTransformer

    cache = home / "models"
    ours = packaged.packaged(e5_file.NAME, cache)
    plain = SentenceTransformer(
        str(packaged.folder(e5_file.NAME, cache)), device="cpu", local_files_only=True
    )
    print(machine())
    print(f"{'':22}{'ours/s':>9}{'plain/s':>9}{'ratio':>7}{'cosine':>9}")
    for name, some in _kinds(data, texts).items():

        def encode(batch: Sequence[str]) -> Matrix:
            return np.asarray(plain.encode_document(list(batch), show_progress_bar=False))

        cosine = np.sum(ours.documents(some[:16]) * encode(some[:16]), axis=1).min()
        pairs = [(_seconds(ours.documents, some), _seconds(encode, some)) for _ in range(turns)]
        mine, theirs = (len(some) / np.median(column) for column in zip(*pairs, strict=True))
        ratio = np.median([b / a for a, b in pairs])
        print(f"{name:22}{mine:9.1f}{theirs:9.1f}{ratio:7.2f}{cosine:9.5f}", flush=True)


def _seconds(encode: Callable[[Sequence[str]], Matrix], texts: Sequence[str]) -> float:
    start = time.perf_counter()
    encode(texts)
    return time.perf_counter() - start


def _kinds(data: Path, texts: int) -> dict[str, list[str]]:
    questions = list(read(data / "text" / "ja-jsquad", texts).queries.values())[:texts]
    japanese = [text for _, text in read(data / "text" / "ja-jsquad", 1).corpus.values()][:texts]
    english = [text for _, text in read(data / "text" / "cranfield", 1).corpus.values() if text][:texts]
    return {
        "Japanese questions": questions,
        "Japanese paragraphs": japanese,
        "English abstracts": english,
        "one question": questions[:1],
    }
