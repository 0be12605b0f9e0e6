"""The service of a process that does not own the store: the same calls, sent to the running server."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from assistant.paths import printable
from assistant.phrase import Language
from assistant.surfaces.access.serverfile import ServerFile
from assistant.surfaces.service.connection import Connection
from assistant.surfaces.service.plugin_tools import ToolLine
from assistant.surfaces.service.shapes import (
    Changes,
    PluginLine,
    document_from_json,
    message_to_json,
)
from assistant.wire import from_json, route_from_json, to_json
from store.permission import May
from store.types import ME, SHARED, Document, Hit, Item, Owner, PutReport

if TYPE_CHECKING:
    from assistant.blocks import Block
    from assistant.encoders.known import ModelInfo
    from assistant.ingest.events import IngestEvent
    from assistant.library.reencode import Reencoded
    from assistant.message import Message
    from assistant.plugin import Route
    from assistant.retrieval.search import Filters
    from store.trash import Discarded

Json = dict[str, Any]


def find_server(home: Path, language: Language) -> RemoteService | None:
    """Return a service at the live server of `home`, or None when there is none that answers."""
    found = ServerFile.read(home)
    if found is None:
        return None
    service = RemoteService(found, language)
    if service.alive():
        return service
    service.close()
    return None


class RemoteService:
    """What `service.Service` promises, over HTTP with the bearer token of server.json."""

    names_files = True  # the server knows this account by its token

    def __init__(self, server: ServerFile, language: Language) -> None:
        self.server, self._at = server, Connection(server, language)

    def close(self) -> None:
        """Close the connections."""
        self._at.close()

    def shown(self, block: Block) -> Json:
        """Return a block as JSON, as the caller may see it."""
        return to_json(block)

    def alive(self) -> bool:
        """Return whether the very process of server.json answers within two seconds."""
        return self._at.alive()

    @property
    def owner(self) -> Owner:
        """Return whose service it is: the account's that runs the server."""
        return ME

    def ask(
        self, message: Message, conversation: str = "", may: May = "delete"
    ) -> tuple[Route, Iterator[Block]]:
        """Route a message and answer it while the blocks are read; whatever answers does no more than `may`."""
        body = message_to_json(message) | {"conversation": conversation, "stream": True, "may": may}
        lines = self._at.lines("/ask", body)
        route = route_from_json(next(lines)["route"])
        return route, (from_json(line["block"]) for line in lines)

    def start_conversation(self, title: str, language: Language) -> str:
        """Start a conversation that is kept; returns its id."""
        return str(self._at.call("POST", "/conversations", {"title": title, "language": language})["id"])

    def route(self, message: Message) -> Route:
        """Say where a message would go."""
        return route_from_json(self._at.call("POST", "/route", message_to_json(message)))

    def search(
        self, query: str, k: int, mode: str, filters: Filters | None = None, offset: int = 0
    ) -> list[Hit]:
        """Return the k best passages."""
        asked: Json = {"q": query, "k": k, "mode": mode, "offset": offset}
        if filters is not None:
            asked |= {"kind": filters.kinds, "tag": filters.tags, "file": filters.names}
            asked |= {"since": filters.since, "until": filters.until}
        asked = {name: value for name, value in asked.items() if value is not None}
        return [Hit(**hit) for hit in self._at.call("GET", "/search", params=asked)["hits"]]

    def documents(self, text: str = "", kind: str = "", tag: str = "", limit: int = 1000) -> list[Document]:
        """Return documents, newest first, without their text."""
        params = {"text": text, "kind": kind, "tag": tag, "limit": limit}
        return [
            document_from_json(data)
            for data in self._at.call("GET", "/documents", params=params)["documents"]
        ]

    def document(self, document_id: str) -> Document:
        """Return one document with its text."""
        return document_from_json(
            self._at.call("GET", "/documents/" + quote(document_id, safe=""))["document"]
        )

    def passages(self, document_id: str) -> list[Item]:
        """Return a document's passages in order; their vectors stay in the server."""
        import numpy as np

        none = np.empty(0, np.float32)
        data = self._at.call("GET", "/documents/" + quote(document_id, safe=""))
        owner = SHARED if data["document"]["shared"] else ME
        return [
            Item(passage["id"], owner, none, passage["text"], passage["metadata"], document_id)
            for passage in data["passages"]
        ]

    def add_texts(
        self, ids: Sequence[str], texts: Sequence[str], titles: Sequence[str] | None, tags: Sequence[str]
    ) -> PutReport:
        """Remember texts under given ids."""
        entries: list[Json] = [{"id": i, "text": text} for i, text in zip(ids, texts, strict=True)]
        for entry, title in zip(entries, titles or (), strict=False):
            entry["title"] = title
        return PutReport(**self._at.call("POST", "/documents", {"texts": entries, "tags": list(tags)}))

    def add_files(
        self, paths: Sequence[Path], tags: Sequence[str], cancelled: Callable[[], bool]
    ) -> Iterator[IngestEvent]:
        """Read files and folders into the library; leaving the loop stops the server's work."""
        body = {"paths": [printable(path.absolute()) for path in paths], "tags": list(tags)}
        return self._at.events("/documents", body, cancelled)

    def plan_sync(self, folder: Path) -> Changes:
        """Say what bringing the library in line with a folder would change."""
        return Changes.from_json(
            self._at.call("POST", "/sync/plan", {"folder": printable(folder.absolute())})
        )

    def sync(
        self, folder: Path, approved: Sequence[str], cancelled: Callable[[], bool]
    ) -> Iterator[IngestEvent]:
        """Bring the library in line with a folder; deletes only documents whose id was approved."""
        body = {"folder": printable(folder.absolute()), "approved": list(approved)}
        return self._at.events("/sync", body, cancelled)

    def forget(self, ids: Sequence[str]) -> str:
        """Hide documents; returns the token for restore()."""
        return str(self._at.call("POST", "/documents/forget", {"ids": list(ids)})["token"])

    def trash(self) -> list[Discarded]:
        """Return what was deleted and can be brought back, the last deleted first."""
        from store.trash import Discarded

        return [Discarded(**data) for data in self._at.call("GET", "/trash")["deleted"]]

    def restore(self, wanted: str) -> int:
        """Bring back what a token, an id, a name or a part of one means, "" for what went last."""
        return int(self._at.call("POST", "/documents/restore", {"token": wanted})["documents"])

    def purge(self, keys: Sequence[str]) -> int:
        """Delete for good what can be brought back, by its keys; returns how many."""
        return int(self._at.call("POST", "/trash/purge", {"ids": list(keys)})["documents"])

    def export(self, path: Path) -> None:
        """Write the whole library to a file."""
        self._at.call("POST", "/export", {"path": str(path.absolute())})

    def import_(self, path: Path) -> PutReport:
        """Read what export() wrote."""
        return PutReport(**self._at.call("POST", "/import", {"path": str(path.absolute())}))

    def doctor(self, language: Language) -> Json:
        """Return the state of store, models and machine."""
        report: Json = self._at.call("GET", "/doctor")
        return report

    def models(self) -> list[ModelInfo]:
        """Return the models there are."""
        from assistant.encoders.known import ModelInfo

        return [ModelInfo(**data) for data in self._at.call("GET", "/models")]

    def use_model(
        self, name: str, role: str, download: bool, cancelled: Callable[[], bool]
    ) -> Iterator[Reencoded]:
        """Change the model of a role and embed the library again; leaving the loop stops the server's work."""
        body = {"name": name, "role": role, "download": download}
        return self._at.events("/models/use", body, cancelled)

    def reencode(self, cancelled: Callable[[], bool]) -> Iterator[Reencoded]:
        """Embed again whatever is not of the models in use."""
        return self._at.events("/models/reencode", {}, cancelled)

    def tools(self) -> list[ToolLine]:
        """Return the tools that plugins offer."""
        return [ToolLine(**data) for data in self._at.call("GET", "/tools")]

    def call_tool(self, name: str, arguments: Json) -> Any:
        """Run a plugin's tool and return its JSON values."""
        return self._at.call("POST", "/tools/" + quote(name, safe=""), arguments)["result"]

    def plugins(self, language: Language) -> list[PluginLine]:
        """Return the plugins there are, broken ones with their error."""
        return [
            PluginLine(**data | {"intents": tuple(data["intents"])})
            for data in self._at.call("GET", "/plugins")
        ]
