"""Mends what can be mended in a store that is not open: `assistant doctor --repair`.

What is taken out or overwritten is first written, as it was found, to a file beside the ledger.
"""

from __future__ import annotations

import base64
import json
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from store import care, flips, rawrows, rowseal, schema
from store.errors import ChangesLost, StoreDamaged
from store.items import Items
from store.ledger import Ledger
from store.lock import StoreLock, prepare_folder
from store.recovery import put_back
from store.rows import digest, item_whole, text_whole
from store.rowseal import CHANGED, FOREIGN, MISCOUNTED, Damage
from store.watermark import Watermark

RESTORED, MENDED, KEPT, REMOVED, GONE = "restored", "mended", "kept", "removed", "gone"
_EMPTY = {"tags": "[]", "files": "[]", "blocks": "[]", "route": "{}", "metadata": "{}", "value": "null"}


@dataclass(frozen=True, slots=True)
class Mend:
    """What became of one damage: restored from a copy, mended bit by bit, kept as it now reads, removed or gone."""

    damage: Damage
    outcome: str
    source: str = ""


@dataclass(slots=True)
class Repair:
    """What was done. `lost` changes had gone before; `replaced` is the copy that took a whole ledger's place."""

    mends: list[Mend] = field(default_factory=list)
    lost: int = 0
    replaced: Path | None = None
    aside: Path | None = None


def repair(folder: Path) -> Repair:
    """Mend the store in `folder`; StoreLocked while a process has it, StoreDamaged where nothing helps."""
    prepare_folder(folder)
    lock = StoreLock(folder)
    lock.acquire()
    done = Repair()
    try:
        ledger = _opened(folder, done)
        try:
            _mend_all(ledger, done)
        finally:
            ledger.close()
        if any(mend.damage.table in ("items", "spaces") for mend in done.mends):
            for name in ("index", "words"):
                shutil.rmtree(folder / name, ignore_errors=True)
    finally:
        lock.release()
    return done


def _opened(folder: Path, done: Repair) -> Ledger:
    """Open the ledger, accepting a loss that cannot be undone, or else put the newest copy in its place."""
    try:
        ledger = Ledger(folder)
        _reindex(ledger)
        return ledger
    except ChangesLost as error:
        done.lost = error.lost
        Watermark(folder).forget()
        return _opened(folder, done)
    except StoreDamaged:
        if done.replaced is not None:
            raise
        done.replaced, done.aside = put_back(folder)
        return _opened(folder, done)


def _reindex(ledger: Ledger) -> None:
    """Build SQLite's own indexes anew where they are wrong; StoreDamaged when that does not help."""
    try:
        with ledger.autocommit() as connection:
            if list(connection.scalars(sa.text("PRAGMA quick_check(1)"))) == ["ok"]:
                return
            connection.exec_driver_sql("REINDEX")
        with ledger.read() as connection:
            found = list(connection.scalars(sa.text("PRAGMA quick_check(1)")))
        if found != ["ok"]:
            raise ledger.damaged("; ".join(map(str, found))[:300])
    except BaseException:
        ledger.close()
        raise


def _mend_all(ledger: Ledger, done: Repair) -> None:
    items = Items(ledger)
    found = list(care.damages(ledger, items))
    if not found:
        return
    copies = _copies(ledger.path.parent)
    try:
        with ledger.write() as connection:
            done.aside = done.aside or _keep_found(connection, ledger.path.parent, found)
            tables = sorted({damage.table for damage in found})
            for table in tables:
                rowseal.disarm(connection, table)
            done.mends = [_mend(connection, ledger, damage, copies) for damage in found]
            for table in tables:
                rawrows.recount(connection, table)
                rowseal.arm(connection, table)
            ledger.tick(connection)
    finally:
        for _, engine in copies:
            engine.dispose()


def _copies(folder: Path) -> list[tuple[Path, sa.Engine]]:
    """Return the copies of the ledger, the newest first."""
    paths = sorted(folder.glob("backups/*-*.sqlite3"), key=lambda path: path.stat().st_mtime, reverse=True)
    return [(path, schema.engine(path, mode="immutable")) for path in paths]


def _mend(
    connection: sa.Connection, ledger: Ledger, damage: Damage, copies: Sequence[tuple[Path, sa.Engine]]
) -> Mend:
    table, key = damage.table, damage.key
    if damage.kind == MISCOUNTED:
        return Mend(damage, GONE)
    seal = rawrows.kept_seal(connection, table, key)
    for path, engine in copies if damage.kind != FOREIGN else ():
        row = _twin(engine, table, key, seal)
        if row is not None:
            rawrows.replace(connection, table, key, row)
            return Mend(damage, RESTORED, path.name)
    row = rawrows.read(connection, table, key)
    if row is None:
        rawrows.unseal(connection, table, key)
        return Mend(damage, GONE)
    if damage.kind == CHANGED and (whole := flips.mended(table, row, seal)) is not None:
        rawrows.replace(connection, table, key, whole)
        return Mend(damage, MENDED)
    if table == "items" and not item_whole(row):
        first = ledger.tick(connection)
        gone = {"sequence": first, "space": row["space"], "owner": _text(row["owner"]), "key": key}
        connection.execute(sa.insert(schema.tombstones), gone)
        rawrows.delete(connection, table, key)
        rawrows.unseal(connection, table, key)
        return Mend(damage, REMOVED, _text(row["source"]))
    rawrows.replace(connection, table, key, _readable(table, row))
    rawrows.reseal(connection, table, key)
    return Mend(damage, KEPT)


def _twin(engine: sa.Engine, table: str, key: Any, seal: int | None) -> dict[str, Any] | None:
    """Return the row of a copy that is exactly what the seal says, or None."""
    try:
        with engine.connect() as connection:
            row = rawrows.read(connection, table, key, seal)
    except sa.exc.DBAPIError:  # a damaged copy helps nobody
        return None
    if row is None or (table == "items" and not item_whole(row)):
        return None
    return None if table == "documents" and not text_whole(row) else row


def _readable(table: str, row: dict[str, Any]) -> dict[str, Any]:
    """Return a row as it reads: what is no UTF-8 replaced, JSON that is broken emptied, the checksum anew."""
    read = dict(row)
    for column in schema.tables.tables[table].c:
        if isinstance(column.type, sa.Text):
            read[column.name] = _text(row[column.name])
        if column.name in _EMPTY and not _is_json(read[column.name]):
            read[column.name] = _EMPTY[column.name]
    if table == "documents":
        read["checksum"] = digest(read["owner"], read["id"], read["text"])
    return read


def _text(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def _keep_found(connection: sa.Connection, folder: Path, found: Sequence[Damage]) -> Path:
    """Write the rows as they were found to a file, one JSON object a line; returns the file."""
    place = folder / f"damaged-{time.time_ns()}.jsonl"
    with place.open("x", encoding="utf-8") as file:
        for damage in found:
            row = rawrows.read(connection, damage.table, damage.key) if damage.kind != MISCOUNTED else None
            file.write(
                json.dumps({"what": str(damage), "row": row}, default=_as_json, ensure_ascii=False) + "\n"
            )
    return place


def _as_json(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return "base64:" + base64.b64encode(value).decode()
