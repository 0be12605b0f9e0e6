"""Bytes to text in any common encoding, with care for the four that Japanese files come in."""

from __future__ import annotations

import codecs
import re

from assistant.ingest.errors import UnknownType, UnreadableEncoding
from assistant.ingest.readings import alphabetic, eastern, half_width

_SAMPLE = 200_000
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
_JAPANESE = ("cp932", "euc_jp", "shift_jis_2004", "euc_jis_2004")
_ESCAPE = re.compile(rb"\x1b(?:\$[@B]|\$\([A-Z]|\([BIJ])")
_KANA = re.compile(r"[\u3041-\u3096\u30a1-\u30fc、。]")
_HALF = re.compile(r"[\uff61-\uff9f]+")
_ODD = re.compile(r"[\ue000-\uf8ff\u0080-\u009f\ufffd]")
_WESTERN = frozenset("àáâãäåæçèéêëìíîïñòóôõöøùúûüßÀÁÂÄÅÆÇÈÉÊËÍÎÏÑÓÔÖØÚÛÜœŒ‘’“”–—…•«»¿¡°€£§©®™ªº·\u00a0")
_NORTHERN = frozenset("ýÿðþõÝÞÐÕŠšŽž")
"""Letters of Windows-1252 that are rare in it, and common where its bytes are Turkish or Czech letters."""
_WITHIN = re.compile(r"(?<=[A-Za-z])[^\x00-\x7f]{1,2}|(?<![^\x00-\x7f])[^\x00-\x7f]{1,2}(?=[A-Za-z])")
_CONTROLS = bytes(set(range(32)) - {8, 9, 10, 12, 13, 27})
_ALIASES = {
    "shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932", "x-sjis": "cp932", "ms_kanji": "cp932",
    "windows-31j": "cp932", "iso-8859-1": "cp1252", "latin-1": "cp1252", "us-ascii": "cp1252",
    "gb2312": "gb18030", "gbk": "gb18030", "ks_c_5601-1987": "cp949", "euc-kr": "cp949",
}  # fmt: skip


def decode(data: bytes, name: str, declared: str = "") -> str:
    """Return the text. `declared` is an encoding that the file itself names (HTML, XML).

    Raises UnknownType for binary bytes and UnreadableEncoding where no encoding fits.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    if declared and (text := _strict(data, _ALIASES.get(declared.lower(), declared))) is not None:
        return text
    if b"\0" in data[:_SAMPLE]:
        return _wide(data, name)
    if _ESCAPE.search(data, 0, _SAMPLE) and max(data) < 128:
        for encoding in ("iso2022_jp", "iso2022_jp_ext", "iso2022_jp_2004"):
            if (text := _strict(data, encoding)) is not None:
                return text
        return data.decode("iso2022_jp_ext", "replace")
    if (text := _strict(data, "utf-8")) is not None:
        _refuse_controls(data, name)
        return text
    _refuse_controls(data, name)
    return _mostly_utf8(data) or _japanese(data) or eastern(data) or _other(data, name)


def _strict(data: bytes, encoding: str) -> str | None:
    """Decode, forgiving only a last character that was cut."""
    try:
        decoder = codecs.getincrementaldecoder(encoding)("strict")
        return decoder.decode(data)
    except (UnicodeError, LookupError, TypeError, ValueError):
        return None


def _wide(data: bytes, name: str) -> str:
    """UTF-16 or UTF-32 without a mark: NULs then sit at regular places in real text."""
    sample = data[:_SAMPLE]
    for encoding in ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be"):
        text = _strict(sample[: len(sample) // 4 * 4], encoding)
        if text and _readable(text) > 0.9:
            return data.decode(encoding, "replace")
    raise UnknownType(name=name, found="a binary file")


def _readable(text: str) -> float:
    """Share of characters that people write: letters, marks and spaces of the basic plane's living scripts."""
    good = sum(
        c in "\t\n\r" or ("\x20" <= c < "\u0500" and not "\x7f" <= c < "\xa0") or "\u2000" <= c < "\u2070"
        or "\u3000" <= c < "\u3100" or "\u4e00" <= c < "\u9fb0" or "\uac00" <= c < "\ud7a4" or "\uff00" <= c < "\uffef"
        for c in text
    )  # fmt: skip
    spaces = sum(c in " \n\r\t,.、。　" for c in text)
    return good / len(text) if spaces * 200 > len(text) else 0.0


def _refuse_controls(data: bytes, name: str) -> None:
    sample = data[:_SAMPLE]
    if len(sample) - len(sample.translate(None, _CONTROLS)) > max(8, len(sample) // 20):
        raise UnknownType(name=name, found="a binary file")


def _mostly_utf8(data: bytes) -> str | None:
    """UTF-8 with a few broken characters, which nothing but damaged UTF-8 looks like."""
    text = data.decode("utf-8", "replace")
    wide = sum(c > "\x7f" for c in text[:_SAMPLE])
    broken = text.count("\ufffd", 0, _SAMPLE)
    return text if wide > 20 and broken * 50 <= wide else None


def _japanese(data: bytes) -> str | None:
    """The Japanese encoding whose reading looks most like Japanese, if one does.

    Text in EUC-JP read as CP932 turns into runs of half-width katakana, and no other language has
    one kana or Japanese full stop in ten wide characters.
    """
    best, best_score = None, 0.1
    for encoding in _JAPANESE:
        text = _strict(data, encoding)
        if text is None:
            continue
        sample = text[:_SAMPLE]
        wide = sum(c > "\x7f" for c in sample) or 1
        half = sum(
            len(run) if len(run) < 3 or len(run) % 2 else len(run) * 0.6 for run in _HALF.findall(sample)
        )
        score = (len(_KANA.findall(sample)) - half - 5 * len(_ODD.findall(sample))) / wide
        score += 0.02 if encoding in {"cp932", "euc_jp"} else 0.0
        if score > best_score:
            best, best_score = text, score
    return best


def _western(data: bytes) -> str | None:
    """Windows-1252 where the only wide characters are Western European letters, few among ASCII ones or one by one in words.

    Statistics over a short text take it for Baltic or Central European as often as not.
    """
    text = _strict(data, "cp1252")
    wide = [c for c in (text or "")[:_SAMPLE] if c > "\x7f"]
    rare = [c for c in wide if c not in _WESTERN]
    if text is None or len(rare) * 6 > len(wide) or any(c not in _NORTHERN for c in rare):
        return None
    within = sum(map(len, _WITHIN.findall(text[:_SAMPLE])))
    return text if len(wide) * 5 < len(data[:_SAMPLE]) or within > 0.8 * len(wide) else None


def _other(data: bytes, name: str) -> str:
    from charset_normalizer import from_bytes

    if (likely := _western(data) or alphabetic(data) or half_width(data)) is not None:
        return likely
    found = from_bytes(data[:_SAMPLE], threshold=0.3).best()
    for encoding in (found.encoding if found else None, "cp932", "euc_jp", "cp1252"):
        if (
            encoding
            and (text := _strict(data, encoding)) is not None
            and len(_ODD.findall(text)) * 50 <= len(text)
        ):
            return text
    raise UnreadableEncoding(name=name)
