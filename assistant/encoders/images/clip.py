"""Any open_clip model (Ilharco et al. 2021) on this machine: ARCHITECTURE/tag already fetched, or ARCHITECTURE@file."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from assistant.encoders.images.base import Picture, upright
from assistant.encoders.images.errors import ImageModelMissing
from assistant.encoders.images.sandbox import Decoder
from assistant.encoders.text.batches import unit_rows
from assistant.encoders.text.extra import require
from store.types import Matrix

BATCH = 32
SIZES = {
    "ViT-B-32/laion2b_s34b_b79k": "605 MB, MIT, English",
    "xlm-roberta-base-ViT-B-32/laion5b_s13b_b90k": "1.5 GB, MIT, about 100 languages: the one for Japanese",
    "ViT-B-16-SigLIP2/webli": "1.5 GB, Apache-2.0, about 100 languages",
}
"""Models worth knowing, with size, licence and languages."""


class OpenClip:
    """An ImageEncoder by open_clip with the model's own preprocessing and tokeniser; ExtraMissing, ImageModelMissing."""

    def __init__(self, name: str, *, download: bool = False) -> None:
        require(name, "torch", "open_clip")
        architecture, _, file = name.partition("@")
        self.name = name
        if file:
            self._model, self._prepare = _from_file(name, architecture, Path(file))
            digest = hashlib.sha256(Path(file).read_bytes()).hexdigest()[:16]
        else:
            architecture, _, tag = name.partition("/")
            self._model, self._prepare = _fetched(name, architecture, tag, download)
            digest = tag
        self._tokenise = _tokeniser(architecture)
        self._decoder = Decoder()
        self._lock = threading.Lock()
        self.dim = self.texts(["a"]).shape[1]
        self.fingerprint = f"open_clip/{architecture}@{digest}/l2"

    def images(self, images: Sequence[Picture]) -> Matrix:
        """Return (n, dim) float32 rows of unit length."""
        import torch

        rows = [np.zeros((0, getattr(self, "dim", 0)), np.float32)] if not images else []
        for start in range(0, len(images), BATCH):
            batch = torch.stack([self._prepare(self._open(image)) for image in images[start : start + BATCH]])
            with self._lock, torch.no_grad():
                rows.append(self._model.encode_image(batch).float().numpy())
        return unit_rows(np.concatenate(rows))

    def texts(self, texts: Sequence[str]) -> Matrix:
        """Return (n, dim) float32 rows of unit length."""
        import torch

        rows = [np.zeros((0, getattr(self, "dim", 0)), np.float32)] if not texts else []
        for start in range(0, len(texts), BATCH):
            tokens = self._tokenise(list(texts[start : start + BATCH]))
            with self._lock, torch.no_grad():
                rows.append(self._model.encode_text(tokens).float().numpy())
        return unit_rows(np.concatenate(rows))

    queries = documents = texts

    def _open(self, picture: Picture) -> Any:
        if isinstance(picture, str | Path):
            return self._decoder.file(Path(picture)).image
        return upright(picture)


def _from_file(name: str, architecture: str, file: Path) -> tuple[Any, Any]:
    import open_clip

    if file.suffix != ".safetensors" or not file.is_file() or architecture not in open_clip.list_models():
        raise ImageModelMissing(name=name, size="?")
    model, _, prepare = open_clip.create_model_and_transforms(architecture, pretrained=None)
    open_clip.load_checkpoint(model, str(file), weights_only=True)
    return model.eval(), prepare


def _fetched(name: str, architecture: str, tag: str, download: bool) -> tuple[Any, Any]:
    """Load a pretrained model; offline unless `download`, so that nothing is fetched unasked."""
    import open_clip

    if (architecture, tag) not in open_clip.list_pretrained():
        raise ImageModelMissing(name=name, size="?")
    if not download and not _cached(architecture, tag):
        raise ImageModelMissing(name=name, size=SIZES.get(name, "?"))
    try:
        model, _, prepare = open_clip.create_model_and_transforms(architecture, pretrained=tag)
    except Exception as error:
        raise ImageModelMissing(name=name, size=SIZES.get(name, "?")) from error
    return model.eval(), prepare


def _cached(architecture: str, tag: str) -> bool:
    """Tell whether the weights lie in the hub's cache on this machine."""
    from huggingface_hub import try_to_load_from_cache
    from open_clip import get_pretrained_cfg

    where = str(get_pretrained_cfg(architecture, tag).get("hf_hub", "")).strip("/")
    names = ("open_clip_model.safetensors", "open_clip_pytorch_model.safetensors")
    return bool(where) and any(isinstance(try_to_load_from_cache(where, name), str) for name in names)


def _tokeniser(architecture: str) -> Any:
    import open_clip

    return open_clip.get_tokenizer(architecture)
