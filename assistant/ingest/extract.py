"""Bytes of a file to text with structure: recognise, then call the module of its format.

Runs inside the limited child process (worker.py); only the parsers do the reading.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from assistant.ingest.errors import Damaged, IngestError, NoText, ZeroByte
from assistant.ingest.extracted import Extracted
from assistant.ingest.sniff import recognise

READERS = {
    "pdf": "pdf:extract", "docx": "docx:extract", "pptx": "pptx:extract", "xlsx": "table:xlsx",
    "html": "html:extract", "md": "text:markdown", "txt": "text:txt", "csv": "table:csv_file",
    "jsonl": "records:jsonl", "json": "records:json_file", "epub": "epub:extract",
}  # fmt: skip
"""Kind -> module and function under assistant.ingest.formats, imported when first needed."""


def extract(data: bytes, name: str) -> Extracted:
    """Return the file's text and blocks; raises an IngestError that says why not."""
    if not data:
        raise ZeroByte(name=name)
    module, function = READERS[recognise(data, name)].split(":")
    reader: Callable[[bytes, str], Extracted] = getattr(
        import_module(f"assistant.ingest.formats.{module}"), function
    )
    try:
        result = reader(data, name)
    except IngestError as error:
        error.values["name"] = name
        raise
    except RecursionError as error:
        raise Damaged(name=name, found="nested too deeply") from error
    if not result.text.strip():
        raise NoText(name=name)
    return result
