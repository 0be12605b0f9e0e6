"""What `assistant doctor` looks at: the store, the models, the disk, the versions - and what to do."""

from __future__ import annotations

import platform
import shutil
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.phrase import Language, Phrase
from assistant.surfaces.service.inventory import disk_use, models_checks
from assistant.surfaces.service.mending import damaged

if TYPE_CHECKING:
    from assistant.settings import Settings
    from assistant.turn import Assistant
    from store.care import Health

Json = dict[str, Any]
LOW_DISK_MB = 1000
PACKAGES = (
    "chromadb",
    "gradio",
    "mcp",
    "numpy",
    "openvino",
    "sqlalchemy",
)

STORE = Phrase(
    "Store {path}: {documents} documents, {passages} passages, {mb} MB, {backups} backups; every row was verified.",
    "保存先 {path}：文書 {documents} 件、{passages} 節、{mb} MB、控え {backups} 個。全行を検査しました。",
)
INDEX = Phrase("Search index: {state}, {items} items.", "検索用の索引：{state}、{items} 件。")
PROBLEM = Phrase("Store: {problem}", "保存先の問題：{problem}")
PROBLEM_HINT = Phrase(
    "`assistant doctor --repair` mends what can be mended and keeps what it takes out.",
    "`assistant doctor --repair` で直せるものを直します（取り除いたものは別に残します）。",
)
READ_ONLY = Phrase("The store cannot be written.", "保存先に書き込めません。")
DISK = Phrase("Disk: {free} MB free.", "ディスクの空き：{free} MB。")
DISK_HINT = Phrase(
    "Free some space; adding documents may fail.",
    "空きを増やしてください。文書を追加できなくなる恐れがあります。",
)
MODEL = Phrase("Model {name} ({role}) is in use; {loaded}.", "モデル {name}（{role}）を使用中。{loaded}。")
LOADED = Phrase("loaded", "読み込み済み")
UNLOADED = Phrase("loads when first needed", "必要になったとき読み込みます")
PLUGIN = Phrase("Plugin {name} did not load: {error}", "プラグイン {name} を読み込めません：{error}")
PLUGIN_HINT = Phrase(
    "Fix or remove {origin}; the rest works without it.", "{origin} を直すか外してください。ほかは使えます。"
)
PLUGINS = Phrase("Plugins: {n} loaded.", "プラグイン：{n} 個。")
WRITABLE = Phrase("{home} cannot be written.", "{home} に書き込めません。")
WRITABLE_HINT = Phrase(
    "Give this account write permission, or use --home.",
    "書き込みを許可するか、--home で別の場所を指定してください。",
)
VERSIONS = Phrase(
    "assistant {version}, Python {python}, {system}.", "assistant {version}、Python {python}、{system}。"
)
MISSING = Phrase("The package {name} is missing.", "パッケージ {name} がありません。")
MISSING_HINT = Phrase(
    "Install the program again, as README says.", "README のとおりに、もう一度インストールしてください。"
)
EXTRA = Phrase("Other models (CLIP, any BERT): {state}.", "ほかのモデル（CLIP、任意の BERT）：{state}。")
EXTRA_HERE = Phrase("their packages are installed", "必要なパッケージがあります")
EXTRA_ABSENT = Phrase("not needed, and not installed", "必要なパッケージはありません（既定では不要です）")
EXTRA_HINT = Phrase("To use them: {command}", "使うには: {command}")


def examine(assistant: Assistant, language: Language) -> Json:
    """Return {"version", "home", "checks": [{"name", "state", "text", "hint"}], ...} for an open assistant."""
    report = machine(assistant.settings, language)
    health = assistant.store.health()
    counts = {"documents": health.documents, "passages": health.items.get("documents", 0)}
    mb = f"{health.ledger_bytes / 10**6:,.1f}"
    text = STORE.say(language, path=health.path, mb=mb, backups=len(health.backups), **counts)
    checks = [_check("store", "ok", text), disk_use(assistant.settings, language)]
    checks.append(
        _check("index", "ok", INDEX.say(language, state=health.index.state, items=health.index.items))
    )
    checks += [_check("store", "error", text, PROBLEM_HINT.say(language)) for text in wrong(health, language)]
    if health.read_only:
        checks.append(_check("store", "warning", READ_ONLY.say(language), WRITABLE_HINT.say(language)))
    for model in assistant.models.describe():
        if model.state == "in use":
            loaded = (LOADED if assistant.models.ready(model.name) else UNLOADED).say(language)
            text = MODEL.say(language, name=model.name, role=model.role, loaded=loaded)
            checks.append(_check("model", "ok", text))
    checks += models_checks(assistant, language)
    registry = assistant.registry
    checks.append(_check("plugins", "ok", PLUGINS.say(language, n=len(registry.plugins))))
    for problem in registry.problems:
        text = PLUGIN.say(language, name=problem.name, error=problem.error)
        checks.append(_check("plugin", "warning", text, PLUGIN_HINT.say(language, origin=problem.origin)))
    return report | counts | {"checks": checks + report["checks"]}


def wrong(health: Health, language: Language) -> list[str]:
    """Return a line for everything that is wrong with the store; damaged rows are named."""
    rows = {f"{damage}.": damaged(damage, language) for damage in health.damages}
    return [rows.get(problem) or PROBLEM.say(language, problem=problem) for problem in health.problems]


def machine(settings: Settings, language: Language) -> Json:
    """Return the same for what can be looked at without the store."""
    from assistant import __version__
    from assistant.encoders.text import extra

    facts = {"version": __version__, "python": platform.python_version(), "system": platform.platform()}
    packages = {name: _version(name) for name in PACKAGES}
    checks = [_check("versions", "ok", VERSIONS.say(language, **facts))]
    checks += [
        _check("package", "error", MISSING.say(language, name=name), MISSING_HINT.say(language))
        for name, found in packages.items()
        if not found
    ]
    here = extra.installed()
    said = EXTRA.say(language, state=(EXTRA_HERE if here else EXTRA_ABSENT).say(language))
    hint = "" if here else EXTRA_HINT.say(language, command=extra.command())
    checks.append(_check("extra", "ok", said, hint))
    free = _free_mb(settings.home)
    low = free < LOW_DISK_MB
    hint = DISK_HINT.say(language) if low else ""
    checks.append(_check("disk", "warning" if low else "ok", DISK.say(language, free=f"{free:,}"), hint))
    if not _writable(settings.home):
        text = WRITABLE.say(language, home=settings.home)
        checks.append(_check("home", "error", text, WRITABLE_HINT.say(language)))
    return {**facts, "home": str(settings.home), "free_mb": free, "packages": packages, "checks": checks}


def closed(error: Exception, language: Language) -> Json:
    """Return the check of a store that did not open."""
    from assistant.errors import AssistantError, explain

    known = error if isinstance(error, AssistantError) else explain(error)
    return _check("store", "error", known.say(language), known.advise(language))


def _check(name: str, state: str, text: str, hint: str = "") -> Json:
    return {"name": name, "state": state, "text": text, "hint": hint}


def _existing(path: Path) -> Path:
    """Return the path, or the nearest folder above it that exists."""
    return next(place for place in (path, *path.absolute().parents) if place.exists())


def _free_mb(home: Path) -> int:
    return shutil.disk_usage(_existing(home)).free // 10**6


def _writable(home: Path) -> bool:
    import os

    return os.access(_existing(home), os.W_OK | os.X_OK)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
