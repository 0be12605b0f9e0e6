"""What a surface can ask for one owner, whether the store is in this process or behind a server.

`LocalService` works on an open Assistant; `client.RemoteService` sends the same calls to a running
server. The command line and MCP know only `Service`, so both work the same beside an open browser.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from assistant.blocks import Block
from assistant.errors import AssistantError
from assistant.phrase import Language, Phrase
from assistant.plugin import Route
from store.permission import May
from store.types import Document, Hit, Item, Owner, PutReport

if TYPE_CHECKING:
    from assistant.encoders.known import ModelInfo
    from assistant.ingest.events import IngestEvent
    from assistant.library.reencode import Reencoded
    from assistant.message import Message
    from assistant.retrieval.search import Filters
    from assistant.surfaces.service.plugin_tools import ToolLine
    from assistant.surfaces.service.shapes import Changes, PluginLine
    from store.trash import Discarded

Json = dict[str, Any]


class NoSuchDocument(AssistantError):
    """An id that is not in the library, or not the caller's."""

    what = Phrase(
        'There is no document "{id}" in your library.', "「{id}」という文書はライブラリにありません。"
    )
    hint = Phrase("`assistant list` shows the ids.", "`assistant list` で ID を確認できます。")


class NotYours(AssistantError):
    """A sample document, which everybody reads and nobody changes."""

    what = Phrase('"{id}" belongs to the samples.', "「{id}」は見本の文書です。")
    hint = Phrase("Samples can be read but not changed.", "見本は読むだけで、変更できません。")


class ReadsOnly(AssistantError):
    """A change, asked for with a key for reading."""

    what = Phrase("This key can only read.", "この鍵では読むことしかできません。")
    hint = Phrase(
        "Make one that writes with `assistant keys make NAME`.",
        "`assistant keys make 名前` で書き込める鍵を作ってください。",
    )


class NothingToRestore(AssistantError):
    """Something that is not among what can be brought back."""

    what = Phrase("There is nothing like that to bring back.", "そのように元に戻せるものはありません。")
    hint = Phrase(
        "`assistant restore` without more lists what can be brought back.",
        "`assistant restore` だけを実行すると、元に戻せるものの一覧が出ます。",
    )


class AlreadyRunning(AssistantError):
    """A live server has this home."""

    what = Phrase("The assistant is already running at {url}.", "アシスタントはすでに {url} で動いています。")
    hint = Phrase(
        "Open that page, or stop it first; another --home can run beside it.",
        "そのページを開くか、先に終了してください。別の --home なら同時に動かせます。",
    )


class ServerLost(AssistantError):
    """The server went away in the middle of a call."""

    what = Phrase("The running assistant stopped answering.", "実行中のアシスタントが応答しなくなりました。")
    hint = Phrase(
        "Run the command again; without a server it opens the store itself.",
        "もう一度実行してください。サーバーがなければ自分でデータを開きます。",
    )


class Service(Protocol):
    """Everything a surface asks for. Errors are AssistantError or what the store raises.

    `names_files`: whether the caller may name files of this machine, and so be told where they are."""

    @property
    def names_files(self) -> bool:
        """Return whether paths of this machine mean anything to the caller."""

    def shown(self, block: Block) -> Json:
        """Return a block as JSON, as the caller may see it."""

    @property
    def owner(self) -> Owner:
        """Return whose service it is."""

    def ask(
        self, message: Message, conversation: str = "", may: May = "delete"
    ) -> tuple[Route, Iterator[Block]]:
        """Route a message and answer it while the blocks are read; whatever answers does no more than `may`."""

    def start_conversation(self, title: str, language: Language) -> str:
        """Start a conversation that is kept; returns its id."""

    def route(self, message: Message) -> Route:
        """Say where a message would go."""

    def search(
        self, query: str, k: int, mode: str, filters: Filters | None = None, offset: int = 0
    ) -> list[Hit]:
        """Return the k best passages."""

    def documents(self, text: str = "", kind: str = "", tag: str = "", limit: int = 1000) -> list[Document]:
        """Return documents, newest first, without their text."""

    def document(self, document_id: str) -> Document:
        """Return one document with its text; NoSuchDocument."""

    def passages(self, document_id: str) -> list[Item]:
        """Return a document's passages in order; NoSuchDocument."""

    def add_texts(
        self, ids: Sequence[str], texts: Sequence[str], titles: Sequence[str] | None, tags: Sequence[str]
    ) -> PutReport:
        """Remember texts under given ids."""

    def add_files(
        self, paths: Sequence[Path], tags: Sequence[str], cancelled: Callable[[], bool]
    ) -> Iterator[IngestEvent]:
        """Read files and folders into the library, telling how far it is."""

    def plan_sync(self, folder: Path) -> Changes:
        """Say what bringing the library in line with a folder would change."""

    def sync(
        self, folder: Path, approved: Sequence[str], cancelled: Callable[[], bool]
    ) -> Iterator[IngestEvent]:
        """Bring the library in line with a folder; deletes only documents whose id was approved."""

    def forget(self, ids: Sequence[str]) -> str:
        """Hide documents; returns the token for restore(). NoSuchDocument, NotYours."""

    def trash(self) -> list[Discarded]:
        """Return what was deleted and can be brought back, the last deleted first."""

    def restore(self, wanted: str) -> int:
        """Bring back what a token, an id, a name or a part of one means, "" for what went last. NothingToRestore."""

    def purge(self, keys: Sequence[str]) -> int:
        """Delete for good what can be brought back, by its keys; returns how many."""

    def export(self, path: Path) -> None:
        """Write the whole library to a file."""

    def import_(self, path: Path) -> PutReport:
        """Read what export() wrote."""

    def doctor(self, language: Language) -> Json:
        """Return the state of store, models and machine; see doctor.examine."""

    def models(self) -> list[ModelInfo]:
        """Return the models there are."""

    def use_model(
        self, name: str, role: str, download: bool, cancelled: Callable[[], bool]
    ) -> Iterator[Reencoded]:
        """Change the model of a role and embed the library again; see reencode.switch."""

    def reencode(self, cancelled: Callable[[], bool]) -> Iterator[Reencoded]:
        """Embed again whatever is not of the models in use."""

    def tools(self) -> list[ToolLine]:
        """Return the tools that plugins offer."""

    def call_tool(self, name: str, arguments: Json) -> Any:
        """Run a plugin's tool and return its JSON values; NoSuchTool, NotPermitted, WrongInput."""

    def plugins(self, language: Language) -> list[PluginLine]:
        """Return the plugins there are, broken ones with their error."""
