"""A table's rows with merged cells: what spans rows or columns stands in each row that it covers."""

from __future__ import annotations

from dataclasses import dataclass, field

MOST = 1_000
"""Rows or columns that a cell may span; HTML allows 1,000 columns."""


@dataclass(slots=True)
class Grid:
    """The rows of one table, told from top to bottom. Cells are (text, columns, rows)."""

    header: str = ""
    cells: list[tuple[str, int, int]] | None = None
    _down: dict[int, tuple[str, int]] = field(default_factory=dict)
    _heads: bool = True

    def begin(self) -> None:
        """Begin a row."""
        self.cells = []

    def cell(self, text: str, columns: str | None = None, rows: str | None = None) -> None:
        """Add a cell with its spans as the file states them."""
        if self.cells is not None:
            self.cells.append((text, _span(columns), _span(rows)))

    def end(self) -> list[str]:
        """End the row and return its cells: those carried down from above in their columns, a wide cell once."""
        row: list[str] = []
        column = 0
        own = list(self.cells or ())
        self.cells = None
        down: dict[int, tuple[str, int]] = {}
        while own or any(at >= column for at in self._down):
            if column in self._down:
                text, left = self._down[column]
                if left > 1:
                    down[column] = (text, left - 1)
                if text and (not row or row[-1] != text or column - 1 not in self._down):
                    row.append(text)
                column += 1
            elif own:
                text, columns, rows = own.pop(0)
                row.append(text)
                for at in range(column, column + columns):
                    if rows > 1:
                        down[at] = (text, rows - 1)
                column += columns
            else:
                column += 1
        self._down = down
        return [text for text in row if text]


def _span(said: str | None) -> int:
    text = (said or "1").strip()
    return max(1, min(MOST, int(text))) if text.isdecimal() else 1
