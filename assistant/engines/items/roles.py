"""What the columns of a table of purchases are: who or which order, the item, when, how many."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Literal, TypeAlias

from assistant.ingest.values import is_date, is_number

Role: TypeAlias = Literal["basket", "item", "time", "rating", "other"]
_Sort: TypeAlias = Literal["order", "customer", "item", "time", "rating", "other"]
_NAMES: Mapping[_Sort, str] = {
    "time": r"(?:date|time|timestamp|stamp|datum|fecha)s?$|^(?:date|time)|_at$|日$|日付|日時|時刻|時間|年月日|日期|时间|날짜|дата",
    "other": r"price|amount|total|cost|spent|revenue|preis|betrag|precio|prix|country|city|store|金額|価格|単価|値段|合計|小計|店",
    "order": r"order|basket|transaction|session|invoice|cart|receipt|ticket|bestell|rechnung|beleg|pedido|commande|facture"
    r"|注文|伝票|取引|受注|会計|レシート|カゴ|かご|订单|주문|заказ|чек",
    "customer": r"user|member|customer|client|buyer|viewer|reader|listener|visitor|kunde|cliente|会員|顧客|ユーザ|利用者|客|得意先"
    r"|客户|고객|клиент",
    "rating": r"rating|score|stars|quantity|qty|count|plays|menge|anzahl|cantidad|評価|点数|数量|個数",
    "item": r"item|product|description|movie|track|artist|article|artikel|sku|title|goods|produit|producto|produkt|articulo"
    r"|商品|品名|品目|アイテム|作品|メニュー|品番|产品|상품|товар",
}
_NAME_OF = re.compile(r"name|desc|title|名", re.IGNORECASE)
_EPOCH = re.compile(r"\d{9,13}(?:\.\d+)?")


def named(cell: str) -> _Sort | None:
    """Return what a column's name says that it holds."""
    text = unicodedata.normalize("NFKC", cell).strip()
    return next((sort for sort, form in _NAMES.items() if re.search(form, text, re.IGNORECASE)), None)


def names_columns(cells: Sequence[str]) -> bool:
    """Return whether a row names the columns of purchases."""
    sorts = {named(cell) for cell in cells}
    buyer = bool(sorts & {"order", "customer"})
    told = (buyer and bool(sorts & {"item", "rating"})) or {"item", "time"} <= sorts
    return told or len(numbered(cells)) > 1


def numbered(header: Sequence[str]) -> list[int]:
    """Return the places of columns that hold an item each (item 1, item 2 …; 商品1, 商品2 …), [] where there are none."""
    stems = [re.sub(r"[\s_.#-]*\d+$", "", unicodedata.normalize("NFKC", cell).casefold()) for cell in header]
    places = [place for place, stem in enumerate(stems) if named(stem) == "item" and stems.count(stem) > 1]
    return [place for place in places if stems[place] == stems[places[0]]]


def guess(header: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[Role, ...]:
    """Guess each column's role by its name, then by its values; () when lines are rather baskets."""
    columns = list(zip(*rows, strict=True))
    sorts = [named(cell) for cell in header] if header else [None] * len(columns)
    roles: list[Role | None] = [None] * len(columns)
    for place, sort in enumerate(sorts):
        if sort == "time" and sum(map(_when, columns[place])) >= len(rows) / 2:
            roles[place] = "time" if "time" not in roles else "other"
        elif sort in ("rating", "other"):
            roles[place] = "rating" if sort == "rating" and "rating" not in roles else "other"
    if (basket := _basket(sorts, columns)) is not None:
        roles[basket] = "basket"
    if (item := _item(sorts, header)) is not None:
        roles[item] = "item"
    for place in reversed(range(len(columns))):  # ids come first, what was measured comes last
        if roles[place] is None and _still_needed(roles) < roles.count(None):
            roles[place] = _by_values(columns[place], roles)
    open_ = [place for place, role in enumerate(roles) if role is None]
    for role in ("basket", "item"):
        if role not in roles and open_:
            roles[open_.pop(0)] = role
    found: tuple[Role, ...] = tuple(role or "other" for role in roles)
    if header or {"time", "rating"} & set(found):
        return found if {"basket", "item"} <= set(found) else ()
    pairs = len(columns) == 2 and not set(columns[0]) & set(columns[1])
    return found if pairs and (_repeats(columns[0]) or several(columns[1])) else ()


def _basket(sorts: Sequence[_Sort | None], columns: Sequence[Sequence[str]]) -> int | None:
    """Return the column of orders, of those named so; of customers where every order has one row only."""
    orders = [place for place, sort in enumerate(sorts) if sort == "order"]
    customers = [place for place, sort in enumerate(sorts) if sort == "customer"]
    repeating = [place for place in (*orders, *customers) if _repeats(columns[place])]
    return next(iter([*repeating, *orders, *customers]), None)


def _item(sorts: Sequence[_Sort | None], header: Sequence[str]) -> int | None:
    """Return the column of items by name, where there are several the one with their names and not their numbers."""
    items = [place for place, sort in enumerate(sorts) if sort == "item"]
    return next((place for place in items if _NAME_OF.search(header[place])), items[0] if items else None)


def _still_needed(roles: Sequence[Role | None]) -> int:
    """Return how many of the two necessary roles no column has yet."""
    return sum(role not in roles for role in ("basket", "item"))


def _when(cell: str) -> bool:
    return is_date(cell) or is_number(cell) or re.search(r"\d:\d\d", cell) is not None


def _by_values(column: Sequence[str], roles: Sequence[Role | None]) -> Role | None:
    sample = [cell for cell in column[:5000] if cell]
    if sample and all(is_date(cell) or _EPOCH.fullmatch(cell) for cell in sample):
        return "time" if "time" not in roles else "other"
    if sample and all(re.fullmatch(r"-?\d+(\.\d+)?", cell) for cell in sample):
        values = {float(cell) for cell in sample}
        small = len(values) <= 11 and min(values) >= 0 and max(values) <= 10
        if small and len(sample) >= 3 * len(values) and "rating" not in roles:
            return "rating"
    return None


def _repeats(column: Sequence[str]) -> bool:
    return len(set(column)) < 0.8 * len(column)


def several(cells: Sequence[str]) -> str:
    """Return the mark between several items in one cell, "" where cells hold one each.

    Half of the cells have the mark, and what it divides comes again in other cells.
    """
    filled = [cell for cell in cells[:5000] if cell]
    for mark in (";", "、", "，", ",", "|", "\n", " / ", " + "):
        divided = [parts for cell in filled if len(parts := pieces(cell, mark)) > 1]
        if len(divided) * 2 >= max(2, len(filled)):
            parts = [part for cell in filled for part in pieces(cell, mark)]
            if len(set(parts)) <= 0.8 * len(parts):
                return mark
    return ""


def pieces(cell: str, mark: str) -> list[str]:
    """Return the items in one cell."""
    return [part for piece in cell.split(mark) if (part := piece.strip())]
