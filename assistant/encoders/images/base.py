"""What every encoder of pictures promises, and pictures read ahead of the network."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeAlias

from assistant.encoders.base import Encoder
from store.types import Matrix

if TYPE_CHECKING:
    from PIL.Image import Image

    from assistant.encoders.images.network import Network, Seen
    from assistant.encoders.images.sandbox import Decoder

Picture: TypeAlias = "str | Path | Image"


class ImageEncoder(Encoder, Protocol):
    """Pictures to unit vectors; `texts` are vectors of the same space where the model knows words."""

    def images(self, images: Sequence[Picture]) -> Matrix:
        """Return (n, dim) float32 rows of unit length; ImageError for a picture that cannot be read."""

    def texts(self, texts: Sequence[str]) -> Matrix:
        """Return (n, dim) float32 rows of unit length; WordsOnly where the model knows no words."""


class Eyes:
    """The decoding process and the network, shared by the encoders that stand on it."""

    def __init__(self, decoder: Decoder, network: Network) -> None:
        self.decoder, self.network = decoder, network

    def open(self, picture: Picture) -> Image:
        """Return an upright RGB picture; files are decoded in the limited process."""
        if isinstance(picture, str | Path):
            return self.decoder.file(Path(picture)).image
        return upright(picture)

    def see(self, pictures: Sequence[Picture]) -> Iterator[Seen]:
        """Yield what the network makes of the pictures in batches; the next one is decoded meanwhile."""
        from assistant.encoders.images.network import BATCH, prepare

        def ready(batch: Sequence[Picture]) -> list[Matrix]:
            return [prepare(self.open(picture)) for picture in batch]

        batches = [pictures[i : i + BATCH] for i in range(0, len(pictures), BATCH)]
        with ThreadPoolExecutor(1) as ahead:
            waiting = [ahead.submit(ready, batch) for batch in batches[:1]]
            for number in range(len(batches)):
                now = waiting.pop().result()
                waiting.extend(ahead.submit(ready, batch) for batch in batches[number + 1 : number + 2])
                yield self.network.each(now)

    def close(self) -> None:
        """End the decoding process."""
        self.decoder.close()


def upright(image: Image) -> Image:
    """Return a picture that is already in memory, turned upright, in RGB, on white where it is clear."""
    from assistant.encoders.images.decode import rgb

    return rgb(image)
