"""How a file of purchases was read, as people are told it and as they correct it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import permutations
from typing import get_args

from assistant.blocks import Option, plain
from assistant.engines.items.readers import BasketFile, Role
from assistant.phrase import Language, Phrase

PER_LINE = Phrase("one basket per line, separated by {separator}", "1行に1かご、区切りは{separator}")
AS_COLUMNS = Phrase("columns {roles}, separated by {separator}", "列 {roles}、区切りは{separator}")
AS_MATRIX = Phrase(
    "a table of yes and no: a basket per row, {count} columns are the items, separated by {separator}",
    "はい・いいえの表: 1行に1かご、{count}列が商品、区切りは{separator}",
)
CORRECT = Phrase("Wrong? Read it as:", "違うときは、こう読みます:")
ROLES: Mapping[Role, Phrase] = {
    "basket": Phrase("who or which order", "客か注文"), "item": Phrase("item", "商品"), "time": Phrase("time", "時刻"),
    "rating": Phrase("rating or quantity", "評価か個数"), "other": Phrase("left aside", "使わない"),
}  # fmt: skip
SEPARATORS = {
    "\t": Phrase("tabs", "タブ"), " ": Phrase("spaces", "空白"), ",": Phrase("commas", "カンマ"),
    ";": Phrase("semicolons", "セミコロン"), "|": Phrase("bars", "縦線"), "::": Phrase("double colons", "二重コロン"),
    "、": Phrase("Japanese commas", "読点"), "，": Phrase("wide commas", "全角カンマ"), "\n": Phrase("line breaks", "改行"),
    " / ": Phrase("slashes", "スラッシュ"), " + ": Phrase("plus signs", "プラス記号"),
}  # fmt: skip
LINES = Phrase("one basket per line", "1行に1かご")
WHOLE = Phrase("one item per cell", "1つのセルに商品1つ")
A_READING = Phrase("{basket} = who or which order, {item} = item", "{basket} = 客か注文、{item} = 商品")
ASIDE = Phrase("Columns left aside: {aside}.", "使わなかった列: {aside}。")
DIVIDED = Phrase(
    "A cell holds several items; they were divided at {separator}.",
    "1つのセルに商品が複数あるので、{separator}で分けました。",
)
CARRIED = Phrase(
    "Rows without an order belong to the one above: {count:,}.",
    "注文が空の行は上の行の注文に入れました: {count:,}行。",
)
LEFT_OUT = Phrase(
    "Rows left out, without an order or item or with totals: {count:,} (line {lines}).",
    "除いた行（注文か商品がない、または合計）: {count:,}行（{lines}行目）。",
)
_MOST_READINGS, _MOST_LINES = 6, 5
_WHOLE = "whole"


def told(text: str) -> tuple[tuple[Role, ...] | None, bool]:
    """Return the roles of the columns that a person wrote, none for a basket per line, None to guess; and whether every
    cell is one item."""
    words = text.split()
    if "lines" in words:
        return (), False
    known = {str(role): role for role in get_args(Role)}
    return tuple(known[word] for word in words if word in known) or None, _WHOLE in words


def readings(understood: BasketFile, name: str, language: Language) -> tuple[Option, ...]:
    """Return the other ways to read the columns of a file, as buttons."""
    lines = Option(LINES.say(language), f"/baskets {name} lines")
    if understood.form == "matrix" or (understood.aside and not understood.roles):
        return (lines,)
    roles = understood.roles
    names = understood.header or tuple(str(number) for number in range(1, len(roles) + 1))
    free = [n for n, role in enumerate(roles) if role not in ("time", "rating")]
    pairs = [pair for pair in permutations(free, 2) if roles[pair[0]] != "basket" or roles[pair[1]] != "item"]
    options = []
    if understood.divided:
        options.append(Option(WHOLE.say(language), f"/baskets {name} {' '.join(roles)} {_WHOLE}"))
    for basket, item in pairs[:_MOST_READINGS]:
        told = ["other" if role in ("basket", "item") else str(role) for role in roles]
        told[basket], told[item] = "basket", "item"
        label = A_READING.say(language, basket=names[basket], item=names[item])
        options.append(Option(label, f"/baskets {name} {' '.join(told)}"))
    return (*options, lines) if roles else ()


def shape(understood: BasketFile, language: Language) -> str:
    """Return how a file was read: separator, and what its lines or columns are."""
    separator = SEPARATORS[understood.separator].say(language)
    if understood.form == "matrix":
        return AS_MATRIX.say(language, count=len(understood.header), separator=separator)
    if not understood.roles:
        return PER_LINE.say(language, separator=separator)
    names = understood.header or [str(number) for number in range(1, len(understood.roles) + 1)]
    pairs = zip(names, understood.roles, strict=True)
    roles = ", ".join(f"{name} = {ROLES[role].say(language)}" for name, role in pairs)
    return AS_COLUMNS.say(language, separator=separator, roles=plain(roles))


def notes(understood: BasketFile, language: Language) -> Iterator[str]:
    """Yield what was done to a file beside reading it, as sentences."""
    comma = "、" if language == "ja" else ", "
    if understood.aside:
        yield ASIDE.say(language, aside=plain(comma.join(understood.aside)))
    if understood.divided:
        yield DIVIDED.say(language, separator=SEPARATORS[understood.divided].say(language))
    if understood.carried:
        yield CARRIED.say(language, count=understood.carried)
    if lines := understood.left_out:
        shown = comma.join(map(str, lines[:_MOST_LINES])) + (" …" if len(lines) > _MOST_LINES else "")
        yield LEFT_OUT.say(language, count=len(lines), lines=shown)
