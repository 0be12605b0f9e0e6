"""What people taught the router, and small settings that outlive the program."""

from __future__ import annotations

import json
import time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from store import rowseal, schema
from store.ledger import Ledger
from store.rows import clean
from store.types import Owner

_corrections, _settings = schema.corrections, schema.settings


class Corrections:
    """(text, intent) pairs, the last word on each text, private to their owner."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def add(self, owner: Owner, text: str, intent: str) -> None:
        """Remember that `text` meant `intent`; an earlier correction of the same text gives way."""
        row = {"owner": owner, "text": clean(text), "intent": intent, "at": time.time()}
        replaced = insert(_corrections).values(row).on_conflict_do_update(
            index_elements=["owner", "text"], set_={"intent": intent, "at": row["at"]}
        )  # fmt: skip
        with self._ledger.write() as connection:
            connection.execute(replaced)

    def all(self, owner: Owner) -> list[tuple[str, str]]:
        """Return (text, intent) pairs, oldest first; a damaged one teaches nothing."""
        chosen = sa.select(_corrections.c.text, _corrections.c.intent).where(
            _corrections.c.owner == owner, rowseal.whole("corrections")
        )
        with self._ledger.read() as connection:
            rows = connection.execute(chosen.order_by(_corrections.c.at, _corrections.c.row))
            return [(row.text, row.intent) for row in rows]

    def remove(self, owner: Owner, text: str) -> bool:
        """Take a correction back; returns whether there was one."""
        same = sa.and_(_corrections.c.owner == owner, _corrections.c.text == clean(text))
        with self._ledger.write() as connection:
            return connection.execute(sa.delete(_corrections).where(same)).rowcount > 0


class KeptSettings:
    """Small JSON values by owner and name; the owner "" is the program itself."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def get(self, name: str, default: Any = None, *, owner: str = "") -> Any:
        """Return the value, or `default` where none was set or it was damaged."""
        same = sa.and_(_settings.c.owner == owner, _settings.c.name == name, rowseal.whole("settings"))
        with self._ledger.read() as connection:
            found = connection.scalars(sa.select(_settings.c.value).where(same)).first()
        return default if found is None else json.loads(found)

    def set(self, name: str, value: Any, *, owner: str = "") -> None:
        """Keep a value that JSON can hold."""
        row = {"owner": owner, "name": name, "value": json.dumps(value, ensure_ascii=True)}
        replaced = insert(_settings).values(row).on_conflict_do_update(
            index_elements=["owner", "name"], set_={"value": row["value"]}
        )  # fmt: skip
        with self._ledger.write() as connection:
            connection.execute(replaced)
