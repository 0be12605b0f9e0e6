from __future__ import annotations

import io
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from assistant.encoders.images import errors
from assistant.encoders.images.sandbox import Decoder


@pytest.fixture(scope="module")
def decoder() -> Iterator[Decoder]:
    made = Decoder(seconds=10)
    yield made
    made.close()


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def test_hostile_files_are_read_or_refused_in_time(decoder: Decoder, data: Path) -> None:
    folder = data / "documents" / "hostile-images"
    refused: dict[str, str] = {}
    said: list[bool] = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        begun = time.monotonic()
        try:
            image = decoder.file(path).image
            assert image.mode == "RGB"
            assert max(image.size) <= 640
        except errors.ImageError as error:
            refused[path.name] = type(error).__name__
            said.append(path.name in error.say("ja"))
        assert time.monotonic() - begun < 10, path.name
    assert all(said)
    assert refused["derived-zero-byte.jpg"] == "PictureEmpty"
    assert refused["derived-text-renamed.png"] == "NotAPicture"
    assert refused["pillow-truncated_jpeg.jpg"] == "PictureDamaged"
    assert {name for name in refused if name.endswith(".svg")} == {p.name for p in folder.rglob("*.svg")}
    bombs = (
        "derived-bomb-header-max.png",
        "derived-real-20000x20000-1bit.png",
        "pillow-decompression_bomb.gif",
    )
    assert {refused[name] for name in bombs} == {"TooManyPixels"}
    assert not {"derived-5000x1.png", "pillow-16bit.cropped.tif", "pillow-p_trns_single.png"} & set(refused)


@pytest.mark.parametrize("orientation", [3, 6, 8])
def test_exif_orientation_is_applied(decoder: Decoder, orientation: int) -> None:
    image = Image.new("RGB", (80, 40), "blue")
    image.paste("red", (0, 0, 20, 40))
    exif = Image.Exif()
    exif[0x0112] = orientation
    found = np.asarray(decoder.data(saved(image, "PNG", exif=exif), "x.png").image, int)
    height, width = found.shape[:2]
    red = {3: found[height // 2, width - 5], 6: found[5, width // 2], 8: found[height - 5, width // 2]}[
        orientation
    ]
    assert (width > height) == (orientation == 3)
    assert red[0] > 200
    assert red[2] < 60


def test_every_mode_becomes_rgb(decoder: Decoder) -> None:
    cmyk = decoder.data(saved(Image.new("CMYK", (9, 9), (0, 255, 255, 0)), "JPEG"), "a.jpg").image
    assert cmyk.getpixel((4, 4))[0] > 180  # type: ignore[index]
    deep = Image.fromarray(np.full((9, 9), 65535 // 2, np.uint16))
    assert decoder.data(saved(deep, "PNG"), "b.png").image.getpixel((4, 4)) == (127, 127, 127)
    clear = Image.new("RGBA", (9, 9), (0, 0, 0, 0))
    assert decoder.data(saved(clear, "PNG"), "c.png").image.getpixel((4, 4)) == (255, 255, 255)
    frames = [Image.new("RGB", (9, 9), color) for color in ("red", "blue", "green")]
    moving = decoder.data(saved(frames[0], "GIF", save_all=True, append_images=frames[1:]), "d.gif")
    assert (moving.frames, moving.image.getpixel((4, 4))[0] > 200) == (3, True)  # type: ignore[index]


def test_a_decoder_that_dies_is_replaced(decoder: Decoder) -> None:
    good = saved(Image.new("RGB", (9, 9)), "PNG")
    decoder.data(good, "a.png")
    assert decoder.child._process is not None
    decoder.child._process.kill()
    decoder.child._process.wait()
    assert decoder.data(good, "a.png").width == 9


def test_missing_and_html_files_say_so(decoder: Decoder, tmp_path: Path) -> None:
    with pytest.raises(errors.PictureMissing):
        decoder.file(tmp_path / "none.png")
    page = tmp_path / "page.jpg"
    page.write_text("<!doctype html><p>404")
    with pytest.raises(errors.NotAPicture, match="HTML"):
        decoder.file(page)
