"""The child process that recognises text: a file's bytes in, lines out; see assistant/child.py.

It is not the one that reads documents: what renders a page or decodes a photo for recognition starts from the bytes again.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from assistant.child import serve

if TYPE_CHECKING:
    from PIL.Image import Image

    from assistant.ocr.engine import Engine

SIDE, PHOTO_SIDE = 2_000, 1_600
"""Longest side, in pixels, at which pages and photos are read: a page of A4 has 170 dots per inch then."""
DPI = 200
"""At most; a small page is not blown up further."""


class Models:
    """The engine, loaded before the limits of the process hold."""

    engine: Engine

    def load(self) -> None:
        """Load what reserves much address space."""
        import PIL.Image

        from assistant.encoders.images.decode import know_heif
        from assistant.ocr.engine import Engine

        PIL.Image.init()
        know_heif()
        self.engine = Engine()


def _answer(models: Models, data: bytes, header: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    from assistant.encoders.images.errors import ImageError
    from assistant.ocr.lines import to_json

    name = str(header["name"])
    try:
        if header["what"] == "glance":
            from PIL import Image

            small = Image.frombytes("RGB", (int(header["width"]), int(header["height"])), data)
            return {"text": models.engine.glance(small)}, b""
        return {}, to_json(models.engine.read(_picture(data, name, header))).encode()
    except ImageError as error:
        return {"error": type(error).__name__, "values": {k: str(v) for k, v in error.values.items()}}, b""
    except MemoryError:
        return {"error": "PictureTooHard", "values": {"name": name, "found": "memory"}}, b""
    except Exception as error:  # a decoder may raise anything on hostile bytes
        return {"error": "PictureDamaged", "values": {"name": name, "found": type(error).__name__}}, b""


def _picture(data: bytes, name: str, header: dict[str, Any]) -> Image:
    if header["what"] == "page":
        return page(data, int(header["page"]))
    from assistant.encoders.images.decode import decode

    return decode(data, name, PHOTO_SIDE).image


def page(data: bytes, number: int) -> Image:
    """Return a page of a PDF (from 1) as a picture of bounded size."""
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    try:
        sheet = document[number - 1]
        scale = min(DPI / 72, SIDE / max(1.0, *sheet.get_size()))
        picture: Image = sheet.render(scale=scale, rev_byteorder=True).to_pil().convert("RGB")
        return picture
    finally:
        document.close()


if __name__ == "__main__":
    _models = Models()
    serve(partial(_answer, _models), _models.load)
