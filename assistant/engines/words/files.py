"""Readers of word vector files: word2vec binary and text, GloVe, fastText .vec, tables, plain folders. Never pickle."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from assistant.encoders.verified import verified
from assistant.engines.words.errors import BadVectors
from assistant.engines.words.sources import Source, lines, opened
from assistant.engines.words.spelled import spelled
from assistant.engines.words.tables import columns, is_table
from assistant.phrase import Phrase
from store.types import Matrix

LARGEST_DIM = 4096
LARGEST_VOCABULARY = 10_000_000

Progress = Callable[[int, int], None]
"""Called with words read and words in all (0 when unknown)."""


class VectorFile(NamedTuple):
    """n words in file order, their (n, dim) float32 vectors, and what was odd about the file, in sentences."""

    words: list[str]
    matrix: Matrix
    notes: tuple[Phrase, ...] = ()


def read(path: Path, progress: Progress = lambda done, total: None) -> tuple[list[str], Matrix]:
    """Return the words in file order and their (n, dim) float32 vectors; BadVectors says what is wrong."""
    found = understand(path, progress)
    return found.words, found.matrix


def understand(path: Path, progress: Progress = lambda done, total: None) -> VectorFile:
    """Read a file or folder of vectors as read() does, and say what was odd and put right."""
    if path.is_dir():
        return VectorFile(*_folder(path))
    with opened(path) as source:
        data, matrix, notes = _read(path, source, progress)
    words, matrix, more = spelled(path, data, matrix)
    return VectorFile(words, matrix, (*notes, *more))


def _read(path: Path, source: Source, progress: Progress) -> tuple[list[bytes], Matrix, list[Phrase]]:
    """Return the words as bytes, their vectors and what was odd about the first line."""
    head = source.head
    first = head.split(b"\n", 1)[0].split()
    header = len(first) == 2 and all(part.isdigit() for part in first)
    if not header and is_table(head):
        data, rows = columns(path, lines(path, source))
        return data, _finite(path, rows), []
    if not header and not _texty(head):
        raise BadVectors(
            name=path.name,
            why=Phrase(
                "it is neither text nor word2vec binary", "テキストでも word2vec のバイナリでもありません"
            ),
        )
    if not header:
        return *_text(path, source, 0, progress), []
    source.file.readline()
    count, dim = _checked(path, int(first[0]), int(first[1]))
    if not _texty(head):
        return *_binary(path, source, count, dim, progress), []
    data, matrix = _text(path, source, dim, progress)
    odd = Phrase(
        f"Its first line says {count:,} words; there are {len(data):,}.",
        f"1行目には{count:,}語とありますが、{len(data):,}語ありました。",
    )
    return data, matrix, [odd] if count != len(data) else []


def _folder(path: Path) -> tuple[list[str], Matrix]:
    """Read `vectors.safetensors` beside `words.txt`, the form of the vectors that ship with the program."""
    from safetensors.numpy import load_file

    if not (path / "vectors.safetensors").exists():
        raise BadVectors(
            name=path.name,
            why=Phrase(
                "the folder has no vectors.safetensors", "フォルダに vectors.safetensors がありません"
            ),
        )
    matrix = load_file(verified(path / "vectors.safetensors"))["vectors"]
    words = verified(path / "words.txt").read_text("utf-8").split("\n")
    words = words[:-1] if words and not words[-1] else words
    if matrix.ndim != 2 or len(words) != len(matrix):
        raise BadVectors(
            name=path.name,
            why=Phrase(
                f"{len(words)} words for an array of shape {matrix.shape}",
                f"{len(words)}語に対して配列の形が {matrix.shape} です",
            ),
        )
    return words, matrix


def _checked(path: Path, count: int, dim: int) -> tuple[int, int]:
    if not 0 < count <= LARGEST_VOCABULARY or not 0 < dim <= LARGEST_DIM:
        raise BadVectors(
            name=path.name,
            why=Phrase(
                f"its first line says {count} words of {dim} numbers",
                f"1行目に {count}語、{dim}次元とあります",
            ),
        )
    return count, dim


def _texty(head: bytes) -> bool:
    """Text files have only numbers after the word on their first lines of vectors."""
    lines = [line for line in head.split(b"\n")[:3] if line.strip()]
    if b"\0" in head[:4096] or not lines:
        return False
    for line in lines:
        try:
            [float(part.replace(b",", b".")) for part in line.split()[-2:]]
        except ValueError:
            return False
    return True


def _binary(
    path: Path, source: Source, count: int, dim: int, progress: Progress
) -> tuple[list[bytes], Matrix]:
    size, file = source.most, source.file
    if size < count * (4 * dim + 1):
        raise BadVectors(
            name=path.name,
            why=Phrase(
                f"it is cut short: {size} bytes for {count} words of {dim} numbers",
                f"途中で切れています（{count}語、{dim}次元に対して {size} バイト）",
            ),
        )
    words: list[bytes] = []
    matrix = np.empty((count, dim), np.float32)
    rest = b""
    for row in range(count):
        while (space := rest.find(b" ")) < 0 or len(rest) < space + 1 + 4 * dim:
            more = file.read(1 << 20)
            if not more:
                raise BadVectors(
                    name=path.name,
                    why=Phrase(
                        f"it ends after {row} of {count} words", f"{count}語のうち{row}語で終わっています"
                    ),
                )
            rest += more
        words.append(rest[:space].lstrip(b"\n"))
        matrix[row] = np.frombuffer(rest, "<f4", dim, space + 1)
        rest = rest[space + 1 + 4 * dim :]
        if row % 50_000 == 0:
            progress(row, count)
    return words, _finite(path, matrix)


def _text(path: Path, source: Source, dim: int, progress: Progress) -> tuple[list[bytes], Matrix]:
    words: list[bytes] = []
    blocks: list[Matrix] = []
    for some_words, block in _batches(path, source, dim):
        words += some_words
        blocks.append(block)
        progress(len(words), 0)
    if not words:
        raise BadVectors(name=path.name, why=Phrase("it has no vectors", "ベクトルがありません"))
    return words, _finite(path, np.concatenate(blocks))


def _batches(path: Path, source: Source, dim: int) -> Iterator[tuple[list[bytes], Matrix]]:
    number, words, numbers = 0, list[bytes](), list[bytes]()
    for number, line in enumerate(lines(path, source), 1):
        parts = line.rstrip().rsplit(b" ", dim) if dim else line.split()
        if not parts or not line.strip():
            continue
        if not dim:
            dim = _checked(path, 1, len(parts) - 1)[1]
        if len(parts) != dim + 1:
            parts = line.rstrip().replace(b"\t", b" ").rsplit(b" ", dim)
        if len(parts) != dim + 1:
            raise BadVectors(
                name=path.name,
                why=Phrase(
                    f"line {number} has {len(parts) - 1} numbers, not {dim}",
                    f"{number}行目の数が{dim}個ではなく{len(parts) - 1}個です",
                ),
            )
        words.append(parts[0])
        numbers.append(b" ".join(parts[1:]))
        if len(words) == 20_000:
            yield words, _parsed(path, numbers, dim, number)
            words, numbers = [], []
    if words:
        yield words, _parsed(path, numbers, dim, number)


def _parsed(path: Path, numbers: list[bytes], dim: int, line: int) -> Matrix:
    try:
        joined = b" ".join(numbers)
        values = np.array(joined.replace(b",", b".").split(), np.float32)  # decimal commas
    except ValueError as error:
        raise BadVectors(
            name=path.name,
            why=Phrase(
                f"there is something other than a number near line {line}",
                f"{line}行目の近くに数ではないものがあります",
            ),
        ) from error
    return values.reshape(-1, dim)


def _finite(path: Path, matrix: Matrix) -> Matrix:
    if not np.isfinite(matrix).all():
        raise BadVectors(
            name=path.name,
            why=Phrase(
                "it contains numbers that are not finite", "有限でない数（NaN や無限大）が含まれています"
            ),
        )
    return matrix
