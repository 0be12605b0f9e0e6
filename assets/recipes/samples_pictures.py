"""Draw the sample pictures: `python -m assets.recipes.samples_pictures`.

Every picture is plain shapes drawn at four times its size and scaled down, so that edges are smooth
and the same Pillow always writes the same pixels. They are CC0: nothing in them comes from elsewhere.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

from assets.recipes.samples_canvas import Canvas, arc

_FOLDER = Path(__file__).parents[1] / "samples" / "pictures"


def cat() -> Canvas:
    """A grey cat sitting on a rug."""
    page, fur, dark, light = Canvas((246, 236, 217)), (122, 125, 135), (86, 89, 99), (229, 225, 220)
    page.oval(256, 452, 190, 34, (196, 110, 92))
    page.oval(256, 452, 162, 24, (214, 138, 116))
    page.stroke(arc(352, 400, 74, 62, 95, -70), dark, 24)
    page.oval(256, 372, 102, 96, fur)
    page.oval(256, 396, 56, 70, light)
    for x in (212, 300):
        page.oval(x, 450, 34, 18, fur)
    for side in (-1, 1):
        page.shape([(256 + side * 96, 96), (256 + side * 94, 200), (256 + side * 22, 146)], fur)
        page.shape([(256 + side * 84, 122), (256 + side * 82, 178), (256 + side * 44, 152)], (226, 164, 160))
    page.oval(256, 212, 104, 88, fur)
    page.oval(256, 246, 50, 38, light)
    for x in (214, 298):
        page.oval(x, 200, 20, 23, (171, 196, 84))
        page.oval(x, 200, 7, 20, (30, 32, 36))
        page.disc(x + 6, 190, 5, (255, 255, 255))
    page.shape([(244, 232), (268, 232), (256, 246)], (208, 120, 122))
    for side in (-1, 1):
        page.stroke(arc(256 + side * 13, 248, 13, 12, 180, 0), dark, 4)
        for lift in (-14, 0, 14):
            page.stroke([(256 + side * 40, 246 + lift / 3), (256 + side * 120, 240 + lift)], dark, 2.5)
    for x in (236, 256, 276):
        page.stroke([(x, 132), (x, 158 if x == 256 else 150)], dark, 7)
    return page


def red_circle() -> Canvas:
    """One red disc in the middle of a pale page."""
    page = Canvas((250, 248, 242))
    page.disc(256, 256, 150, (206, 42, 48))
    return page


def beach_at_sunset() -> Canvas:
    """The sun touching the sea, a beach and a palm tree."""
    page = Canvas((232, 198, 150))
    page.sky((70, 58, 112), (250, 168, 96), 300)
    page.disc(300, 284, 62, (255, 226, 140))
    page.shape([(0, 300), (512, 300), (512, 512), (0, 512)], (62, 92, 138))
    for row, half in enumerate((58, 46, 52, 34, 40, 24)):
        y = 312 + row * 16
        page.stroke([(300 - half, y), (300 + half, y)], (248, 190, 120), 5)
    page.shape(
        [(0, 430), *arc(256, 446, 330, 36, 200, 340), (512, 430), (512, 512), (0, 512)], (226, 192, 142)
    )
    page.stroke(arc(-60, 470, 190, 320, 0, -52), (58, 40, 44), 18)
    crown = (57, 218)
    for turn, length in ((-150, 96), (-115, 84), (-75, 84), (-35, 104), (-8, 116), (25, 92), (165, 84)):
        tip = (
            crown[0] + length * math.cos(math.radians(turn)),
            crown[1] + length * math.sin(math.radians(turn)) + 34,
        )
        middle = ((crown[0] + tip[0]) / 2, (crown[1] + tip[1]) / 2 - 26)
        under = (middle[0], middle[1] + 24)
        page.shape([crown, middle, tip, under], (34, 52, 50))
    return page


def snowy_mountain() -> Canvas:
    """A mountain with a white top, firs in front of it."""
    page = Canvas((236, 242, 246))
    page.sky((118, 170, 214), (214, 232, 242), 400)
    page.shape([(0, 400), (120, 240), (230, 400)], (140, 158, 180))
    page.shape([(280, 400), (430, 214), (512, 320), (512, 400)], (140, 158, 180))
    page.shape([(60, 420), (262, 84), (462, 420)], (94, 108, 132))
    snow = [(262, 84), (358, 245), (322, 226), (300, 262), (268, 222), (238, 268), (214, 230), (166, 244)]
    page.shape(snow, (250, 252, 254))
    page.shape([(0, 410), (512, 396), (512, 512), (0, 512)], (238, 243, 248))
    for x, foot, tall in ((70, 452, 120), (128, 476, 96), (392, 470, 110), (448, 446, 136)):
        page.shape([(x - 6, foot), (x + 6, foot), (x + 6, foot + 18), (x - 6, foot + 18)], (92, 70, 56))
        for step in range(3):
            top, width = foot - tall + step * tall * 0.27, 22 + step * 11
            page.shape(
                [(x, top), (x + width, top + tall * 0.46), (x - width, top + tall * 0.46)], (44, 92, 76)
            )
    return page


def bicycle() -> Canvas:
    """A teal bicycle seen from the side."""
    page, frame, dark = Canvas((252, 240, 214)), (22, 128, 134), (48, 50, 56)
    page.shape([(0, 404), (512, 404), (512, 512), (0, 512)], (216, 206, 186))
    back, front, crank, seat, head = (144, 322), (372, 322), (244, 322), (212, 212), (334, 208)
    for x, y in (back, front):
        page.ring(x, y, 84, dark, 10)
        for step in range(8):
            turn = math.radians(step * 45)
            page.stroke([(x, y), (x + 76 * math.cos(turn), y + 76 * math.sin(turn))], (168, 168, 168), 2)
    for start, end in (
        (back, crank),
        (back, seat),
        (seat, crank),
        (crank, head),
        (seat, head),
        (head, front),
    ):
        page.stroke([start, end], frame, 11)
    page.stroke([seat, (202, 178)], frame, 9)
    page.stroke([(172, 172), (232, 172)], dark, 18)
    page.stroke([head, (324, 158), (370, 148)], dark, 9)
    page.stroke([(238, 298), (250, 346)], dark, 7)
    for x, y in ((232, 296), (256, 348)):
        page.stroke([(x - 14, y), (x + 14, y)], dark, 8)
    for x, y, radius in ((*back, 11), (*front, 11), (*crank, 17)):
        page.disc(x, y, radius, dark)
    return page


def apple() -> Canvas:
    """A red apple with a stalk and a leaf."""
    page, red = Canvas((224, 236, 224)), (202, 48, 46)
    page.oval(256, 438, 150, 22, (192, 210, 192))
    page.oval(204, 308, 110, 128, red)
    page.oval(308, 308, 110, 128, red)
    page.oval(256, 340, 112, 102, red)
    page.oval(256, 192, 52, 16, (158, 32, 38))
    page.stroke([(256, 196), (262, 156), (282, 122)], (98, 68, 44), 13)
    page.shape([*arc(336, 172, 72, 58, 200, 300), *arc(314, 104, 72, 58, 20, 120)], (92, 150, 70))
    page.oval(168, 270, 24, 46, (232, 108, 98))
    return page


def sailing_boat() -> Canvas:
    """A small boat with white sails on a blue sea."""
    page = Canvas((58, 122, 168))
    page.sky((146, 202, 232), (226, 242, 248), 330)
    page.shape([(0, 330), (512, 330), (512, 512), (0, 512)], (58, 122, 168))
    for x, y, rx in ((110, 96, 54), (150, 82, 44), (190, 100, 50), (396, 140, 46), (432, 128, 38)):
        page.oval(x, y, rx, 24, (255, 255, 255))
    page.stroke([(256, 96), (256, 360)], (104, 76, 54), 9)
    page.shape([(266, 104), (392, 330), (266, 330)], (252, 250, 244))
    page.shape([(246, 136), (246, 330), (150, 330)], (238, 228, 208))
    page.shape([(118, 346), (404, 346), (356, 408), (166, 408)], (176, 62, 52))
    for row, shift in enumerate((0, 60, 20)):
        for x in range(-20 + shift, 512, 128):
            page.stroke(arc(x + 32, 428 + row * 30, 32, 9, 180, 360), (124, 176, 208), 5)
    return page


def night_town() -> Canvas:
    """Dark houses with lit windows under a crescent moon."""
    page, roof = Canvas((24, 30, 58)), (78, 58, 84)
    page.sky((14, 18, 40), (60, 66, 112), 420)
    page.shape([*arc(384, 112, 48, 48, 35, 263), *arc(404, 100, 44, 44, 234.1, 63.9)], (250, 238, 190))
    stars = ((60, 70), (130, 130), (206, 60), (280, 120), (460, 214), (90, 196), (330, 40), (470, 60))
    for star_x, star_y in stars:
        page.disc(star_x, star_y, 3.4, (255, 250, 220))
    for left, top, width in ((0, 300, 96), (96, 250, 84), (180, 330, 104), (284, 226, 88), (372, 306, 140)):
        page.shape([(left, top), (left + width, top), (left + width, 512), (left, 512)], (22, 25, 44))
        page.shape([(left - 6, top), (left + width + 6, top), (left + width / 2, top - 40)], roof)
        for row in range(3):
            for column in range(2):
                x, y = left + width * (0.2 + 0.4 * column), top + 34.0 + row * 56
                lit = (left + row * 3 + column * 5) % 4 != 0
                corner = [(x, y), (x + 22, y), (x + 22, y + 30), (x, y + 30)]
                page.shape(corner, (248, 206, 104) if lit else (44, 50, 80))
    return page


PICTURES: dict[str, Callable[[], Canvas]] = {
    "cat.png": cat,
    "red-circle.png": red_circle,
    "beach-at-sunset.png": beach_at_sunset,
    "snowy-mountain.png": snowy_mountain,
    "bicycle.png": bicycle,
    "apple.png": apple,
    "sailing-boat.png": sailing_boat,
    "night-town.png": night_town,
}


def main(folder: Path = _FOLDER) -> None:
    """Write every picture into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, draw in PICTURES.items():
        draw().small().save(folder / name, optimize=True)


if __name__ == "__main__":
    main()
