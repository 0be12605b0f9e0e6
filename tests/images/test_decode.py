from __future__ import annotations

import gzip
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


HELD = Path(__file__).parents[1] / "data" / "pictures" / "turned.heic"
"""80 x 40, red on the left and blue, turned by the file's own `irot` and by Exif 6: a phone says it twice."""


def test_a_photo_of_a_phone_is_read_and_turned_once(decoder: Decoder) -> None:
    found = decoder.data(HELD.read_bytes(), "IMG_1.HEIC")
    assert (found.format, found.width, found.height, found.image.size) == ("HEIF", 40, 80, (40, 80))
    red, blue = found.image.getpixel((20, 5)), found.image.getpixel((20, 75))
    assert (red[0] > 200, blue[2] > 200) == (True, True)  # type: ignore[index]


def test_an_avif_is_read_and_turned_once(decoder: Decoder) -> None:
    image, exif = Image.new("RGB", (80, 40), "blue"), Image.Exif()
    image.paste("red", (0, 0, 20, 40))
    exif[0x0112] = 6
    found = decoder.data(saved(image, "AVIF", exif=exif), "a.avif").image
    assert found.size == (40, 80)
    assert found.getpixel((20, 5))[0] > 200  # type: ignore[index]


def test_a_large_jpeg_is_decoded_smaller_and_too_large_a_one_refused_with_its_figure(
    decoder: Decoder,
) -> None:
    large = decoder.data(saved(Image.new("L", (14_000, 14_000), 200), "JPEG"), "large.jpg")
    assert (large.width, large.image.size) == (14_000, (640, 640))
    with pytest.raises(errors.TooManyPixels, match=r"225 megapixels.*200"):
        decoder.data(saved(Image.new("L", (15_000, 15_000)), "JPEG"), "b.jpg")
    deep = decoder.data(
        saved(Image.new("RGBA", (9_900, 9_900), (255, 0, 0, 255)), "PNG", compress_level=1), "c.png"
    )
    assert deep.image.getpixel((9, 9)) == (255, 0, 0)
    with pytest.raises(errors.TooManyPixels, match=r"121 megapixels.*100"):
        decoder.data(saved(Image.new("1", (11_000, 11_000)), "PNG"), "d.png")


def test_a_fade_in_shows_a_later_frame(decoder: Decoder) -> None:
    shown = Image.effect_noise((64, 64), 90).convert("RGB")
    black = Image.new("RGB", (64, 64))
    frames = [Image.blend(black, shown, share) for share in (0, 0.02, 0.3, 0.7, 1, 1)]
    for kind in ("GIF", "WEBP"):
        found = decoder.data(
            saved(frames[0], kind, save_all=True, append_images=frames[1:], duration=90), "a.gif"
        )
        assert found.frames >= 5
        assert np.asarray(found.image).std() > 50, kind


def test_the_bits_in_use_are_scaled(decoder: Decoder) -> None:
    ramp = (np.arange(100, dtype=np.uint16) * 41).reshape(10, 10)
    twelve = np.asarray(decoder.data(saved(Image.fromarray(ramp), "TIFF"), "a.tif").image)
    assert (twelve.min(), twelve.max()) == (0, 252)
    sixteen = np.asarray(decoder.data(saved(Image.fromarray(ramp * 16), "PNG"), "a.png").image)
    assert sixteen.max() == 252


def test_packed_drawings_and_icons_are_refused_with_the_reason(decoder: Decoder) -> None:
    with pytest.raises(errors.SvgRefused):
        decoder.data(gzip.compress(b"<svg xmlns='http://www.w3.org/2000/svg'/>"), "a.svgz")
    with pytest.raises(errors.NotAPicture, match="icon"):
        decoder.data(saved(Image.new("RGB", (16, 16)), "ICO"), "a.ico")
    with pytest.raises(errors.NotAPicture, match="gzip"):
        decoder.data(gzip.compress(b"text"), "a.jpg")
