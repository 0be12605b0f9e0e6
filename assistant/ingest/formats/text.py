"""Plain text and Markdown."""

from __future__ import annotations

import re
from typing import Any

from assistant.ingest.encoding import decode
from assistant.ingest.errors import NoText
from assistant.ingest.extracted import Block, Builder, Extracted, clean, squeeze

_FRONT = re.compile(r"\A---\n(.*?)\n(?:---|\.\.\.)\n", re.S)
_FRONT_TITLE = re.compile(r"^title:\s*[\"']?(.+?)[\"']?\s*$", re.M)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.S)
_TAG = re.compile(r"<[^<>]{1,300}>")


def txt(data: bytes, name: str) -> Extracted:
    """Return the text exactly, paragraphs told by blank lines."""
    return plain(decode(data, name), name)


def plain(text: str, name: str, kind: str = "txt") -> Extracted:
    """Return pasted or decoded text with its paragraphs as blocks; raises NoText."""
    text = clean(text)
    blocks = []
    for start, end in _paragraphs(text):
        blocks.append(Block(start, end))
    if not blocks:
        raise NoText(name=name)
    return Extracted("", kind, text, tuple(blocks))


def _paragraphs(text: str) -> list[tuple[int, int]]:
    """Return (start, end) of runs of lines between blank lines, in linear time."""
    found, start, end, at = [], -1, -1, 0
    for line in text.splitlines(keepends=True):
        stripped = line.strip()
        if stripped:
            lead = len(line) - len(line.lstrip())
            start = at + lead if start < 0 else start
            end = at + lead + len(stripped)
        elif start >= 0:
            found.append((start, end))
            start = -1
        at += len(line)
    return [*found, (start, end)] if start >= 0 else found


def markdown(data: bytes, name: str) -> Extracted:
    """Return Markdown as it reads: without marks, comments and link targets."""
    from markdown_it import MarkdownIt

    text = clean(decode(data, name)).replace("\t", "    ")
    builder = Builder("md")
    front = _FRONT.match(text)
    if front:
        text = text[front.end() :]
        title = _FRONT_TITLE.search(front.group(1))
        builder.title = title.group(1) if title else ""
    parser = MarkdownIt("commonmark", {"maxNesting": 50}).enable("table")
    _blocks(parser.parse(_COMMENT.sub("", text)), builder)
    result = builder.done()
    if not result.text:
        raise NoText(name=name)
    return result


def _blocks(tokens: list[Any], builder: Builder) -> None:
    level, items, header = 0, 0, ""
    cells: list[str] | None = None
    for token in tokens:
        kind = token.type
        if kind == "heading_open":
            level = int(token.tag[1])
        elif kind in {"list_item_open", "list_item_close"}:
            items += token.nesting
        elif kind == "tr_open":
            cells = []
        elif kind == "tr_close":
            line = " | ".join(cell for cell in cells or () if cell)
            builder.add(line, "row", context=header)
            header, cells = header or line, None
        elif kind == "table_close":
            header = ""
        elif kind in {"fence", "code_block"}:
            builder.add(token.content, "code")
        elif kind == "html_block":
            builder.add(squeeze(_TAG.sub(" ", token.content)))
        elif kind == "inline":
            text = _inline(token)
            if cells is not None:
                cells.append(squeeze(text))
            elif level:
                builder.heading(text, level)
                level = 0
            else:
                builder.add(f"- {text}" if items else text, "list" if items else "paragraph")


def _inline(token: Any) -> str:
    parts = []
    for child in token.children or ():
        if child.type in {"text", "code_inline", "image"}:
            parts.append(child.content)
        elif child.type in {"softbreak", "hardbreak"}:
            parts.append("\n")
    return "".join(parts)
