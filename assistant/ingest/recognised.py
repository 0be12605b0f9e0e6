"""What was read from pictures instead of a text layer, as people are told it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.phrase import Language, Phrase

MAX_PAGES = 300
"""Pages of one document that are recognised at most: about five minutes on two cores."""
NAMED = 12
"""Documents that are told of one by one, and runs of pages that are named, at most."""

PAGES = Phrase(
    "{name}: {pages} read from the picture of the page (OCR, confidence {sure:.2f}).",
    "{name}: {pages}はページの画像から文字を読み取りました（OCR、確からしさ {sure:.2f}）。",
)
LEFT = Phrase(
    " {left} further pages without text were not read: no more than {limit} are.",
    "文字情報のない残り {left} ページは読み取っていません（上限 {limit} ページ）。",
)
FAILED = Phrase(" {failed} could not be read.", "{failed} ページは読み取れませんでした。")
PHOTO = Phrase(
    "{name}: {lines} of text read in the picture (OCR, confidence {sure:.2f}).",
    "{name}: 画像の中の文字を {lines} 読み取りました（OCR、確からしさ {sure:.2f}）。",
)
OTHERS = Phrase("Text was read in {n} further files (OCR).", "ほかに {n} 件で文字を読み取りました（OCR）。")


@dataclass(frozen=True, slots=True)
class Recognition:
    """What was recognised in one file: `pages` from 1, or for a photo none and its `lines`. `confidence` is the mean
    probability of the letters; `left` counts pages over the limit, `failed` those that could not be read."""

    name: str
    pages: tuple[int, ...] = ()
    lines: int = 0
    confidence: float = 0.0
    left: int = 0
    failed: int = 0

    def say(self, language: Language) -> str:
        """Return what was read and how sure that is."""
        if not self.pages:
            lines = (
                f"{self.lines} 行"
                if language == "ja"
                else "1 line"
                if self.lines == 1
                else f"{self.lines} lines"
            )
            return PHOTO.say(language, name=self.name, lines=lines, sure=self.confidence)
        said = PAGES.say(language, name=self.name, pages=_pages(self.pages, language), sure=self.confidence)
        said += LEFT.say(language, left=self.left, limit=MAX_PAGES) if self.left else ""
        return said + (FAILED.say(language, failed=self.failed) if self.failed else "")


def tell(found: Sequence[Recognition], language: Language) -> list[str]:
    """Return a sentence for each file, the last one for all those that are not told of by name."""
    said = [one.say(language) for one in found[:NAMED]]
    return [*said, *([OTHERS.say(language, n=len(found) - NAMED)] if len(found) > NAMED else [])]


def ranges(pages: Sequence[int], language: Language) -> str:
    """Return pages as people name them: "2, 3 and 7 to 9", 「2、3、7〜9」; at most `NAMED` runs of them."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][-1] + 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    to = "〜" if language == "ja" else " to "
    parts = [part for run in runs for part in ([f"{run[0]}{to}{run[-1]}"] if len(run) > 2 else map(str, run))]
    if len(parts) > NAMED:
        parts = [*parts[:NAMED], "…"]
    if language == "ja":
        return "、".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else parts[0]


def _pages(pages: Sequence[int], language: Language) -> str:
    said = ranges(pages, language)
    if language == "ja":
        return f"{said} ページ"
    return f"page {said} was" if len(pages) == 1 else f"pages {said} were"
