"""Compare extraction libraries on a folder of real files: python -m tests.ingest.measure [FOLDER]

Prints, per format and library: files with text of all files, pages (or files) and milliseconds per page.
Libraries that are not installed are left out. A file counts as read when it gives at least one letter.
"""

from __future__ import annotations

import importlib.util
import io
import logging
import sys
import time
from collections.abc import Callable
from pathlib import Path

from assistant.ingest.extract import extract

Reader = Callable[[bytes, str], tuple[str, int]]


def ours(data: bytes, name: str) -> tuple[str, int]:
    found = extract(data, name)
    return found.text, found.pages or 1


def pdfminer(data: bytes, name: str) -> tuple[str, int]:
    from pdfminer.high_level import extract_text

    text = extract_text(io.BytesIO(data))
    return text, max(1, text.count("\f"))


def pdfplumber(data: bytes, name: str) -> tuple[str, int]:
    import pdfplumber as library

    with library.open(io.BytesIO(data)) as document:
        return "\n".join(page.extract_text() for page in document.pages), len(document.pages)


def markitdown(data: bytes, name: str) -> tuple[str, int]:
    from markitdown import MarkItDown, StreamInfo

    info = StreamInfo(extension=Path(name).suffix)
    return MarkItDown().convert_stream(io.BytesIO(data), stream_info=info).text_content, 1


READERS: dict[str, list[tuple[str, str, Reader]]] = {
    ".pdf": [
        ("pypdfium2", "pypdfium2", ours), ("pdfminer.six", "pdfminer", pdfminer),
        ("pdfplumber", "pdfplumber", pdfplumber), ("markitdown", "markitdown", markitdown),
    ],
    ".docx": [("mammoth + lxml", "mammoth", ours), ("markitdown", "markitdown", markitdown)],
    ".html": [("lxml", "lxml", ours), ("markitdown", "markitdown", markitdown)],
    ".csv": [("csv", "csv", ours), ("markitdown", "markitdown", markitdown)],
    ".txt": [("our decoding", "csv", ours), ("markitdown", "markitdown", markitdown)],
    ".md": [("markdown-it-py", "markdown_it", ours), ("markitdown", "markitdown", markitdown)],
    ".xlsx": [("openpyxl", "openpyxl", ours), ("markitdown", "markitdown", markitdown)],
}  # fmt: skip


def main() -> None:
    logging.disable(logging.CRITICAL)
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data/documents")
    print("| format | library | files read | pages | ms per page |\n| --- | --- | --- | --- | --- |")
    for suffix, readers in READERS.items():
        files = [(path.name, path.read_bytes()) for path in sorted(folder.rglob(f"*{suffix}"))]
        pages_of = {name: _pages(data, name) for name, data in files}
        for label, module, reader in readers:
            if files and importlib.util.find_spec(module):
                _row(suffix, label, reader, files, pages_of)


def _pages(data: bytes, name: str) -> int:
    try:
        return extract(data, name).pages or 1
    except Exception:
        return 1


def _row(
    suffix: str, label: str, reader: Reader, files: list[tuple[str, bytes]], pages_of: dict[str, int]
) -> None:
    read = pages = 0
    seconds = 0.0
    for warm, (name, data) in enumerate([files[0], *files]):  # the first call pays for imports
        begun = time.process_time()
        try:
            text, _ = reader(data, name)
        except Exception:
            text = ""
        if warm:
            seconds += time.process_time() - begun
            read += any(c.isalpha() for c in text)
            pages += pages_of[name]
    print(
        f"| {suffix[1:]} | {label} | {read} of {len(files)} | {pages} | {1000 * seconds / max(1, pages):.1f} |"
    )


if __name__ == "__main__":
    main()
