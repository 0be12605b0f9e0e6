"""PPTX through python-pptx: slides with their titles, text, tables and notes."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from assistant.ingest.errors import Damaged, NoText
from assistant.ingest.extracted import Builder, Extracted
from assistant.ingest.formats.archive import open_office


def extract(data: bytes, name: str) -> Extracted:
    """Return the slides' text, the slide number as page; raises Damaged or NoText."""
    import pptx

    open_office(data, name).close()
    try:
        deck = pptx.Presentation(io.BytesIO(data))
        builder = Builder("pptx", title=deck.core_properties.title or "", pages=len(deck.slides))
        if builder.title in {"PowerPoint Presentation", "PowerPoint プレゼンテーション"}:
            builder.title = ""
        for number, slide in enumerate(deck.slides, 1):
            builder.page, builder.place = number, f"slide {number}"
            _slide(slide, builder)
    except (MemoryError, RecursionError):
        raise
    except Exception as error:  # python-pptx raises KeyError, XMLSyntaxError, ValueError on broken parts
        raise Damaged(name=name, found=type(error).__name__) from error
    result = builder.done()
    if not result.text:
        raise NoText(name=name)
    return result


def _slide(slide: Any, builder: Builder) -> None:
    title = slide.shapes.title
    builder.section("", 1)
    if title is not None and title.text_frame.text.strip():
        builder.heading(title.text_frame.text, 1)
    for shape in _shapes(slide.shapes):
        if title is not None and shape.shape_id == title.shape_id:
            continue
        if getattr(shape, "has_table", False) and shape.has_table:
            header = ""
            for row in shape.table.rows:
                line = " | ".join(" ".join(cell.text.split()) for cell in row.cells if cell.text.strip())
                builder.add(line, "row", context=header)
                header = header or line
        elif shape.has_text_frame:
            for paragraph in shape.text_frame.paragraphs:
                text = "".join(run.text for run in paragraph.runs)
                builder.add(text, "list")
    if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
        builder.add(slide.notes_slide.notes_text_frame.text)


def _shapes(shapes: Any) -> Iterator[Any]:
    """Yield shapes and those inside groups."""
    for shape in shapes:
        if hasattr(shape, "shapes"):
            yield from _shapes(shape.shapes)
        else:
            yield shape
