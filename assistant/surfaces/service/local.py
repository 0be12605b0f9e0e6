"""The service over an Assistant that is open in this process."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.surfaces.access.identity import may_write, owner_of, trusted
from assistant.surfaces.service import plugin_tools
from assistant.surfaces.service.places import Publish, block_to_json, publisher
from assistant.surfaces.service.plugin_tools import ToolLine
from assistant.surfaces.service.service import NoSuchDocument, NothingToRestore, NotYours, ReadsOnly
from assistant.surfaces.service.shapes import Changes, PluginLine, plugin_lines
from store.permission import May, least
from store.types import SHARED, Document, Hit, Item, Owner, PutReport

if TYPE_CHECKING:
    from assistant.blocks import Block
    from assistant.encoders.known import ModelInfo
    from assistant.ingest.events import IngestEvent
    from assistant.library.reencode import Reencoded
    from assistant.message import Message
    from assistant.phrase import Language
    from assistant.plugin import Route
    from assistant.retrieval.search import Filters
    from assistant.surfaces.access.offers import Offers
    from assistant.turn import Assistant
    from store.erasing import Holdings
    from store.trash import Discarded


class LocalService:
    """What `service.Service` promises, for one owner of one open assistant.

    `names_files` as in Assistant.turn, `may` bounds everything asked for here, and with `publish` addresses stand
    where the paths of files would.
    """

    def __init__(
        self, assistant: Assistant, owner: Owner, *,
        names_files: bool = False, may: May = "delete", publish: Publish | None = None,
    ) -> None:  # fmt: skip
        self.assistant, self.owner, self.names_files = assistant, owner, names_files
        self._may: May = may
        self._publish = publish

    def shown(self, block: Block) -> dict[str, Any]:
        """Return a block as JSON, as the caller may see it."""
        return block_to_json(block, self._publish)

    def _writes(self) -> None:
        """Raise ReadsOnly for a caller who only reads."""
        if self._may == "read":
            raise ReadsOnly

    def ask(
        self, message: Message, conversation: str = "", may: May = "delete",
        cancelled: Callable[[], bool] = lambda: False,
    ) -> tuple[Route, Iterator[Block]]:  # fmt: skip
        """Route a message and answer it while the blocks are read; whatever answers does no more than `may`."""
        turn = self.assistant.turn(
            message, owner=self.owner, conversation=conversation, cancelled=cancelled,
            may=least(may, self._may), names_files=self.names_files,
        )  # fmt: skip
        return turn.route, turn.blocks

    def start_conversation(self, title: str, language: Language) -> str:
        """Start a conversation that is kept; returns its id."""
        self._writes()
        return self.assistant.store.conversations.create(self.owner, title, language)

    def route(self, message: Message) -> Route:
        """Say where a message would go."""
        return self.assistant.route(message)

    def search(
        self, query: str, k: int, mode: str, filters: Filters | None = None, offset: int = 0
    ) -> list[Hit]:
        """Return the k best passages."""
        library = self.assistant.library
        return library.search(query, k, owner=self.owner, mode=mode, filters=filters, offset=offset)

    def documents(self, text: str = "", kind: str = "", tag: str = "", limit: int = 1000) -> list[Document]:
        """Return documents, newest first, without their text."""
        library = self.assistant.library
        return list(library.documents(owner=self.owner, text=text, kind=kind, tag=tag, limit=limit))

    def document(self, document_id: str) -> Document:
        """Return one document with its text; NoSuchDocument."""
        found = self.assistant.library.document(document_id, owner=self.owner)
        if found is None:
            raise NoSuchDocument(id=document_id)
        return found

    def passages(self, document_id: str) -> list[Item]:
        """Return a document's passages in order; NoSuchDocument."""
        self.document(document_id)
        return list(self.assistant.library.passages(document_id, owner=self.owner))

    def add_texts(
        self, ids: Sequence[str], texts: Sequence[str], titles: Sequence[str] | None, tags: Sequence[str],
        cancelled: Callable[[], bool] = lambda: False,
    ) -> PutReport:  # fmt: skip
        """Remember texts under given ids."""
        self._writes()
        library = self.assistant.library
        return library.add_texts(ids, texts, titles, owner=self.owner, tags=tuple(tags), cancelled=cancelled)

    def add_files(
        self, paths: Sequence[Path], tags: Sequence[str], cancelled: Callable[[], bool]
    ) -> Iterator[IngestEvent]:
        """Read files and folders into the library, telling how far it is."""
        self._writes()
        library = self.assistant.library
        return library.add_files(paths, owner=self.owner, tags=tuple(tags), cancelled=cancelled)

    def plan_sync(self, folder: Path) -> Changes:
        """Say what bringing the library in line with a folder would change."""
        return Changes.of(self.assistant.library.plan_sync(folder, owner=self.owner))

    def sync(
        self, folder: Path, approved: Sequence[str], cancelled: Callable[[], bool]
    ) -> Iterator[IngestEvent]:
        """Bring the library in line with a folder; deletes only documents whose id was approved.

        The folder is looked at again, because it may have changed while the person was reading.
        """
        library = self.assistant.library
        plan = library.plan_sync(folder, owner=self.owner)
        allowed = set(approved)
        kept = replace(plan, deleted=tuple(gone for gone in plan.deleted if gone.id in allowed))
        return library.sync(kept, owner=self.owner, cancelled=cancelled)

    def forget(self, ids: Sequence[str]) -> str:
        """Hide documents; returns the token for restore(). NoSuchDocument, NotYours."""
        self._writes()
        for document_id in ids:
            if self.document(document_id).owner == SHARED and self.owner != SHARED:
                raise NotYours(id=document_id)
        return self.assistant.library.forget(list(ids), owner=self.owner)

    def trash(self) -> list[Discarded]:
        """Return what was deleted and can be brought back, the last deleted first."""
        return self.assistant.library.discarded(owner=self.owner)

    def restore(self, wanted: str) -> int:
        """Bring back what a token, an id, a name or a part of one means, "" for what went last. NothingToRestore."""
        self._writes()
        library = self.assistant.library
        count = library.bring_back(library.discarded(wanted, owner=self.owner), owner=self.owner)
        if not count:
            raise NothingToRestore
        return count

    def purge(self, keys: Sequence[str]) -> int:
        """Delete for good what can be brought back, by its keys; returns how many."""
        self._writes()
        found = [one for one in self.trash() if one.key in set(keys)]
        return self.assistant.library.purge(found, owner=self.owner)

    def holdings(self) -> Holdings:
        """Return what there is of this person, what can be brought back included."""
        return self.assistant.store.deleted.holdings(owner=self.owner)

    def files(self) -> list[Path]:
        """Return this person's files beside the ledger: uploads that are still there, and what was made for them."""
        from assistant.surfaces.service.erasing import files_of

        return files_of(self.assistant, self.owner)

    def erase(self) -> None:
        """Delete everything of this person at once; nothing brings it back."""
        self._writes()
        from assistant.surfaces.access.keys import ApiKeys
        from assistant.surfaces.service.erasing import erase

        erase(self.assistant, self.owner)
        ApiKeys(self.assistant.settings.home).erase(self.owner)

    def export(self, path: Path) -> None:
        """Write the whole library to a file."""
        self.assistant.library.export(path, owner=self.owner)

    def import_(self, path: Path) -> PutReport:
        """Read what export() wrote."""
        return self.assistant.library.import_(path, owner=self.owner)

    def doctor(self, language: Language) -> dict[str, Any]:
        """Return the state of store, models and machine; see doctor.examine."""
        from assistant.surfaces.service.doctor import examine

        return examine(self.assistant, language)

    def models(self) -> list[ModelInfo]:
        """Return the models there are."""
        return list(self.assistant.models.describe())

    def use_model(
        self, name: str, role: str, download: bool, cancelled: Callable[[], bool]
    ) -> Iterator[Reencoded]:
        """Change the model of a role and embed the library again; see reencode.switch."""
        from assistant.library.reencode import switch

        a = self.assistant
        return switch(a.models, a.store, name, role, download=download, cancelled=cancelled)

    def reencode(self, cancelled: Callable[[], bool]) -> Iterator[Reencoded]:
        """Embed again whatever is not of the models in use."""
        from assistant.library.reencode import reencode

        return reencode(self.assistant.models, self.assistant.store, cancelled)

    def tools(self) -> list[ToolLine]:
        """Return the tools that plugins offer."""
        return plugin_tools.lines(self.assistant.registry)

    def call_tool(self, name: str, arguments: dict[str, Any]) -> Any:
        """Run a plugin's tool and return its JSON values; NoSuchTool, NotPermitted, WrongInput."""
        return plugin_tools.call(self.assistant, name, arguments, self.owner, self._may)

    def plugins(self, language: Language) -> list[PluginLine]:
        """Return the plugins there are, broken ones with their error."""
        return plugin_lines(self.assistant.registry, language)


def desk_for(assistant: Assistant, offers: Offers, request: Any) -> LocalService:
    """Return the service of whoever sent a request to a server, bounded by what they may."""
    owner, here = owner_of(request), trusted(request)
    return LocalService(
        assistant, owner, names_files=here, may="delete" if may_write(request) else "read",
        publish=publisher(offers, owner, paths=here),
    )  # fmt: skip
