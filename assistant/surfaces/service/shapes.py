"""Values that cross a process boundary and have no form elsewhere: events, folder changes, plugins, errors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from assistant.errors import AssistantError
from assistant.paths import printable
from assistant.phrase import Language
from store.types import ME, SHARED, Document

if TYPE_CHECKING:
    from assistant.ingest.events import IngestEvent
    from assistant.ingest.recognised import Recognition
    from assistant.ingest.sync import SyncPlan
    from assistant.library.reencode import Reencoded
    from assistant.message import Message
    from assistant.registry import Registry

Json = dict[str, Any]
Telling: TypeAlias = "IngestEvent | Reencoded"


@dataclass(frozen=True, slots=True)
class PluginLine:
    """One line of `assistant plugins`; `error` is set when it did not load."""

    name: str
    summary: str
    intents: tuple[str, ...] = ()
    origin: str = ""
    error: str = ""


def plugin_lines(registry: Registry, language: Language) -> list[PluginLine]:
    """Return the plugins of a registry, then those that did not load with their error."""
    lines = [
        PluginLine(
            plugin.name,
            plugin.summary.say(language),
            tuple(intent.name for intent in plugin.intents),
            registry.origin(plugin.name),
        )
        for plugin in registry.plugins
    ]
    return lines + [PluginLine(p.name, "", (), p.origin, p.error) for p in registry.problems]


@dataclass(frozen=True, slots=True)
class Changes:
    """What bringing the library in line with a folder would do: file names, and for what would be
    forgotten (document id, name). `renamed` are (old name, new name)."""

    folder: str
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    deleted: tuple[tuple[str, str], ...] = ()
    unchanged: int = 0

    @classmethod
    def of(cls, plan: SyncPlan) -> Changes:
        """Return a plan by names."""
        return cls(
            printable(plan.folder),
            tuple(printable(path.name) for path in plan.added),
            tuple(printable(path.name) for path in plan.changed),
            tuple((document.name, printable(path.name)) for document, path in plan.renamed),
            tuple((document.id, document.name) for document in plan.deleted),
            plan.unchanged,
        )

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Changes:
        """Return what `asdict` and JSON made of it."""
        return cls(
            data["folder"],
            tuple(data["added"]),
            tuple(data["changed"]),
            tuple((old, new) for old, new in data["renamed"]),
            tuple((document_id, name) for document_id, name in data["deleted"]),
            data["unchanged"],
        )


def message_to_json(message: Message) -> Json:
    """Return a message as the API takes it."""
    files = [printable(path.absolute()) for path in message.files]
    return {"text": message.raw, "files": files, "language": message.language}


def document_from_json(data: Mapping[str, Any]) -> Document:
    """Return a document as the API gives it, to the account that runs the server."""
    fields = {name: value for name, value in data.items() if name not in {"shared", "tags"}}
    return Document(**fields, owner=SHARED if data["shared"] else ME, tags=tuple(data["tags"]))


class ToldError(AssistantError):
    """An error of another process, already in words."""

    def __init__(self, what: str, hint: str) -> None:
        self.said, self.advised = what, hint
        super().__init__()

    def say(self, language: Language) -> str:
        """Return what happened, in the language that the other process chose."""
        return self.said

    def advise(self, language: Language) -> str:
        """Return what to do next."""
        return self.advised


def error_to_json(error: AssistantError, language: Language) -> Json:
    """Return an error as {"what", "hint"} in a language."""
    return {"what": error.say(language), "hint": error.advise(language)}


def event_to_json(event: Telling, language: Language) -> Json:
    """Return an event of adding or embedding as plain JSON values; `type` is its class in lower case."""
    from assistant.ingest.events import FileFailed, IngestSummary

    data: Json = {"type": type(event).__name__.lower()}
    if isinstance(event, FileFailed):
        return data | {"name": event.name, "error": error_to_json(event.error, language)}
    if isinstance(event, IngestSummary):
        failed = [{"name": name, "error": error_to_json(error, language)} for name, error in event.failed]
        plain = {name: getattr(event, name) for name in event.__slots__ if name != "failed"}
        plain["recognised"] = [asdict(one) for one in event.recognised]
        return data | plain | {"failed": failed}
    return data | asdict(event)


def event_from_json(data: Mapping[str, Any]) -> Telling:
    """Return the event that `event_to_json` wrote; ValueError for an unknown type."""
    from assistant.ingest.events import FileDone, FileFailed, FileProgress, IngestSummary, TextRead

    fields = {name: value for name, value in data.items() if name != "type"}
    match data.get("type"):
        case "fileprogress":
            return FileProgress(**fields)
        case "filedone":
            told = fields.pop("recognised", None)
            pages = {"without_text": tuple(fields.get("without_text", ()))}
            return FileDone(**fields | pages, recognised=_recognition(told) if told else None)
        case "textread":
            return TextRead(fields["document_id"], _recognition(fields["recognised"]))
        case "filefailed":
            return FileFailed(fields["name"], ToldError(**fields["error"]))
        case "ingestsummary":
            failed = tuple((entry["name"], ToldError(**entry["error"])) for entry in fields.pop("failed"))
            read = tuple(_recognition(one) for one in fields.pop("recognised", ()))
            return IngestSummary(**fields, failed=failed, recognised=read)
        case "reencoded":
            from assistant.library.reencode import Reencoded

            return Reencoded(**fields | {name: tuple(fields[name]) for name in ("small", "lost")})
        case other:
            raise ValueError(f"unknown event {other!r}")


def _recognition(data: Mapping[str, Any]) -> Recognition:
    from assistant.ingest import recognised

    return recognised.Recognition(**{**data, "pages": tuple(data["pages"])})
