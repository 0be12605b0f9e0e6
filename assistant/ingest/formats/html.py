"""HTML to blocks; also what DOCX (through mammoth), EPUB and mail become on their way."""

from __future__ import annotations

import re
from typing import Any

from assistant.ingest.encoding import decode
from assistant.ingest.errors import NoText
from assistant.ingest.extracted import Builder, Extracted, squeeze
from assistant.ingest.formats.grid import Grid
from assistant.ingest.formats.inline import raised

_DROP = {
    "script", "style", "noscript", "template", "svg", "math", "iframe", "object", "nav", "select",
    "button", "head", "title", "audio", "video", "canvas", "map", "rt", "rp", "rtc", "del", "dialog", "datalist",
}  # fmt: skip
_ASIDE = {"navigation", "dialog", "alertdialog", "search", "menu", "menubar", "banner"}
_BLOCKS = {
    "p", "div", "section", "article", "main", "header", "footer", "aside", "ul", "ol", "dl", "table",
    "tbody", "thead", "tfoot", "caption", "blockquote", "figure", "figcaption", "address", "form",
    "fieldset", "hr", "body", "html", "details", "summary", "center", "textarea", "legend", "label", "option", "hgroup",
}  # fmt: skip
_ITEMS = {"li", "dt", "dd"}
_HEADINGS = {f"h{n}": n for n in range(1, 7)}
_CHARSET = re.compile(
    rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w.:-]+)|<\?xml[^>]+encoding=[\"']([\w.:-]+)", re.I
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_COOKIES = re.compile(
    r"\b(?:cookie|consent|gdpr)[\w-]*(?:banner|bar|notice|popup|modal|overlay|dialog)", re.I
)
_FILE = re.compile(r"^\S+\.(?:png|jpe?g|gif|svg|webp)$", re.I)


def extract(data: bytes, name: str) -> Extracted:
    """Return a page's visible text by headings, paragraphs, list items and table rows."""
    builder = Builder("html")
    read(decode(data, name, declared(data)), builder)
    result = builder.done()
    if not result.text:
        raise NoText(name=name)
    return result


def declared(data: bytes) -> str:
    """Return the encoding that a page or an XML file names itself ("" where it does not)."""
    found = _CHARSET.search(data[:8192])
    return (found.group(1) or found.group(2)).decode("ascii", "replace") if found else ""


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


def _unseen(node: Any, tag: str) -> bool:
    """Tell whether an element is not shown, or is a way around the page and not its text."""
    if tag in _DROP or node.get("hidden") is not None or node.get("aria-hidden") == "true":
        return True
    if _HIDDEN.search(node.get("style") or "") or (node.get("role") or "").lower() in _ASIDE:
        return True
    names = f"{node.get('id') or ''} {node.get('class') or ''}"
    return bool(_COOKIES.search(names)) or (tag == "header" and _only_links(node))


def _only_links(node: Any) -> bool:
    """Tell whether nearly all words of a page's head are links: a menu that is not marked as one."""
    whole = len("".join(node.itertext()).split())
    linked = sum(len("".join(link.itertext()).split()) for link in node.iter("a"))
    return linked >= 2 and linked >= 0.8 * whole and node.find(".//h1") is None


class _Walk:
    """One pass over the tree without recursion, so that deep nesting is harmless."""

    def __init__(self, builder: Builder) -> None:
        self.builder = builder
        self.text: list[str] = []
        self.tables: list[Grid] = []
        self.tag = "p"
        self.title = False

    @property
    def cells(self) -> bool:
        """Tell whether the text at hand is that of a table's row."""
        return bool(self.tables) and self.tables[-1].cells is not None

    def run(self, root: Any, etree: Any) -> None:
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, node in walk:
            tag = node.tag if isinstance(node.tag, str) else ""
            if event == "start":
                if _unseen(node, tag):
                    walk.skip_subtree()
                    continue
                self.start(node, tag)
            else:
                if not _unseen(node, tag):
                    self.end(node, tag)
                self.text.append(node.tail or "")
        self.flush()

    def start(self, node: Any, tag: str) -> None:
        if tag == "table":
            if not self.cells:
                self.flush()
            self.tables.append(Grid())
        elif tag == "tr" and self.tables:
            self.flush()
            self.tables[-1].begin()
        elif tag in {"td", "th"} and self.cells:
            self.text = []
        elif not self.cells and (tag in _BLOCKS or tag in _ITEMS or tag in _HEADINGS or tag == "pre"):
            self.flush()
            self.tag = tag
            self.title = "document-title" in (node.get("class") or "")
        elif tag == "br":
            self.text.append("\n" if self.tag == "pre" else " ")
        elif self.cells and tag in _BLOCKS | _ITEMS | set(_HEADINGS):
            self.text.append(" ")
        self.text.append(self._words(node, tag))

    def _words(self, node: Any, tag: str) -> str:
        """Return what an element itself says: its text, a picture's alternative text, a field's value."""
        if tag == "img":
            alt = squeeze(node.get("alt") or "")
            return f" {alt} " if alt and not _FILE.match(alt) else ""
        if tag == "input":
            shown = (node.get("type") or "text").lower() in {
                "text",
                "search",
                "email",
                "tel",
                "number",
                "date",
            }
            return f" {node.get('value') or ''} " if shown else ""
        if tag == "sup" and not len(node):
            return raised("".join(self.text[-4:]), node.text or "")
        return node.text or ""

    def end(self, node: Any, tag: str) -> None:
        if tag in {"td", "th"} and self.cells:
            self.tables[-1].cell(squeeze("".join(self.text)), node.get("colspan"), node.get("rowspan"))
            self.text = []
        elif tag == "tr" and self.tables:
            self.row()
        elif tag == "table" and self.tables:
            self.tables.pop()
        elif not self.cells and (tag in _BLOCKS or tag in _ITEMS or tag in _HEADINGS or tag == "pre"):
            self.flush()
            self.tag = "p"

    def row(self) -> None:
        table = self.tables[-1]
        cells = table.end()
        self.text = []
        line = " | ".join(cells)
        if len(cells) == 1:
            self.builder.add(line)
        else:
            self.builder.add(line, "row", context=table.header)
            table.header = table.header or line[:300]

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
