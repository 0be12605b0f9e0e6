"""What doctor says of models and of room: files that are not what shipped, vectors of another model, memory, disk."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.phrase import Language, Phrase

if TYPE_CHECKING:
    from assistant.settings import Settings
    from assistant.turn import Assistant

Json = dict[str, Any]
SHIPPED = Phrase(
    "The file assets/{name}, which ships with this program, is damaged or missing.",
    "プログラムに付属する assets/{name} が壊れているか、見つかりません。",
)
SHIPPED_HINT = Phrase("Install the program again.", "プログラムを入れ直してください。")
FILES = Phrase("Model files: all are what shipped.", "モデルのファイル：すべて元のままです。")
PACKAGED = Phrase("The model {name} is damaged or missing.", "モデル {name} が壊れているか、見つかりません。")
PACKAGED_HINT = Phrase(
    "pip install --force-reinstall {package}; until then, search goes by words where it needs that model.",
    "pip install --force-reinstall {package}（それまで、必要なところでは言葉だけで検索します）。",
)
OTHER = Phrase(
    "The vectors of “{space}” are of {found}, but {wanted} is in use.",
    "「{space}」のベクトルは {found} のものですが、使用中のモデルは {wanted} です。",
)
OTHER_HINT = Phrase(
    "`assistant models reencode` embeds everything again, or go back to the former model.",
    "`assistant models reencode` で埋め込み直すか、前のモデルに戻してください。",
)
MEMORY = Phrase(
    "Memory: {mb} MB in this process, limit {limit}; models held: {models}.",
    "メモリー：{mb} MB、上限 {limit}。読み込み済みのモデル：{models}。",
)
NONE = Phrase("none", "なし")
ROOM = Phrase(
    "Room taken in {home}: library {library} MB, search index and words {index} MB, backups {backups} MB,"
    " pictures {pictures} MB, the rest {rest} MB.",
    "{home} の使用量：ライブラリ {library} MB、索引 {index} MB、控え {backups} MB、"
    "画像 {pictures} MB、その他 {rest} MB。",
)


def models_checks(assistant: Assistant, language: Language) -> list[Json]:
    """Return what is wrong with the files of models and with the spaces made by them, and what is in memory."""
    from assistant.encoders.models import memory_mb
    from assistant.encoders.verified import damaged

    found = [
        _error("model", SHIPPED.say(language, name=name), SHIPPED_HINT.say(language)) for name in damaged()
    ]
    for name, (file, sha256, package) in _pinned().items():
        if not file.is_file() or _sha256(file) != sha256:
            hint = PACKAGED_HINT.say(language, package=package)
            found.append(_error("model", PACKAGED.say(language, name=name), hint))
    held = ", ".join(assistant.models.held()) or NONE.say(language)
    limit = f"{assistant.settings.memory_mb} MB" if assistant.settings.memory_mb else NONE.say(language)
    memory = MEMORY.say(language, mb=memory_mb() or "?", limit=limit, models=held)
    files = [] if found else [_ok("model", FILES.say(language))]
    return [*files, *found, _ok("memory", memory), *_other_models(assistant, language)]


def _other_models(assistant: Assistant, language: Language) -> list[Json]:
    """Return the spaces whose vectors are of another model than the one that is used for them."""
    from assistant.encoders.models import SPACES
    from assistant.errors import AssistantError
    from store.errors import StoreError

    found = []
    try:
        held = {space.name: space for space in assistant.store.spaces()}
    except StoreError:  # told by the store's own checks
        return []
    for role, name in SPACES.items():
        if name not in held:
            continue
        try:
            wanted = assistant.models.encoder(role).fingerprint
        except AssistantError as error:
            found.append(_error("model", error.say(language), error.advise(language)))
            continue
        if wanted != held[name].fingerprint:
            values = {"space": name, "found": held[name].fingerprint, "wanted": wanted}
            found.append(_error("space", OTHER.say(language, **values), OTHER_HINT.say(language)))
    return found


def disk_use(settings: Settings, language: Language) -> Json:
    """Return how much room the parts of a home take."""
    home, store = settings.home, settings.home / "store"
    parts = {
        "library": sum(_size(file) for file in store.glob("ledger*")),
        "index": _under(store / "index") + _under(store / "words"),
        "backups": _under(store / "backups") + _under(home / "backups"),
        "pictures": _under(home / "thumbnails"),
    }
    parts["rest"] = max(0, _under(home) - sum(parts.values()))
    said = {name: f"{size / 10**6:,.1f}" for name, size in parts.items()}
    return _ok("room", ROOM.say(language, home=home, **said))


def _pinned() -> dict[str, tuple[Path, str, str]]:
    """Return the file, sha256 and package of each model that comes as a package."""
    from assistant.encoders.images import weights
    from assistant.encoders.text import e5_file, universal

    return {
        e5_file.NAME: (e5_file.packaged_file(), e5_file.SHA256, e5_file.PACKAGE),
        "EfficientNet-Lite2": (weights.packaged_file(), weights.SHA256, weights.PACKAGE),
        universal.NAME: (universal.resources() / "weights.npz", universal.SHA256, universal.PACKAGE),
    }


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _under(folder: Path) -> int:
    return sum(_size(path) for path in folder.rglob("*") if path.is_file())


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0


def _ok(name: str, text: str) -> Json:
    return {"name": name, "state": "ok", "text": text, "hint": ""}


def _error(name: str, text: str, hint: str) -> Json:
    return {"name": name, "state": "error", "text": text, "hint": hint}
