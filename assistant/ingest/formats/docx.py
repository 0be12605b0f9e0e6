"""DOCX through mammoth, which knows headings, lists, tables and footnotes; equations as plain text."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from assistant.ingest.errors import Damaged, NoText
from assistant.ingest.extracted import Builder, Extracted
from assistant.ingest.formats import html
from assistant.ingest.formats.archive import open_office, parse_xml

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_STYLES = "p[style-name='Title'] => p.document-title:fresh"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_EQUATION = re.compile(rb"<m:oMath>.*?</m:oMath>", re.S)
_LINKS = {
    "f": ("({})/({})", ("num", "den")),
    "sSup": ("{}^({})", ("e", "sup")),
    "sSub": ("{}_({})", ("e", "sub")),
}


def extract(data: bytes, name: str) -> Extracted:
    """Return the text by headings; raises Damaged or NoText."""
    import mammoth

    with open_office(data, name) as archive:
        if (
            b"<m:oMath>" in archive.read("word/document.xml")
            if "word/document.xml" in archive.namelist()
            else False
        ):
            data = _with_equations(archive, name)
    try:
        result = mammoth.convert_to_html(
            io.BytesIO(data), style_map=_STYLES, convert_image=mammoth.images.img_element(lambda _: {})
        )
    except (MemoryError, RecursionError):
        raise
    except Exception as error:  # mammoth raises KeyError, ExpatError, IOError and more on broken parts
        raise Damaged(name=name, found=f"{type(error).__name__}") from error
    builder = Builder("docx")
    html.read(result.value, builder)
    found = builder.done()
    if not found.text:
        raise NoText(name=name)
    return found


def _with_equations(archive: zipfile.ZipFile, name: str) -> bytes:
    """Return the file with each equation replaced by a run of plain text, which mammoth would drop."""

    def linear(match: re.Match[bytes]) -> bytes:
        root = parse_xml(b'<x xmlns:m="%s" xmlns:w="w">%s</x>' % (_MATH[1:-1].encode(), match.group()), name)
        text = escape(_linear(root))
        return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'.encode()

    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as copy:
        for member in archive.infolist():
            content = archive.read(member)
            if member.filename == "word/document.xml":
                content = _EQUATION.sub(linear, content)
                content = re.sub(
                    rb"</?m:oMathPara>|<m:oMathParaPr>.*?</m:oMathParaPr>", b"", content, flags=re.S
                )
            copy.writestr(member.filename, content)
    return output.getvalue()


def _linear(node: Element) -> str:
    """Write an equation on one line: fractions, powers and indices with brackets."""
    tag = str(node.tag).replace(_MATH, "")
    if tag == "t":
        return str(node.text or "")
    if tag in _LINKS:
        form, names = _LINKS[tag]
        parts = [node.find(_MATH + part) for part in names]
        return form.format(*("" if part is None else _linear(part) for part in parts))
    return "".join(_linear(child) for child in node)
