"""The named models of this program: loaded when first needed, once, or ahead of time in the background."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

from assistant.encoders.base import Encoder
from assistant.encoders.image_base import ImageEncoder
from assistant.encoders.image_models import BUILT_IN, LOOK, ImageModels
from assistant.encoders.image_models import TEXT as IMAGE_TEXT
from assistant.settings import Settings

State = Literal["in use", "built in", "needs download"]
TEXT, TEXT_FAST = "text", "text-fast"
_DEFAULT, _FAST, _ENGLISH = "multilingual-e5-small", "use-multilingual-v3", "all-MiniLM-L6-v2"


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """What a person wants to know about a model before choosing it."""

    name: str
    role: str
    state: State
    size_mb: int
    licence: str
    note: str


_KNOWN = (
    ModelInfo(_DEFAULT, TEXT, "built in", 72, "MIT", "384-d, about 100 languages; STS-B 84.0, JSTS 78.6"),
    ModelInfo(_FAST, TEXT_FAST, "built in", 33, "Apache-2.0", "512-d, 16 languages; STS-B 80.1, JSTS 78.6"),
    ModelInfo(_ENGLISH, TEXT, "built in", 91, "Apache-2.0", "384-d, English only; STS-B 82.0, JSTS 62.7"),
    ModelInfo(
        "intfloat/multilingual-e5-base", TEXT, "needs download", 1112, "MIT", "768-d, about 100 languages"
    ),
    ModelInfo("BAAI/bge-m3", TEXT, "needs download", 2271, "MIT", "1024-d, about 100 languages"),
    ModelInfo(BUILT_IN, IMAGE_TEXT, "built in", 40, "Apache-2.0", "pictures and words, English and Japanese"),
    ModelInfo(LOOK, LOOK, "built in", 25, "Apache-2.0", "pictures by how they look: EfficientNet-Lite2"),
    ModelInfo("ViT-B-32/laion2b_s34b_b79k", IMAGE_TEXT, "needs download", 605, "MIT", "CLIP, 512-d, English"),
    ModelInfo(
        "xlm-roberta-base-ViT-B-32/laion5b_s13b_b90k",
        IMAGE_TEXT,
        "needs download",
        1465,
        "MIT",
        "CLIP, 512-d, about 100 languages: the one for Japanese",
    ),
)


class Models:
    """Encoders by role ("text", "text-fast"), by full name, or by folder. Safe to use from threads."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._cache = settings.cache / "models"
        self._loaded: dict[str, Encoder] = {}
        self._locks: dict[str, threading.Lock] = {}
        self._guard = threading.Lock()
        self._warming: threading.Thread | None = None
        self._closed = threading.Event()
        self._pictures = ImageModels(self._cache, lambda: self.encoder(TEXT_FAST))

    def resolve(self, name: str = TEXT) -> str:
        """Return the full name behind a role: flag or environment, then what `use` kept, then default."""
        if name == TEXT_FAST:
            return _FAST
        if name == IMAGE_TEXT:
            return self.settings.image_text_encoder
        if name != TEXT:
            return name
        if self.settings.text_encoder != _DEFAULT:
            return self.settings.text_encoder
        return self._chosen() or _DEFAULT

    def encoder(self, name: str = TEXT) -> Encoder:
        """Return the encoder, loading it when this is the first call; ModelMissing, ModelDamaged."""
        full = self.resolve(name)
        with self._guard:
            lock = self._locks.setdefault(full, threading.Lock())
        with lock:
            if full not in self._loaded:
                self._loaded[full] = self._load(full)
                _return_memory()
            return self._loaded[full]

    def images(self, name: str = IMAGE_TEXT) -> ImageEncoder:
        """Return "image-text" (the one in use) or "image-look"; ImageModelMissing, ModelDamaged."""
        return cast(ImageEncoder, self.encoder(name))

    @property
    def pictures(self) -> ImageModels:
        """Return what the encoders of pictures share: decoder, network, tag files."""
        return self._pictures

    def ready(self, name: str = TEXT) -> bool:
        """Tell whether encoder(name) would return at once."""
        return self.resolve(name) in self._loaded

    def warm(self) -> None:
        """Start loading the quick encoder, then the text encoder, in the background; errors wait."""
        with self._guard:
            if self._warming is None:
                self._warming = threading.Thread(target=self._warm, name="warm-models", daemon=True)
                self._warming.start()

    def fetch(self, name: str, *, download: bool = False) -> Encoder:
        """Load a model by name or folder, from the hub only when `download` says so; ModelMissing."""
        if download and name not in {info.name for info in _KNOWN if info.state == "built in"}:
            from assistant.encoders.sentence import download as fetch

            fetch(name)
        return self.encoder(name)

    def use(self, name: str, *, download: bool = False) -> None:
        """Keep `name` as the text encoder from now on; ModelMissing unless it is here or fetched now.

        The vectors already stored are of the old encoder: assistant.reencode.switch does both.
        """
        self.fetch(name, download=download)
        file = self._choice_file()
        file.parent.mkdir(parents=True, exist_ok=True)
        draft = file.with_suffix(".part")
        draft.write_text(json.dumps({"text": name}), encoding="utf-8")
        os.replace(draft, file)

    def describe(self) -> list[ModelInfo]:
        """Return every known model and the one in use, without loading any."""
        in_use = {self.resolve(TEXT), self.resolve(TEXT_FAST), self.resolve(IMAGE_TEXT), LOOK}
        infos = [
            ModelInfo(i.name, i.role, "in use" if i.name in in_use else i.state, i.size_mb, i.licence, i.note)
            for i in _KNOWN
        ]
        known = {info.name for info in infos}
        return [ModelInfo(n, TEXT, "in use", 0, "", "") for n in in_use - known] + infos

    def close(self) -> None:
        """Wait for background loading and let go of every model."""
        self._closed.set()
        if self._warming is not None:
            self._warming.join()
        self._loaded.clear()
        self._pictures.close()

    def _warm(self) -> None:
        for name in (TEXT_FAST, TEXT):
            if self._closed.is_set():
                return
            with suppress(Exception):  # encoder() tries again and reports it to whoever asks
                self.encoder(name)

    def _load(self, full: str) -> Encoder:
        built_in: dict[str, Callable[[], Encoder]] = {
            _FAST: self._load_fast,
            _DEFAULT: lambda: self._load_packaged(_DEFAULT),
            _ENGLISH: lambda: self._load_packaged(_ENGLISH),
        }
        if full in {BUILT_IN, LOOK} or full == self.settings.image_text_encoder:
            return self._pictures.load(full)
        return built_in.get(full, lambda: self._load_any(full))()

    def _load_fast(self) -> Encoder:
        from assistant.encoders.use import UseEncoder

        return UseEncoder()

    def _load_packaged(self, name: str) -> Encoder:
        from assistant.encoders.route import packaged

        return packaged(name, self._cache)

    def _load_any(self, name: str) -> Encoder:
        from assistant.encoders.sentence import SentenceEncoder, find

        return SentenceEncoder(name, find(name))

    def _choice_file(self) -> Path:
        return self.settings.home / "models.json"

    def _chosen(self) -> str:
        try:
            return str(json.loads(self._choice_file().read_text(encoding="utf-8")).get("text", ""))
        except (OSError, ValueError, AttributeError):
            return ""


def _return_memory() -> None:
    """Give the heap that loading left behind back to the system, where its C library can: 270 MB for e5."""
    import ctypes

    with suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)
