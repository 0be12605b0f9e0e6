"""A whole home in one file, and back: the ledger with everything in it, small pictures, the choice of models.

manifest.json names every file with its sha256. A backup is read back before it counts as made, and before it takes
the place of anything.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import time
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.errors import AssistantError
from assistant.phrase import Phrase
from store.atomic import replacing

FORMAT = 1
FOLDER = "backups"
KEPT = 7
"""Backups kept in the home's own folder."""
EVERY = "backup.days"
"""The kept setting that says after how many days a running server makes the next backup; 0 for never."""
LEDGER, MANIFEST = "ledger.sqlite3", "manifest.json"


class NotABackup(AssistantError):
    """The file is not a whole backup of this program. Fields: name, found."""

    what = Phrase(
        "{name} is not a whole backup ({found}).", "{name} は完全なバックアップではありません（{found}）。"
    )
    hint = Phrase(
        "Nothing was changed. Choose another backup; `assistant backup` makes them.",
        "何も変更していません。`assistant backup` で作った別のファイルを選んでください。",
    )


class NotMade(AssistantError):
    """What was to be backed up is not whole. Field: found."""

    what = Phrase("No backup was made: {found}.", "バックアップできませんでした（{found}）。")
    hint = Phrase(
        "`assistant doctor` names what is wrong, `assistant doctor --repair` mends what can be.",
        "`assistant doctor` で場所がわかり、`assistant doctor --repair` で直せるものを直します。",
    )


class NothingThere(AssistantError):
    """There is no library yet. Field: path."""

    what = Phrase("There is no library in {path} yet.", "{path} にはまだライブラリがありません。")
    hint = Phrase("Add something first, or say --home.", "先に何か追加するか、--home を指定してください。")


DIFFERS = Phrase("{part} has changed", "{part} が変わっています")
UNREADABLE = Phrase("it cannot be read", "読み取れません")
DAMAGED = Phrase("its library is damaged", "中のライブラリが壊れています")
NEWER = Phrase("a newer version of this program made it", "新しいバージョンで作られています")


@dataclass(frozen=True, slots=True)
class Made:
    """A backup: where it is, its bytes, and what is in it."""

    path: Path
    size: int
    documents: int
    conversations: int


def make(home: Path, target: Path | None = None) -> Made:
    """Write a backup of a home, whether or not a server has it open; StoreDamaged, DiskFull.

    Without `target` it goes to home/backups, where the KEPT newest are kept.
    """
    if not (home / "store" / LEDGER).is_file():
        raise NothingThere(path=home)
    path = target or home / FOLDER / time.strftime("library-%Y%m%d-%H%M%S.zip")
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (
        tempfile.TemporaryDirectory(prefix=".backup-", dir=path.parent) as folder,
        replacing(path) as draft,
    ):
        ledger = Path(folder, LEDGER)
        _copy_ledger(home / "store", ledger)
        parts = {
            LEDGER: ledger,
            **{f"thumbnails/{file.name}": file for file in sorted((home / "thumbnails").glob("doc-*.jpg"))},
        }
        if (home / "models.json").is_file():
            parts["models.json"] = home / "models.json"
        with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
            for name, file in parts.items():
                archive.write(file, name)
            sums = {name: _sha256(file) for name, file in parts.items()}
            archive.writestr(
                MANIFEST, json.dumps({"format": FORMAT, "home": str(home.absolute()), "sha256": sums})
            )
        try:
            counts = check(draft)
        except NotABackup as error:
            raise NotMade(found=error.values["found"]) from error
    if target is None:
        for old in kept(home)[KEPT:]:
            old.unlink(missing_ok=True)
    return Made(path, path.stat().st_size, *counts)


def kept(home: Path) -> list[Path]:
    """Return the backups in the home's own folder, the newest first."""
    return sorted((home / FOLDER).glob("library-*.zip"), reverse=True)


def due(home: Path, days: float) -> bool:
    """Tell whether the newest backup is older than that; never where `days` is 0."""
    newest = next(iter(kept(home)), None)
    return days > 0 and (newest is None or time.time() - newest.stat().st_mtime > days * 86400)


def check(path: Path) -> tuple[int, int]:
    """Read a backup through; returns how many documents and conversations it holds. NotABackup."""
    with tempfile.TemporaryDirectory(prefix=".checking-", dir=path.parent) as folder:
        _unpack(path, Path(folder))
        return _counts(path.name, Path(folder))


def put_back(home: Path, path: Path) -> Path:
    """Put a backup in the place of what is in a home; returns the folder in which that was set aside.

    NotABackup before anything is changed; StoreLocked while a process has the home open.
    """
    from store import recovery
    from store.lock import StoreLock, prepare_folder

    store = home / "store"
    prepare_folder(store)
    lock = StoreLock(store)
    lock.acquire()
    try:
        with tempfile.TemporaryDirectory(prefix=".restoring-", dir=home) as name:
            folder = Path(name)
            _unpack(path, folder)
            _counts(path.name, folder)
            _, aside = recovery.put_back(store, folder / LEDGER)
            (home / "thumbnails").mkdir(exist_ok=True, mode=0o700)
            for small in (folder / "thumbnails").glob("doc-*.jpg"):
                os.replace(small, home / "thumbnails" / small.name)
            if (home / "models.json").exists():
                shutil.move(home / "models.json", aside / "models.json")
            if (folder / "models.json").exists():
                os.replace(folder / "models.json", home / "models.json")
    finally:
        lock.release()
    return aside


def _copy_ledger(store: Path, target: Path) -> None:
    from store.ledger import Ledger

    ledger = Ledger(store, shared=True)
    try:
        with ledger.autocommit() as connection:
            connection.exec_driver_sql("VACUUM INTO ?", (str(target),))
    finally:
        ledger.close()


def _unpack(path: Path, folder: Path) -> dict[str, Any]:
    """Unpack what the manifest names, each part with its checksum verified."""
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = json.loads(archive.read(MANIFEST)[:50_000_000])
            if int(manifest["format"]) > FORMAT:
                raise NotABackup(name=path.name, found=NEWER)
            for name, digest in dict(manifest["sha256"]).items():
                place = folder / name
                if name not in (LEDGER, "models.json") and not _is_thumbnail(name):
                    raise ValueError(name)
                place.parent.mkdir(exist_ok=True)
                with archive.open(name) as stream, place.open("wb") as file:
                    shutil.copyfileobj(stream, file)
                if _sha256(place) != digest:
                    raise NotABackup(
                        name=path.name, found=Phrase(*(p.format(part=name) for p in (DIFFERS.en, DIFFERS.ja)))
                    )
            return dict(manifest)
    except (
        zipfile.BadZipFile,
        zlib.error,
        KeyError,
        ValueError,
        TypeError,
        EOFError,
        NotImplementedError,
        RuntimeError,
    ) as error:
        raise NotABackup(name=path.name, found=UNREADABLE) from error


def _is_thumbnail(name: str) -> bool:
    folder, _, file = name.partition("/")
    return folder == "thumbnails" and file.startswith("doc-") and Path(file).name == file


def _counts(name: str, folder: Path) -> tuple[int, int]:
    """Verify every row of an unpacked ledger; returns how many documents and conversations can be seen."""
    from store import care
    from store.errors import StoreDamaged, StoreNewer, StoreOlder
    from store.items import Items
    from store.ledger import Ledger

    try:
        ledger = Ledger(folder, read_only=True)
    except StoreOlder:  # of before an upgrade: it is brought up to date once it is in place
        return 0, 0
    except StoreNewer as error:
        raise NotABackup(name=name, found=NEWER) from error
    except StoreDamaged as error:
        raise NotABackup(name=name, found=DAMAGED) from error
    try:
        if next(care.damages(ledger, Items(ledger)), None) is not None:
            raise NotABackup(name=name, found=DAMAGED)
        return care.shown(ledger)
    except StoreDamaged as error:
        raise NotABackup(name=name, found=DAMAGED) from error
    finally:
        ledger.close()


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
