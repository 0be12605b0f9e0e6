"""Progress on stderr: one bar when a person looks on, nothing when not."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING

from assistant.surfaces.service.clean import clean_line

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress, TaskID


class Bar:
    """One bar that appears with its first update and is gone afterwards."""

    def __init__(self, out: Console) -> None:
        self.out = out
        self._progress: Progress | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> Bar:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.hide()

    def update(self, label: str, done: int, total: int = 0, unit: str = "", note: str = "") -> None:
        """Show how far one thing is; `total` 0 means unknown."""
        if not self.out.is_terminal:
            return
        progress, task = self._shown()
        text = f"{clean_line(label)[:40]}"
        count = f"{done:,}/{total:,} {unit}" if total else f"{done:,} {unit}"
        progress.update(task, description=text, completed=done, total=total or None, count=f"{count} {note}")

    def hide(self) -> None:
        """Take the bar away, so that lines can be printed."""
        if self._progress is not None:
            self._progress.stop()
        self._progress = self._task = None

    def _shown(self) -> tuple[Progress, TaskID]:
        if self._progress is None or self._task is None:
            from rich.progress import BarColumn, Progress, TextColumn

            columns = (
                TextColumn("{task.description}", markup=False),
                BarColumn(),
                TextColumn("{task.fields[count]}", markup=False),
            )
            self._progress = Progress(*columns, console=self.out, transient=True)
            self._task = self._progress.add_task("", total=None, count="")
            self._progress.start()
        return self._progress, self._task
