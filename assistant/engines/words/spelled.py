"""The words of a vector file from their bytes, and which of them count."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from assistant.engines.words.errors import BadVectors
from assistant.ingest.encoding import decode
from assistant.ingest.errors import IngestError
from assistant.phrase import Phrase
from store.types import Matrix

_SHOWN = 3


def spelled(path: Path, data: Sequence[bytes], matrix: Matrix) -> tuple[list[str], Matrix, list[Phrase]]:
    """Return the words, their rows and what was odd: another encoding than UTF-8, broken words, words that come twice.

    Broken words are left out, and of a word that comes again the first stays. BadVectors where no encoding fits.
    """
    words, notes = _words(path, data)
    broken = [n for n, word in enumerate(words) if "\ufffd" in word and b"\xef\xbf\xbd" not in data[n]]
    if broken:
        notes.append(
            Phrase(
                f"Words whose letters are damaged and that were left out: {len(broken):,}.",
                f"文字が壊れている{len(broken):,}語を除きました。",
            )
        )
    if len(set(words)) == len(words) and not broken:
        return words, matrix, notes
    seen, again, kept = {words[n] for n in broken}, list[str](), list[int]()
    for n, word in enumerate(words):
        if word not in seen:
            seen.add(word)
            kept.append(n)
        elif "\ufffd" not in word:
            again.append(word)
    if again:
        distinct = list(dict.fromkeys(again))
        shown = ", ".join(distinct[:_SHOWN]) + (" …" if len(distinct) > _SHOWN else "")
        notes.append(
            Phrase(
                f"Words that come again: {len(again):,} ({shown}); the first vector of each counts.",
                f"重複している語: {len(again):,}（{shown}）。それぞれ最初のベクトルを使います。",
            )
        )
    return [words[n] for n in kept], np.ascontiguousarray(matrix[kept]), notes


def _words(path: Path, data: Sequence[bytes]) -> tuple[list[str], list[Phrase]]:
    joined = b"\n".join(data)
    if b"\x1b" not in joined:
        try:
            return joined.decode("utf-8").split("\n"), []
        except UnicodeDecodeError:
            pass
    try:
        words = decode(joined, path.name).split("\n")
    except IngestError as error:
        raise BadVectors(name=path.name, why=_NO_ENCODING) from error
    if len(words) != len(data):
        raise BadVectors(name=path.name, why=_NO_ENCODING)
    if any("\ufffd" in word for word in words):
        return words, []
    odd = next(word for word in words if not word.isascii())
    return words, [
        Phrase(
            f"Its words are not in UTF-8; they were read in the encoding that fits them (“{odd}”).",
            f"語が UTF-8 ではないため、合う文字コードで読みました（「{odd}」など）。",
        )
    ]


_NO_ENCODING = Phrase("its words are in no encoding that I know", "語の文字コードが分かりません")
