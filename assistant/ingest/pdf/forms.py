"""What people filled into a form's fields, as pieces where the fields stand, so that they follow their labels."""

from __future__ import annotations

import ctypes
from typing import Any

from assistant.ingest.pdf.words import Piece, piece

MOST = 2_000
"""Fields of one page that are read."""
_HIDDEN = 0x2 | 0x20
_PASSWORD = 1 << 13


def filled(page: Any, form: Any, first: int) -> list[Piece]:
    """Return the values of a page's fields and its typed notes (FreeText); `first` is a line number that is free.

    `form` is the document's pypdfium2 form environment (None: only notes). A checked box or radio button is
    "☑" and its value unless that only says yes, one that is not checked "☐".
    """
    import pypdfium2.raw as raw

    found: list[Piece] = []
    for at in range(min(raw.FPDFPage_GetAnnotCount(page.raw), MOST)):
        annotation = raw.FPDFPage_GetAnnot(page.raw, at)
        if not annotation:
            continue
        try:
            if raw.FPDFAnnot_GetFlags(annotation) & _HIDDEN:
                continue
            kind = raw.FPDFAnnot_GetSubtype(annotation)
            text = ""
            if kind == raw.FPDF_ANNOT_FREETEXT:
                text = _string(raw.FPDFAnnot_GetStringValue, annotation, b"Contents")
            elif kind == raw.FPDF_ANNOT_WIDGET and form is not None:
                text = _value(raw, form.raw, annotation)
            if text.strip():
                found += _placed(raw, annotation, text, first + 40 * at)
        finally:
            raw.FPDFPage_CloseAnnot(annotation)
    return found


def _value(raw: Any, form: Any, annotation: Any) -> str:
    kind = raw.FPDFAnnot_GetFormFieldType(form, annotation)
    if kind in (raw.FPDF_FORMFIELD_CHECKBOX, raw.FPDF_FORMFIELD_RADIOBUTTON):
        if not raw.FPDFAnnot_IsChecked(form, annotation):
            return "☐"
        value = _string(raw.FPDFAnnot_GetFormFieldExportValue, form, annotation)
        plain = (
            not value
            or value.isdigit()
            or value.lower() in {"on", "off", "yes", "true", "checked", "choice1"}
        )
        return "☑" if plain and kind == raw.FPDF_FORMFIELD_RADIOBUTTON else f"☑ {'yes' if plain else value}"
    if kind == raw.FPDF_FORMFIELD_TEXTFIELD:
        if raw.FPDFAnnot_GetFormFieldFlags(form, annotation) & _PASSWORD:
            return ""
        return _string(raw.FPDFAnnot_GetFormFieldValue, form, annotation)
    if kind in (raw.FPDF_FORMFIELD_COMBOBOX, raw.FPDF_FORMFIELD_LISTBOX):
        count = min(raw.FPDFAnnot_GetOptionCount(form, annotation), 500)
        chosen = [at for at in range(count) if raw.FPDFAnnot_IsOptionSelected(form, annotation, at)]
        labels = [_string(raw.FPDFAnnot_GetOptionLabel, form, annotation, at) for at in chosen]
        return ", ".join(labels) or _string(raw.FPDFAnnot_GetFormFieldValue, form, annotation)
    return ""


def _string(ask: Any, *given: Any) -> str:
    """Ask PDFium for UTF-16 text of unknown length (in bytes, its end included)."""
    import pypdfium2.raw as raw

    size = ask(*given, None, 0)
    if not 2 < size < 2_000_000:
        return ""
    buffer = ctypes.create_string_buffer(size)
    ask(*given, ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR)), size)
    return buffer.raw[: size - 2].decode("utf-16-le", "replace")


def _placed(raw: Any, annotation: Any, text: str, line: int) -> list[Piece]:
    """Put the lines of a text into its field: one in the middle, several from the top."""
    rect = raw.FS_RECTF()
    if not raw.FPDFAnnot_GetRect(annotation, ctypes.byref(rect)):
        return []
    left, right = sorted((rect.left, rect.right))
    bottom, top = sorted((rect.bottom, rect.top))
    said = [one.strip() for one in text.splitlines() if one.strip()]
    height = (top - bottom) / len(said) if len(said) > 1 or top - bottom < 40 else 14.0
    size = max(1.0, min(12.0, height / 1.25))
    found = []
    for at, one in enumerate(said[:40]):
        upper = top - at * height
        middle = upper - height / 2
        end = min(right, left + size * 0.5 * len(one)) if right > left else left + size
        found.append(piece(one, (left, middle - 0.6 * size, end, middle + 0.6 * size), size, line + at))
    return found
