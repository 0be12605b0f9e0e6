"""The child process that reads files: bytes in, text and passages out; see assistant/child.py."""

from __future__ import annotations

import json
from typing import Any

from assistant.child import serve


def _answer(data: bytes, header: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    found = _read(data, str(header["name"]))
    if "error" in found:
        return found, b""
    try:
        return {}, json.dumps(found, ensure_ascii=False).encode("utf-8", "replace")
    except MemoryError:
        found.clear()
        return {"error": "TooMuchMemory"}, b""


def _read(data: bytes, name: str) -> dict[str, Any]:
    from assistant.ingest.chunk import chunk
    from assistant.ingest.errors import IngestError
    from assistant.ingest.extract import extract

    try:
        document = extract(data, name)
        passages = [[p.start, p.end, p.place, p.heading, p.page, p.context] for p in chunk(document)]
    except IngestError as error:
        return {"error": type(error).__name__, "values": error.values}
    except MemoryError:
        return {"error": "TooMuchMemory"}
    except Exception as error:  # any parser may raise anything on hostile bytes
        return {"error": "Damaged", "values": {"name": name, "found": type(error).__name__}}
    return {
        "title": document.title, "kind": document.kind, "text": document.text,
        "pages": document.pages, "passages": passages, "without_text": document.without_text,
    }  # fmt: skip


if __name__ == "__main__":
    serve(_answer)
