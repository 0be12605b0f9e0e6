"""Templates to HTML that is safe to put in a page, whatever the documents and messages contain.

Jinja escapes every value. gradio's chat runs its content through markdown first and a sanitiser
after: a result without line breaks is one opaque HTML block to the former, and templates only use
what the latter keeps (no data-* or aria-* attributes, no viewBox).
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from assistant.phrase import Language
from assistant.surfaces.page.words import say_in

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

_UNSEEN = re.compile(r"[\u202a-\u202e\u2066-\u2069\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_IMAGE = re.compile(r"!\[([^\]]*)\]\([^)]*\)")


def plain(value: object) -> Markup:
    """Escape text, keep its line breaks, drop what could reorder or hide it on the screen."""
    return Markup(str(escape(_UNSEEN.sub("", str(value)))).replace("\r", "").replace("\n", "&#10;"))


def markdown(value: str) -> Markup:
    """Render CommonMark with tables; raw HTML stays text and images are never loaded."""
    html: str = _markdown().render(_UNSEEN.sub("", _IMAGE.sub(r"\1", value)))
    pieces = re.split(r"(<pre>.*?</pre>)", html, flags=re.DOTALL)
    pieces[1::2] = [piece.replace("\n", "&#10;") for piece in pieces[1::2]]
    return Markup("".join(pieces))


def listed(text: str) -> str:
    """Show the marks of a list as bullets and the bars of a table's rows as spaces, as a reader would expect them."""
    text = re.sub(r"(?m)^[ \t]*[-*+] (?=\S)", "• ", text)
    text = re.sub(r"(?m)^\s*\|?(?:\s*:?-{3,}:?\s*\|)+(?:\s*:?-{3,}:?)?\s*\|?\s*$\n?", "", text)
    return re.sub(
        r"(?m)^\s*\|(.+)\|\s*$", lambda row: " · ".join(cell.strip() for cell in row[1].split("|")), text
    )


def render(template: str, language: Language, **values: object) -> str:
    """Return one template as a single line of HTML."""
    html = _environment().get_template(f"{template}.html").render(t=say_in(language), lang=language, **values)
    return re.sub(r"\s*\n\s*", " ", html).strip()


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("assistant.surfaces.page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"plain": plain, "markdown": markdown, "listed": listed}
    return environment


@cache
def _markdown() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return (
        MarkdownIt("commonmark", {"html": False, "breaks": True, "linkify": False})
        .enable("table")
        .disable("image")
    )
