"""Photos seen several ways: as they are, mirrored, and as parts in other light, so that what is learned holds for all."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from assets.recipes.images_data import batches
from assistant.encoders.images.graph import Layers
from assistant.encoders.images.network import prepare
from assistant.encoders.images.run import fastest
from assistant.encoders.images.sandbox import Decoder
from assistant.encoders.images.weights import trunk

if TYPE_CHECKING:
    from PIL.Image import Image

    from assistant.encoders.vino import Model

VIEWS = 8
LEAST, STRETCH, LIGHT = 0.55, 0.15, 0.25
"""Of a view: the least share of the photo, how much (log) its shape may change, and its brightness, contrast and colour."""

Halves = NDArray[np.float16]


@dataclass(frozen=True, slots=True)
class Views:
    """`rows` (v, n, 3288) as `image_net.features`, and `maps` (v, n, 120, 17, 17), what the shared stages make of them.

    View 0 is the photo itself. The maps are read from a file as they are used: 70 KB a photo and view.
    """

    names: list[str]
    rows: Halves
    maps: Halves


def view(picture: Image, number: int, draw: np.random.Generator) -> Image:
    """Return one view: 0 is the picture, 1 its mirror image, others are drawn at random."""
    from PIL.Image import Transpose
    from PIL.ImageEnhance import Brightness, Color, Contrast

    if number == 0:
        return picture
    mirrored = picture.transpose(Transpose.FLIP_LEFT_RIGHT)
    if number == 1:
        return mirrored
    shown = _part(mirrored if draw.random() < 0.5 else picture, draw)
    for change in (Brightness, Contrast, Color):
        shown = change(shown).enhance(draw.uniform(1 - LIGHT, 1 + LIGHT))
    return shown


def _part(picture: Image, draw: np.random.Generator) -> Image:
    side, shape = draw.uniform(LEAST, 1) ** 0.5, np.exp(draw.uniform(-STRETCH, STRETCH))
    full = np.array(picture.size)
    size = np.minimum(full, full * [side * shape, side / shape])
    left, top = draw.uniform(0, full - size)
    return picture.crop((int(left), int(top), int(left + size[0]), int(top + size[1])))


def views(tar: Path, wanted: set[str], work: Path) -> Views:
    """Return the views of some pictures of an archive, from `work` where they were made before."""
    names, rows, maps = (work / f"views-{part}.npy" for part in ("names", "rows", "maps"))
    if not names.is_file():
        found = _made(tar, wanted, rows, maps)
        np.save(names, np.array(found))
    listed = [str(name) for name in np.load(names)]
    return Views(listed, np.load(rows), np.load(maps, mmap_mode="r"))


def _made(tar: Path, wanted: set[str], rows: Path, maps: Path) -> list[str]:
    """Write both files; returns the names of the pictures in order."""
    open_memmap: Any = np.lib.format.open_memmap
    count = len(wanted)
    names: list[str] = []
    held = [
        open_memmap(file, "w+", np.float16, (VIEWS, count, *shape))
        for file, shape in ((rows, (3288,)), (maps, (120, 17, 17)))
    ]
    network, decoder = fastest(_trunk(), rows.with_name("precision")), Decoder()
    draw = np.random.default_rng(0)
    for batch in batches(tar, wanted):
        pictures = [decoder.data(data, name).image for name, data in batch]
        for number in range(VIEWS):
            out = network(np.stack([prepare(view(picture, number, draw)) for picture in pictures]))
            for part, array in enumerate(held):
                array[number, len(names) : len(names) + len(batch)] = out[part]
        names += [name for name, _ in batch]
    decoder.close()
    for array in held:
        array.flush()
    return names


def _trunk() -> Model:
    """Return the graph from pictures to rows and maps."""
    from assistant.encoders.vino import openvino, ov

    layers = Layers(trunk())
    pictures = ov.parameter([-1, 3, -1, -1], np.float32, name="pictures")
    maps, averages = layers.shared(pictures)
    stages, mean, peak = layers.rest(maps, averages)
    rows = ov.concat([stages, ov.sqrt(ov.relu(mean)), ov.sqrt(ov.relu(peak))], 1)
    return openvino.Model([rows, maps], [pictures], "trunk")
