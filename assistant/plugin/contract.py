"""What a plugin gets and gives: a request with its route, a context, blocks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from assistant.blocks import Block
from assistant.message import Message
from assistant.phrase import Language, Phrase
from assistant.plugin.intent import Intent, Slots
from assistant.plugin.own_settings import Value, chosen
from store.permission import May
from store.types import ME, Owner

if TYPE_CHECKING:
    from assistant.encoders.models import Models
    from assistant.engines.engines import Engines
    from assistant.engines.spaces import Points
    from assistant.library.own_library import OwnLibrary
    from assistant.library.own_space import OwnSpace
    from assistant.settings import Settings


@dataclass(frozen=True, slots=True)
class Alternative:
    """A runner-up of a route."""

    plugin: str
    intent: str
    score: float


@dataclass(frozen=True, slots=True)
class Route:
    """Where a message goes and why. `score` is in [0, 1]; `unsure` asks the person to confirm;
    `nearest` are the example sentences most like the message: (text, intent, cosine); `asked` is a follow-up in
    words that stand alone, "" for any other message."""

    plugin: str
    intent: str
    args: Slots = field(default_factory=dict)
    score: float = 1.0
    why: str = ""
    alternatives: tuple[Alternative, ...] = ()
    unsure: bool = False
    nearest: tuple[tuple[str, str, float], ...] = ()
    asked: str = ""


@dataclass(frozen=True, slots=True)
class Exchange:
    """An earlier message of the conversation with its route and reply; `since` are the blocks of the latest reply
    that only pointed back at it (a passage opened in its context)."""

    message: Message
    route: Route
    blocks: tuple[Block, ...]
    since: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class Request:
    """What a plugin is asked: the message, the chosen intent, its slots, who asks, and what they may do.

    `confirmed` says that the message answers the question for exactly this, asked just before it.
    """

    message: Message
    route: Route
    owner: Owner
    previous: Exchange | None = None
    may: May = "delete"
    confirmed: bool = False

    @property
    def intent(self) -> str:
        """Return the chosen intent's name."""
        return self.route.intent

    @property
    def args(self) -> Slots:
        """Return the chosen intent's slots."""
        return self.route.args

    @property
    def language(self) -> Language:
        """Return the language to answer in."""
        return self.message.language


@dataclass(frozen=True, slots=True)
class Context:
    """What a plugin may use. `cancelled()` is true once the person pressed stop; `names_files` says whether a path
    in a message is one that its writer may read on this machine: never when it came from a browser. `now()` is what
    "today" and "last week" are counted from. `owner` is who asks: library and engines are theirs alone, and take no
    other; `plugin` is the name of the plugin that answers."""

    library: OwnLibrary
    models: Models
    settings: Settings
    cancelled: Callable[[], bool]
    plugins: Callable[[], Sequence[Plugin]]
    engines: Engines
    names_files: bool = False
    now: Callable[[], datetime] = datetime.now
    owner: Owner = ME
    plugin: str = ""

    def space(self, name: str, encoder: str = "text") -> OwnSpace:
        """Return a space of the plugin's own in the common store, bound to whoever asks: texts found by meaning."""
        return self.library.space(self.plugin, name, encoder)

    @property
    def own(self) -> Mapping[str, Value]:
        """Return the plugin's own settings as they are now; BadSetting."""
        plugin = next((one for one in self.plugins() if one.name == self.plugin), None)
        return chosen(plugin, self.settings.home)

    def points(self, space: str, most: int | None = None) -> Points | None:
        """Return the points of any space: words, documents, images, looks, nodes, items, one by name ("nodes:karate")
        or a plugin's own ("own:PLUGIN/NAME"); None where it holds nothing."""
        return self.library.points(space, self.engines, most)


@runtime_checkable
class Plugin(Protocol):
    """A capability: `name` is its identity, `summary` its line in /plugins."""

    name: str
    summary: Phrase
    intents: Sequence[Intent]

    def handle(self, request: Request, context: Context) -> Iterable[Block]:
        """Answer one request; raise AssistantError for what the person should be told."""
        ...


@runtime_checkable
class Explains(Protocol):
    """What a plugin may have besides: its own part of the answer to /why."""

    def explain(self, request: Request, context: Context) -> Iterable[Block]:
        """Yield why the answer of `request.previous`, which was this plugin's, came out as it did."""
        ...


@runtime_checkable
class Accepts(Protocol):
    """What a plugin may have besides: files that it claims when they are dropped."""

    def accepts(self, file: Path) -> str:
        """Return the name of the intent that takes a file, "" where none does. Called before anything reads it."""
        ...
