"""Blocks for a terminal: rich when a person looks on, plain lines when a program or file does."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, TypeAlias

from assistant import blocks as b
from assistant.phrase import Language, Phrase
from assistant.surfaces.cli.drawing import bar, draw
from assistant.surfaces.service.clean import clean, clean_line

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.text import Text

LOW = Phrase("low confidence", "確信度低")
FOLDED = Phrase("and {n} nearly the same", "ほぼ同じものがほかに {n} 件")
SAVED = Phrase("Saved: {path}", "保存先：{path}")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+!|<>~])")
LEVELS = {"info": "cyan", "warning": "yellow", "error": "red"}

Lines: TypeAlias = "Iterable[RenderableType]"


class View:
    """Prints blocks in one language; `rich` decides between drawing and plain lines."""

    def __init__(self, out: Console, language: Language) -> None:
        self.out, self.language, self.rich = out, language, out.is_terminal
        self.number = 0

    def show(self, block: b.Block) -> None:
        """Print one block."""
        match block:
            case b.Text():
                self._markdown(block.markdown)
            case b.Table():
                self._table(block)
            case b.Answer():
                self._line(f"{clean_line(block.text)} [{block.number}]", "bold")
            case b.Sources():
                self._caption(block.caption)
                best = max((abs(p.score) for p in block.passages), default=0.0)
                for passage in block.passages:
                    self._passage(passage, best)
            case b.Gallery():
                self._caption(block.caption)
                for picture in block.pictures:
                    self._picture(picture)
                for option in block.actions:
                    self._line(f"  - {clean_line(option.label)}: {clean_line(option.message)}", "dim")
            case b.Plot():
                self._caption(block.title)
                for line in draw(block):
                    self._line(line)
            case b.Choices():
                self._line(block.prompt)
                for option in block.options:
                    self._line(f"  - {clean_line(option.label)}: {clean_line(option.message)}")
            case b.Notice():
                self._line(block.text, LEVELS[block.level])
                self._line(block.hint, "dim")
            case b.Details():
                self._line(block.title, "dim")
                for line in clean(block.markdown).splitlines():
                    self._line("  " + line, "dim")
            case b.Download():
                self._line(SAVED.say(self.language, path=block.path))
            case b.Progress():
                pass  # a bar on stderr shows it (progress.py)

    def _line(self, text: str, style: str = "") -> None:
        if text:
            self._print(clean(text), style)

    def _print(self, text: str | Text, style: str = "") -> None:
        if self.rich:
            self.out.print(text, style=style or None)
        else:
            # Past rich, which would wrap lines and turn tabs into spaces: what reads this is a program.
            self.out.file.write(f"{text}\n")

    def _caption(self, text: str) -> None:
        self._line(clean_line(text), "bold")

    def _markdown(self, markdown: str) -> None:
        text = clean(markdown)
        if self.rich:
            from rich.markdown import Markdown

            self.out.print(Markdown(text, hyperlinks=False))
        else:
            self._print(_ESCAPED.sub(r"\1", text))

    def _table(self, table: b.Table) -> None:
        self._caption(table.caption)
        if not self.rich:
            self._print("\t".join(clean_line(column) for column in table.columns))
            for row in table.rows:
                self._print("\t".join(cell_text(cell) for cell in row))
            return
        from rich.table import Table
        from rich.text import Text

        drawn = Table(header_style="bold", box=None, pad_edge=False, padding=(0, 2, 0, 0))
        for column in table.columns:
            drawn.add_column(Text(clean_line(column)))
        for row in table.rows:
            cells = zip(table.columns, row, strict=False)
            drawn.add_row(*(Text(score_text(c) if n in table.scores else cell_text(c)) for n, c in cells))
        self.out.print(drawn)

    def _passage(self, passage: b.Passage, best: float) -> None:
        from rich.text import Text

        self.number += 1
        notes = [clean_line(passage.file), clean_line(passage.place), f"{passage.score:.3f}"]
        if not passage.confident:
            notes.append(LOW.say(self.language))
        if passage.folded:
            notes.append(FOLDED.say(self.language, n=passage.folded))
        head = Text(f"{self.number}. {clean_line(passage.title)}", "bold" if passage.confident else "dim")
        head.append("  " + " · ".join(note for note in notes if note), "not bold cyan")
        if self.rich and best > 0:
            head.append("  " + bar(passage.score / best), "not bold green")
        self._print(head)
        body = Text("   ")
        for piece, marked in pieces(passage.text, passage.highlights):
            body.append(clean(piece).replace("\n", "\n   "), "bold yellow" if marked and self.rich else "")
        self._print(body)
        self._print(Text(f"   {clean_line(passage.id)}", "dim"))

    def _picture(self, picture: b.Picture) -> None:
        self.number += 1
        score = "" if picture.score is None else f"  {picture.score:.3f}"
        self._line(f"{self.number}. {clean_line(picture.caption)}{score}  {clean_line(picture.path)}")


def pieces(text: str, highlights: Iterable[tuple[int, int]]) -> list[tuple[str, bool]]:
    """Cut text at its highlights: (piece, whether it is highlighted), in order; overlaps are merged."""
    cut: list[tuple[str, bool]] = []
    done = 0
    for start, end in sorted(highlights):
        start, end = max(start, done), min(end, len(text))
        if start < end:
            cut += [(text[done:start], False), (text[start:end], True)]
            done = end
    return [(piece, marked) for piece, marked in [*cut, (text[done:], False)] if piece]


def cell_text(cell: b.Cell) -> str:
    """Return a table cell as one line."""
    if cell is None:
        return ""
    return f"{cell:.4g}" if isinstance(cell, float) else clean_line(str(cell))


def score_text(cell: b.Cell) -> str:
    """Return a score in [0, 1] as a bar and its number; anything else as it is."""
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return cell_text(cell)
    return f"{bar(float(cell))} {cell:.3f}"
