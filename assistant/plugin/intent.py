"""What a plugin can be asked for: an intent, its slots, and the TOML form that both can be written in."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Literal, Self

from assistant.message import Message
from assistant.phrase import Language, Phrase
from assistant.plugin.markup import Slots, SlotValue, Template
from store.permission import May

__all__ = ["Intent", "Slot", "SlotValue", "Slots"]


class Slot(str):
    """A slot by its name, with what else is known of it.

    `required`: the person is asked when it is missing. `follow_up`: "and for rice?" asks again with rice in its place.
    `list`: it holds a list of strings.
    """

    __slots__ = ("follow_up", "list", "required")

    required: bool
    follow_up: bool
    list: bool

    def __new__(
        cls, name: str, *, required: bool = False, follow_up: bool = False, list: bool = False
    ) -> Self:
        """Make a slot; it equals its name."""
        made = super().__new__(cls, name)
        made.required, made.follow_up, made.list = required, follow_up, list
        return made


@dataclass(frozen=True, slots=True)
class Intent:
    """One thing a person can ask for.

    `examples` teach the router; slots may be marked in them ("price of {item:rice}"), and `marked` keeps them so.
    `slots` are names or `Slot`s; `patterns` are regular expressions over the NFKC text whose named
    groups are slots; `read` takes slots from a message when no pattern matched (or cleans what one
    captured: it gets the groups); without both the marked examples show where slots are. `attachment` says which
    dropped files this intent can take; `command`
    is a slash command without its slash; `needs` is a regular expression without which a message never means this
    (a verb of deleting). `does` is the most it does: a caller that may do less is refused, so an
    intent that only reads says so. Nothing is deleted unless the request was `confirmed`: ask before, with
    `Choices.confirms`.
    """

    name: str
    summary: Phrase
    examples: Mapping[Language, Sequence[str]]
    slots: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    read: Callable[[Message, Mapping[str, str]], Slots] | None = None
    attachment: Literal["", "image", "document"] = ""
    command: str = ""
    does: May = "write"
    needs: str = ""
    marked: tuple[Template, ...] = field(default=(), repr=False)

    def __post_init__(self) -> None:
        """Take the marks out of the examples."""
        if self.marked:
            return
        given = {
            language: tuple(Template(text) for text in texts) for language, texts in self.examples.items()
        }
        marked = tuple(one for texts in given.values() for one in texts if one.text != one.source)
        if marked:
            plain = {language: tuple(one.text for one in texts) for language, texts in given.items()}
            object.__setattr__(self, "examples", plain)
            object.__setattr__(self, "marked", marked)

    @classmethod
    def load(cls, package: str | Path, name: str = "") -> tuple[Intent, ...]:
        """Return the intents that the TOML files in the folder `intents` of a package (or beside a file) describe.

        A file is named after its intent and holds `summary` and `examples` by language (one example a line, or a
        list), `slots` (names, or tables with name, required, follow_up, list), and whatever else `Intent` takes.
        With `name`, that intent alone. ValueError where a file says something else, FileNotFoundError where none is.
        """
        room: Traversable = (
            Path(package).parent if Path(package).is_file() else Path(package)
            if isinstance(package, Path) else resources.files(package)
        ) / "intents"  # fmt: skip
        files = sorted(
            (file for file in room.iterdir() if file.name.endswith(".toml")), key=lambda file: file.name
        )
        made = tuple(_intent(file) for file in files if name in ("", file.name.removesuffix(".toml")))
        if not made:
            raise FileNotFoundError(f"no intent {name} in {room}".replace("intent  in", "intent in"))
        return made


_FIELDS = frozenset({"summary", "examples", "slots", "patterns", "attachment", "command", "does", "needs"})


def _intent(file: Traversable) -> Intent:
    name = file.name.removesuffix(".toml")
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
        if unknown := sorted(set(table) - _FIELDS):
            raise ValueError(f"unknown: {', '.join(unknown)}; known are {', '.join(sorted(_FIELDS))}")
        examples: dict[Language, tuple[str, ...]] = {
            "en": _lines(table["examples"]["en"]),
            "ja": _lines(table["examples"]["ja"]),
        }
        return Intent(
            name=name,
            summary=Phrase(table["summary"]["en"], table["summary"]["ja"]),
            examples=examples,
            slots=tuple(_slot(given) for given in table.get("slots", ())),
            patterns=_lines(table.get("patterns", "")),
            attachment=table.get("attachment", ""),
            command=table.get("command", ""),
            does=table.get("does", "write"),
            needs=table.get("needs", "").strip(),
        )
    except KeyError as error:
        raise ValueError(f"{file}: {error} is missing") from error
    except (TypeError, ValueError) as error:
        raise ValueError(f"{file}: {error}") from error


def _slot(given: Any) -> str:
    return given if isinstance(given, str) else Slot(**given)


def _lines(given: str | Sequence[str]) -> tuple[str, ...]:
    lines = given.splitlines() if isinstance(given, str) else given
    return tuple(line.strip().replace("\\n", "\n") for line in lines if line.strip())
