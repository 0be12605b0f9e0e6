"""The models: where text is in a picture, and what it says (PP-OCRv6 in OpenVINO). Runs inside the child process only.

Detection: Liao et al. 2020, Real-time Scene Text Detection with Differentiable Binarization. Recognition: a CTC model
that knows Japanese, Chinese and English letters.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from assistant.encoders.silence import silence
from assistant.ocr.bands import bands
from assistant.ocr.letters import japanese
from assistant.ocr.lines import Line, Recognised
from assistant.ocr.order import LINES, ordered
from assistant.ocr.sandbox import GLANCE

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL.Image import Image

    Pixels = NDArray[np.uint8]

LEAST = 0.6
"""Confidence below which a line is dropped, and counted."""
THERE = 0.6
"""Score of a place from which on a glance takes it for text."""
MANY, LIKELIEST = 8, 6
"""So many places are text without further doubt; of fewer, so many are read at once, small as they are."""
PLAUSIBLE = 0.4
"""Confidence of one of them from which on the picture is worth reading at its full size."""
LOOKED = 1_280
"""Longest side at which lines are looked for; they are read from the picture as it is."""
POOR = 0.87
"""Mean confidence below which a picture is also tried upside down."""
SHAPES = 5
"""The shorter side of a picture is one of so many shares of the longer one while lines are looked for."""
STEP = 160
"""Widths of lines, at a height of 48 pixels, are multiples of this."""
TALL = 1.5
"""Height of a box in widths from which on its letters may stand below each other."""


class Engine:
    """Loads both models when it is made; they lie in the package, and nothing is fetched."""

    def __init__(self, threads: int = 2) -> None:
        silence()  # before rapidocr imports OpenVINO
        import rapidocr

        models = Path(rapidocr.__file__).parent / "models"
        self._ocr: Any = rapidocr.RapidOCR(
            params={
                "Global.use_cls": False, "Global.log_level": "critical", "Global.text_score": 0.0,
                "Global.max_side_len": 4000, "Rec.rec_batch_num": 1,
                "Det.engine_type": rapidocr.EngineType.OPENVINO, "Rec.engine_type": rapidocr.EngineType.OPENVINO,
                "Det.model_path": str(models / "PP-OCRv6_det_small.onnx"),
                "Rec.model_path": str(models / "PP-OCRv6_rec_small.onnx"),
                "EngineConfig.openvino.inference_num_threads": threads, "EngineConfig.openvino.num_streams": 1,
            }
        )  # fmt: skip
        self._detector(GLANCE)
        self._ocr.recognize_txt([np.full((48, 320, 3), 255, np.uint8)])

    def glance(self, picture: Image) -> bool:
        """Tell quickly whether there may be text in a picture, from a small copy of it."""
        small = picture.copy()
        small.thumbnail((GLANCE, GLANCE))
        pixels = _pixels(small)
        found = sorted(zip(*self._boxes(pixels, GLANCE), strict=True), key=lambda pair: -pair[1])
        likely = [box for box, score in found if score >= THERE]
        if len(likely) >= MANY or not likely:
            return bool(likely)
        return any(line.confidence >= PLAUSIBLE for line in self._lines(pixels, likely[:LIKELIEST]))

    def read(self, picture: Image) -> Recognised:
        """Return the lines of an upright RGB picture in reading order."""
        found = self._read(picture)
        if (found.lines and found.confidence < POOR) or found.dropped > len(found.lines):
            over = self._read(picture.rotate(180))
            if _worth(over) > _worth(found):
                return _turned(over)
        return found

    def _read(self, picture: Image) -> Recognised:
        pixels = _pixels(picture)
        boxes: list[NDArray[np.float32]] = []
        for rows, columns in bands(pixels):
            part = np.ascontiguousarray(pixels[rows, columns])
            found, _ = self._boxes(part, min(LOOKED, max(part.shape)))
            boxes += [box + np.array([columns.start, rows.start], np.float32) for box in found]
        lines = self._lines(pixels, boxes)
        sure = [line for line in lines if line.confidence >= LEAST and line.text.strip()]
        texts = japanese([line.text for line in sure])
        kept = [replace(line, text=text) for text, line in zip(texts, sure, strict=True)]
        return Recognised(tuple(ordered(kept)), picture.width, picture.height, len(lines) - len(sure))

    def _detector(self, side: int) -> Any:
        detector = self._ocr._load_det_model()
        detector.limit_type, detector.limit_side_len = "max", side
        return detector

    def _boxes(self, pixels: Pixels, side: int) -> tuple[list[NDArray[np.float32]], list[float]]:
        """Return the corners (4, 2) of places with text, and the score of each in [0, 1]."""
        found = self._detector(side)(_framed(pixels))
        return ([], []) if found.boxes is None else (list(found.boxes), [float(one) for one in found.scores])

    def _lines(self, pixels: Pixels, boxes: list[NDArray[np.float32]]) -> list[Line]:
        from rapidocr.utils.process_img import get_rotate_crop_image

        cuts = [get_rotate_crop_image(pixels, box.copy()) for box in boxes]
        flat = self._texts(cuts)
        tall = [at for at, box in enumerate(boxes) if _height(box) >= TALL * _width(box)]
        stacked = self._texts([laid_flat(np.rot90(cuts[at], 3)) for at in tall])
        for at, other in zip(tall, stacked, strict=True):
            flat[at] = max(flat[at], other, key=lambda pair: pair[1])
        level = _levelled(boxes)
        return [
            Line(text, _around(box), score, _around(flat_box))
            for (text, score), box, flat_box in zip(flat, boxes, level, strict=True)
        ]

    def _texts(self, cuts: list[Pixels]) -> list[tuple[str, float]]:
        if not cuts:
            return []
        found = self._ocr.recognize_txt([_stepped(cut) for cut in cuts])
        return [(str(text), float(score)) for text, score in zip(found.txts, found.scores, strict=True)]


def _framed(pixels: Pixels) -> Pixels:
    """Return a picture with room at its right or below it up to one of few shapes: each new one takes more memory."""
    height, width = pixels.shape[:2]
    step = max(height, width) / SHAPES
    more = [round(-(-side // step) * step) - side for side in (height, width)]
    return (
        np.pad(pixels, ((0, max(0, more[0])), (0, max(0, more[1])), (0, 0)), mode="edge")
        if any(more)
        else pixels
    )


def _stepped(cut: Pixels) -> Pixels:
    """Return a line with room to its right up to one of few widths: for each new one the network takes more memory."""
    height, width = cut.shape[:2]
    step = STEP * height / 48
    more = round(-(-width // step) * step) - width
    return np.pad(cut, ((0, 0), (0, more), (0, 0)), mode="edge") if more > 0 else cut


def laid_flat(column: Pixels) -> Pixels:
    """Return the letters of a column (height, width, 3) side by side, cut where it is emptiest about every width."""
    height, width = column.shape[:2]
    grey = column.mean(axis=2)
    ink = np.abs(grey - np.median(grey)).sum(axis=1)
    letters: list[Pixels] = []
    top = 0
    while top < height:
        low, high = top + int(0.75 * width), min(height, top + int(1.3 * width))
        bottom = height if high >= height else low + int(ink[low:high].argmin())
        letter = column[top:bottom]
        room = np.full((max(width, len(letter)), width, 3), int(np.median(grey)), np.uint8)
        room[(len(room) - len(letter)) // 2 :][: len(letter)] = letter
        letters.append(room[: int(1.3 * width) + 1])
        top = bottom
    tallest = max(len(letter) for letter in letters)
    return np.concatenate([_padded(letter, tallest, int(np.median(grey))) for letter in letters], axis=1)


def _padded(letter: Pixels, height: int, grey: int) -> Pixels:
    more = height - len(letter)
    return np.pad(letter, ((more // 2, more - more // 2), (0, 0), (0, 0)), constant_values=grey)


def _pixels(picture: Image) -> Pixels:
    """Return blue, green and red as the models expect them."""
    return np.ascontiguousarray(np.asarray(picture.convert("RGB"))[..., ::-1])


def _height(box: NDArray[np.float32]) -> float:
    return float(max(np.linalg.norm(box[0] - box[3]), np.linalg.norm(box[1] - box[2])))


def _width(box: NDArray[np.float32]) -> float:
    return float(max(np.linalg.norm(box[0] - box[1]), np.linalg.norm(box[2] - box[3])))


def _around(box: NDArray[np.float32]) -> tuple[int, int, int, int]:
    low, high = np.floor(box.min(axis=0)), np.ceil(box.max(axis=0))
    return max(0, int(low[0])), max(0, int(low[1])), int(high[0]), int(high[1])


def _levelled(boxes: list[NDArray[np.float32]]) -> list[NDArray[np.float32]]:
    """Return the corners as they would be if long lines were level, by the median of their slopes."""
    long = [box for box in boxes if _width(box) > 4 * _height(box)]
    if len(long) < LINES:
        return boxes
    slopes = [np.arctan2(*(box[1] - box[0])[::-1]) for box in long]
    tilt = float(np.median(slopes))
    if abs(tilt) < np.radians(0.5):
        return boxes
    turn = np.array([[np.cos(tilt), -np.sin(tilt)], [np.sin(tilt), np.cos(tilt)]], np.float32)
    flat = [box @ turn for box in boxes]
    moved = np.min([box.min(axis=0) for box in flat], axis=0).clip(max=0)
    return [box - moved for box in flat]


def _turned(found: Recognised) -> Recognised:
    """Return what was read upside down with its boxes where they are in the picture as it came."""
    wide, high = found.width, found.height
    lines = [
        replace(line, box=(wide - line.box[2], high - line.box[3], wide - line.box[0], high - line.box[1]))
        for line in found.lines
    ]
    return Recognised(tuple(lines), wide, high, found.dropped)


def _worth(found: Recognised) -> float:
    """Return how much was read and how surely: letters, each counted with the square of its line's confidence."""
    return sum(len(line.text) * line.confidence**2 for line in found.lines)
