"""Character error rate of what is read from pictures of known text, and what it costs: `python -m benchmarks ocr`."""

from __future__ import annotations

import statistics
import time
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from assistant.ocr.order import paragraphs
from assistant.ocr.sandbox import Ocr
from benchmarks import drawn

if TYPE_CHECKING:
    from PIL.Image import Image

ENGLISH = (
    "Minutes of the harbour committee, 14 March 2025",
    "The committee met at 9:30 in room B-204. Seven of the nine members were present; Ms. Okafor and Mr. Lindqvist had sent their "
    "apologies. The minutes of the last meeting were approved without changes.",
    "The crane on the north quay will be out of service from 2 to 19 June while its cables are replaced. Ships with more than 1,200 "
    "tonnes of cargo are asked to use the south quay, where a mobile crane can be hired for €385 an hour. Bookings close three working "
    "days before arrival (e-mail: quay@harbour.example).",
    "Ferries: line 7 runs every 40 minutes until the end of the school holidays; the last boat leaves at 22:15. A return ticket costs "
    "$6.80, children under 12 pay half. Bicycles travel free of charge outside the rush hours.",
    "The treasurer reported a surplus of 18,450 euros, which is 3.2% less than planned. Repairs after the January storm account for "
    "most of the difference. The members agreed to keep the mooring fees unchanged and to review them again in the autumn.",
)
JAPANESE = (
    "商店街だより 第四十二号",
    "四月十二日（土）の午前十時から、駅前の広場で春の市を開きます。野菜や焼きたてのパン、手作りの器など、三十七の店が並びます。雨のときは翌日に延期します。",
    "今年は駐輪場を北口に移しました。自動車での来場はご遠慮ください。臨時バスは市役所前から二十分おきに出発し、運賃は大人210円、子ども110円です。",
    "昨年の売上は前年比で8.4％増加し、来場者は延べ12,600人でした。増えた収入の一部は、街路灯の交換とベンチの修理に使います。詳しい内訳は事務局で閲覧できます。",
    "迷子やけが人を見つけたら、案内所（電話03-5550-0142）へ連絡してください。ごみは必ず持ち帰り、近所の家の前では静かにお願いします。",
)
CASES: tuple[tuple[str, Callable[[Image], Image]], ...] = (
    ("clean, 200 dpi", lambda sheet: sheet), ("scanned, grey, 150 dpi, noise", drawn.scanned),
    ("photographed: 3°, soft, uneven light", drawn.photographed),
)  # fmt: skip


def run(photos: Path | None) -> None:
    """Print the error rates as a table, then milliseconds of process time and of the clock."""
    ocr = Ocr()
    ocr.photo(drawn.png(drawn.page(["warm"])), "warm.png")
    sheets: list[tuple[str, Sequence[str], Image]] = [
        ("English", ENGLISH, drawn.page(ENGLISH, scale=4 / 3)),
        ("English, two columns, serif", ENGLISH[1:], drawn.page(ENGLISH[1:], columns=2, size=22, serif=True, scale=4 / 3)),
        ("Japanese", JAPANESE, drawn.page(JAPANESE, scale=4 / 3)),
        ("Japanese, serif, small", JAPANESE, drawn.page(JAPANESE, size=20, serif=True, scale=4 / 3)),
        ("Japanese, vertical", JAPANESE[1:4], drawn.upright(JAPANESE[1:4])),
    ]  # fmt: skip
    print("| page | " + " | ".join(name for name, _ in CASES) + " |\n" + "| --- " * (len(CASES) + 1) + "|")
    spent: list[float] = []
    for title, text, sheet in sheets:
        cells = []
        for _, seen in CASES:
            begun = time.perf_counter()
            found = ocr.photo(drawn.png(seen(sheet)), "page.png")
            spent.append(time.perf_counter() - begun)
            rate = error_rate("".join(text), "".join(paragraphs(found.lines)))
            cells.append(f"{rate:.3f} (confidence {found.confidence:.2f})")
        print(f"| {title} | {' | '.join(cells)} |", flush=True)
    print(
        f"\npages with text: median {statistics.median(spent) * 1000:.0f} ms of the clock, decoding included"
    )
    _glances(ocr, photos)
    ocr.close()


def _glances(ocr: Ocr, photos: Path | None) -> None:
    from PIL import Image

    files = sorted(photos.rglob("*.jpg"))[:400] if photos else []
    large = [Image.open(file).convert("RGB").resize((640, 480)) for file in files] or [
        Image.new("RGB", (640, 480))
    ]
    begun, hits = time.perf_counter(), sum(ocr.glance(picture) for picture in large)
    each = (time.perf_counter() - begun) / len(large) * 1000
    print(f"a glance at a photo of 640 x 480: {each:.1f} ms; {hits} of {len(large)} photos were read on")


def error_rate(said: str, found: str) -> float:
    """Return the edits that make one text the other for each letter that was there (Levenshtein), spaces left out."""
    one, other = (_letters(text) for text in (said, found))
    row = np.arange(len(other) + 1)
    for number, letter in enumerate(one, 1):
        changed = row[:-1] + (other != letter)
        best = np.minimum(changed, row[1:] + 1)
        row = np.concatenate([[number], best])
        row = np.minimum.accumulate(row - np.arange(len(row))) + np.arange(len(row))
    return float(row[-1]) / max(1, len(one))


def _letters(text: str) -> np.ndarray[tuple[int], np.dtype[np.uint32]]:
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    return np.frombuffer(plain.encode("utf-32-le"), np.uint32)
