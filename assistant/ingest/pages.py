"""Pages of PDFs as pictures, drawn in a limited child process like all that opens a stranger's file."""

from __future__ import annotations

from typing import Any

from assistant.child import Child, ChildDied, ReplyTooLong, serve
from assistant.ingest.errors import Crashed, TooMuchMemory, TooSlow
from assistant.ingest.mapped import rebuild


class Pages:
    """Draws pages. Not for use by two threads at once; `close` it, or use it in a `with`."""

    def __init__(self, seconds: float = 20, memory_mb: int = 1024) -> None:
        self._child = Child("assistant.ingest.pages", seconds, memory_mb, recycle=200)

    def __enter__(self) -> Pages:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the child process."""
        self._child.close()

    def render(self, data: bytes, page: int, marked: str, name: str = "") -> bytes:
        """Return page `page` (from 1) of a PDF as PNG, 900 pixels wide, with the text `marked` in yellow.

        Raises an IngestError that names the file and says why not.
        """
        try:
            facts, body = self._child.ask(data, page=page, marked=marked)
        except (ChildDied, ReplyTooLong) as error:
            late = isinstance(error, ChildDied) and error.late
            raise (
                TooSlow(name=name, seconds=round(self._child.seconds)) if late else Crashed(name=name)
            ) from error
        if "error" in facts:
            if facts["error"] == "TooMuchMemory":
                self.close()
                raise TooMuchMemory(name=name, mb=self._child.memory_mb)
            raise rebuild(str(facts["error"]), {**facts.get("values", {}), "name": name})
        return body


def render(data: bytes, page: int, marked: str) -> bytes:
    """Draw one page in a child process of its own; see Pages.render."""
    with Pages() as pages:
        return pages.render(data, page, marked)


def _answer(data: bytes, header: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    from assistant.ingest.errors import IngestError
    from assistant.ingest.pdf.render import render as draw

    try:
        return {}, draw(data, int(header["page"]), str(header["marked"]))
    except IngestError as error:
        return {"error": type(error).__name__, "values": error.values}, b""
    except MemoryError:
        return {"error": "TooMuchMemory"}, b""
    except Exception as error:  # PDFium's wrapper may raise anything on hostile bytes
        return {"error": "Damaged", "values": {"found": type(error).__name__}}, b""


if __name__ == "__main__":
    serve(_answer)
