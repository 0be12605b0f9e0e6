"""HTML to blocks; also what DOCX (through mammoth) and EPUB become on their way."""

from __future__ import annotations

import re
from typing import Any

from assistant.ingest.encoding import decode
from assistant.ingest.errors import NoText
from assistant.ingest.extracted import Builder, Extracted, squeeze

_DROP = {
    "script", "style", "noscript", "template", "svg", "math", "iframe", "object", "nav", "select",
    "button", "head", "title", "audio", "video", "canvas", "map",
}  # fmt: skip
_BLOCKS = {
    "p", "div", "section", "article", "main", "header", "footer", "aside", "ul", "ol", "dl", "table",
    "tbody", "thead", "tfoot", "caption", "blockquote", "figure", "figcaption", "address", "form",
    "fieldset", "hr", "body", "html", "details", "summary", "center",
}  # fmt: skip
_ITEMS = {"li", "dt", "dd"}
_HEADINGS = {f"h{n}": n for n in range(1, 7)}
_CHARSET = re.compile(
    rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w.:-]+)|<\?xml[^>]+encoding=[\"']([\w.:-]+)", re.I
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)


def extract(data: bytes, name: str) -> Extracted:
    """Return a page's visible text by headings, paragraphs, list items and table rows."""
    found = _CHARSET.search(data[:8192])
    declared = (found.group(1) or found.group(2)).decode("ascii", "replace") if found else ""
    builder = Builder("html")
    read(decode(data, name, declared), builder)
    result = builder.done()
    if not result.text:
        raise NoText(name=name)
    return result


def read(markup: str, builder: Builder) -> None:
    """Append the blocks of one HTML document to a builder."""
    from lxml import etree, html

    markup = re.sub(r"^\s*<\?xml[^>]*\?>", "", markup)
    parser = html.HTMLParser(no_network=True, huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(markup or "<p></p>", parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return
    title = root.find(".//title")
    if title is not None and not builder.title:
        builder.title = squeeze(title.text or "")
    _Walk(builder).run(root, etree)


class _Walk:
    """One pass over the tree without recursion, so that deep nesting is harmless."""

    def __init__(self, builder: Builder) -> None:
        self.builder = builder
        self.text: list[str] = []
        self.cells: list[str] | None = None
        self.header = ""
        self.tag = "p"
        self.title = False
        self.tables = 0

    def run(self, root: Any, etree: Any) -> None:
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, node in walk:
            tag = node.tag if isinstance(node.tag, str) else ""
            if event == "start":
                if (
                    tag in _DROP
                    or _HIDDEN.search(node.get("style") or "")
                    or node.get("aria-hidden") == "true"
                ):
                    walk.skip_subtree()
                    continue
                self.start(node, tag)
            else:
                if tag not in _DROP:
                    self.end(tag)
                self.text.append(node.tail or "")
        self.flush()

    def start(self, node: Any, tag: str) -> None:
        if tag == "table":
            self.flush()
            self.cells = None
            self.header = ""
        elif tag == "tr":
            self.flush()
            self.cells = []
        elif tag in {"td", "th"}:
            self.text = []
        elif self.cells is None and (tag in _BLOCKS or tag in _ITEMS or tag in _HEADINGS or tag == "pre"):
            self.flush()
            self.tag = tag
            self.title = "document-title" in (node.get("class") or "")
        elif tag == "br":
            self.text.append("\n" if self.tag == "pre" else " ")
        elif self.cells is not None and tag in _BLOCKS | _ITEMS:
            self.text.append(" ")
        self.text.append(node.text or "")

    def end(self, tag: str) -> None:
        if tag in {"td", "th"} and self.cells is not None:
            self.cells.append(squeeze("".join(self.text)))
            self.text = []
        elif tag == "tr":
            self.row()
        elif self.cells is None and (tag in _BLOCKS or tag in _ITEMS or tag in _HEADINGS or tag == "pre"):
            self.flush()
            self.tag = "p"

    def row(self) -> None:
        cells = [cell for cell in self.cells or () if cell]
        self.cells, self.text = None, []
        line = " | ".join(cells)
        if len(cells) == 1:
            self.builder.add(line)
        else:
            self.builder.add(line, "row", context=self.header)
            self.header = self.header or line[:300]

    def flush(self) -> None:
        raw = "".join(self.text)
        self.text = []
        if self.tag == "pre":
            self.builder.add(raw, "code")
        elif (text := squeeze(raw)) and self.title:
            self.builder.title = text
            self.builder.heading(text, 0)
        elif text and self.tag in _HEADINGS:
            self.builder.heading(text, _HEADINGS[self.tag])
        elif text:
            self.builder.add(text, "list" if self.tag in _ITEMS else "paragraph")
