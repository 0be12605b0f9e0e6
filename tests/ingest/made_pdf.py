"""PDFs written by hand: text at places, turned pages, form fields, pictures."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

A4 = (595, 842)
_KOZMIN = (
    b"/BaseFont /KozMinPro-Regular /DescendantFonts [<< /Type /Font /Subtype /CIDFontType0 /BaseFont /KozMinPro-Regular "
    b"/DW 1000 /CIDSystemInfo << /Registry (Adobe) /Ordering (Japan1) /Supplement 4 >> /FontDescriptor << /Type "
    b"/FontDescriptor /FontName /KozMinPro-Regular /Flags 4 /FontBBox [0 -200 1000 900] /ItalicAngle 0 /Ascent 800 "
    b"/Descent -200 /CapHeight 700 /StemV 80 >> >>]"
)


@dataclass
class Sheet:
    """One page; places are points from the lower left corner. Fonts: F1 Helvetica, F2 Japanese, F3 the same downwards."""

    size: tuple[int, int] = A4
    rotate: int = 0
    content: list[bytes] = field(default_factory=list)
    fields: list[bytes] = field(default_factory=list)
    picture: bool = False

    def text(self, x: float, y: float, said: str, size: float = 11, font: str = "", turn: float = 0) -> Sheet:
        """Draw a text; `turn` is in degrees, counter-clockwise."""
        font = font or ("F1" if said.isascii() or max(said) < "\u0100" else "F2")
        shown = (
            b"(%s)"
            % said.encode("latin-1").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
            if font == "F1"
            else b"<%s>" % said.encode("utf-16-be").hex().encode()
        )
        cos, sin = math.cos(math.radians(turn)), math.sin(math.radians(turn))
        self.content.append(
            b"BT /%s %f Tf %f %f %f %f %f %f Tm %s Tj ET"
            % (font.encode(), size, cos, sin, -sin, cos, x, y, shown)
        )
        return self

    def lines(self, x: float, y: float, said: Iterable[str], size: float = 11, step: float = 14) -> Sheet:
        """Draw texts under each other."""
        for at, line in enumerate(said):
            self.text(x, y - at * step, line, size)
        return self

    def scan(self) -> Sheet:
        """Cover the page with a picture."""
        self.picture = True
        self.content.append(b"q %d 0 0 %d 0 0 cm /Im Do Q" % self.size)
        return self

    def field(self, box: tuple[int, int, int, int], said: bytes) -> Sheet:
        """Add a form field: `said` are the entries of its dictionary."""
        self.fields.append(b"/Type /Annot /Subtype /Widget /F 4 /Rect [%d %d %d %d] %s" % (*box, said))
        return self


def drawn(sheets: Sequence[Sheet]) -> bytes:
    """Return a PDF of these pages."""
    objects: list[bytes] = [b""] * 6
    fields: list[int] = []
    kids: list[int] = []

    def add(item: bytes) -> int:
        objects.append(item)
        return len(objects)

    for sheet in sheets:
        content = b"\n".join(sheet.content)
        stream = add(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
        own = [add(b"<< %s >>" % one) for one in sheet.fields]
        fields += own
        kids.append(
            add(
                b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Rotate %d /Contents %d 0 R /Annots [%s] /Resources "
                b"<< /Font << /F1 3 0 R /F2 4 0 R /F3 5 0 R >> /XObject << /Im 6 0 R >> >> >>"
                % (*sheet.size, sheet.rotate, stream, b" ".join(b"%d 0 R" % one for one in own))
            )
        )
    form = b" /AcroForm << /Fields [%s] >>" % b" ".join(b"%d 0 R" % one for one in fields) if fields else b""
    objects[:6] = [
        b"<< /Type /Catalog /Pages 2 0 R%s >>" % form,
        b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(b"%d 0 R" % kid for kid in kids)),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Type /Font /Subtype /Type0 /Encoding /UniJIS-UTF16-H %s >>" % _KOZMIN,
        b"<< /Type /Font /Subtype /Type0 /Encoding /UniJIS-UTF16-V %s >>" % _KOZMIN,
        b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 1 >>\n"
        b"stream\n\x80\nendstream",
    ]
    return written(objects)


def written(objects: Sequence[bytes]) -> bytes:
    """Return a PDF file of these objects, numbered from 1; the first is its catalogue."""
    out = bytearray(b"%PDF-1.5\n")
    places = []
    for number, item in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, item)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)
    return bytes(out)
