"""Which encoders of pictures there are, and how each is put together. They share one network and one decoder."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.encoders.base import Encoder
from assistant.encoders.errors import ResearchLeftOut
from assistant.encoders.images.base import Eyes, ImageEncoder
from assistant.encoders.images.concepts import Thing, Things, read_tags
from assistant.settings import shipped

if TYPE_CHECKING:
    from assistant.encoders.images.sandbox import Decoder

TEXT, LOOK = "image-text", "image-look"
BUILT_IN = "built-in"


def heads_file() -> Path:
    """Return the file of the built-in image-text model, which also holds the branch of the network."""
    return shipped("models", "images", "heads.safetensors")


class ImageModels:
    """Makes encoders of pictures. Making one is free.

    `words` returns the multilingual sentence encoder, `english` the English one; both are asked for on need.
    Without `research` what learned from photos for research use is left out: there are no built-in words for
    pictures then, and looks are those of the network as it came.
    """

    def __init__(
        self,
        cache: Path,
        words: Callable[[], Encoder],
        english: Callable[[], Encoder],
        *,
        research: bool = True,
    ) -> None:
        self._cache, self._words, self._english, self._research = cache, words, english, research

    @cached_property
    def decoder(self) -> Decoder:
        """Return the limited process that decodes pictures, started on first use."""
        from assistant.encoders.images.sandbox import Decoder

        return Decoder()

    @cached_property
    def eyes(self) -> Eyes:
        """Return the decoder and the network, loaded on first use."""
        from assistant.encoders.images.network import Network

        return Eyes(self.decoder, Network(heads_file() if self._research else None, self._cache))

    @cached_property
    def tags(self) -> tuple[list[Thing], list[Thing]]:
        """Return the names of the 1,000 classes and the everyday words."""
        return read_tags(shipped("tags"))

    def load(self, name: str, *, download: bool = False) -> ImageEncoder:
        """Return "image-look", the "built-in" image-text model, or an open_clip model by name or file.

        Only an open_clip model is ever fetched, and only when `download` says so; it needs the extra `models`.
        """
        if name == LOOK:
            from assistant.encoders.images.look import LookEncoder

            kinds = shipped("models", "images", "look.safetensors") if self._research else None
            return LookEncoder(self.eyes, kinds)
        if name in {TEXT, BUILT_IN} and not self._research:
            raise ResearchLeftOut(role=TEXT)
        if name in {TEXT, BUILT_IN}:
            from assistant.encoders.images.small_clip import BuiltInImageText

            return BuiltInImageText(self.eyes, Things(*self.tags), self._words, self._english, heads_file())
        from assistant.encoders.images.clip import OpenClip

        return OpenClip(name, download=download)

    def close(self) -> None:
        """End the decoding process, if one was started."""
        if "decoder" in self.__dict__:
            self.decoder.close()
