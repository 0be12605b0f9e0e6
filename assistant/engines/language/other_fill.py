"""Any masked language model that is on this machine, by name or folder, through transformers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from assistant.encoders.text.extra import require
from assistant.engines.language.errors import NotMasked
from assistant.engines.language.fill import Ids, log_softmax, plain_words
from store.types import Matrix

if TYPE_CHECKING:
    import torch


class OtherFill:
    """A MaskedModel (see fill.py); ModelMissing when it is not here, NotMasked when it cannot do it, ExtraMissing."""

    def __init__(self, name: str) -> None:
        require(name, "torch", "transformers")
        import torch
        from transformers import AutoModelForMaskedLM, AutoTokenizer

        from assistant.encoders.text.sentence import find

        self.name = name
        options: dict[str, Any] = {"local_files_only": True, "trust_remote_code": False}
        try:
            folder = str(find(name, "fill-mask"))
            self._tokenizer: Any = AutoTokenizer.from_pretrained(folder, **options)
            self._model: Any = AutoModelForMaskedLM.from_pretrained(
                folder, use_safetensors=True, dtype=torch.float32, **options
            ).eval()
        except (OSError, ValueError, ImportError, KeyError) as error:
            raise NotMasked(name=name, why=str(error).split("\n")[0][:200]) from error
        if self._tokenizer.mask_token_id is None:
            raise NotMasked(name=name, why="no mask token")
        self.mask = int(self._tokenizer.mask_token_id)
        self.most = min(512, int(self._tokenizer.model_max_length))
        pieces = self._tokenizer.convert_ids_to_tokens(list(range(self._model.config.vocab_size)))
        self._allowed = plain_words([p or "" for p in pieces], set(self._tokenizer.all_special_ids))

    def ids(self, text: str) -> list[int]:
        """Return the token ids of a stretch of text, without special tokens."""
        return list(self._tokenizer.encode(text, add_special_tokens=False))

    def around(self) -> tuple[list[int], list[int]]:
        """Return the special tokens before and after a text."""
        t = self._tokenizer
        first = t.cls_token_id if t.cls_token_id is not None else t.bos_token_id
        last = t.sep_token_id if t.sep_token_id is not None else t.eos_token_id
        return [first] if first is not None else [], [last] if last is not None else []

    def words(self) -> NDArray[np.bool_]:
        """Return which tokens are whole words."""
        return self._allowed

    def spell(self, token: int) -> str:
        """Return a token as people write it."""
        return str(self._tokenizer.decode([token])).strip()

    def scores(self, rows: Ids, places: Ids) -> Matrix:
        """Return (n, vocabulary) log-probabilities at one place of each row."""
        import torch

        with torch.no_grad():
            answer: torch.Tensor = self._model(input_ids=torch.from_numpy(rows)).logits
        return log_softmax(answer[torch.arange(len(rows)), torch.from_numpy(places)].numpy())
