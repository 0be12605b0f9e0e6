"""The closed union of reply blocks: plain frozen values that every surface can render.

Nothing of gradio, plotly or matplotlib crosses this line. Text inside blocks is already in the
language of the message, is markdown only where a field says so, and is hostile until a surface
has escaped it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from assistant.phrase import Language, Phrase

HOW = Phrase("How this was computed", "計算のしかた")
_MARKUP = str.maketrans({c: "\\" + c for c in "\\`*_{}[]()#+!|<>~"})

Cell: TypeAlias = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph in markdown written by the program; quoted content in it must be escaped."""

    markdown: str


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of plain cells under named columns. `scores` names columns shown as bars in [0, 1]."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    caption: str = ""
    scores: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """One piece of a document as evidence. Offsets are characters into the document's text;
    `highlights` are (start, end) pairs into `text`; `scores` are named parts of the ranking."""

    id: str
    document_id: str
    title: str
    text: str
    place: str = ""
    start: int = 0
    end: int = 0
    highlights: tuple[tuple[int, int], ...] = ()
    score: float = 0.0
    scores: Mapping[str, float] = field(default_factory=dict)
    confident: bool = True
    folded: int = 0
    kind: str = ""
    name: str = ""
    """The file's name, where there is one."""

    @property
    def file(self) -> str:
        """Return the file's name where the title does not say it already, else ""."""
        stem = self.name.rpartition(".")[0] or self.name
        return "" if self.title in (self.name, stem) else self.name


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a passage: text[start:end] of the passage with that id."""

    passage_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Answer:
    """A short answer, in the words of the passages that it stands in; `number` is the place of the first one among the
    sources that follow, and `confidence`, in [0, 1], the chance that the library answers the question with it."""

    text: str
    confidence: float
    spans: tuple[Span, ...]
    number: int = 1


@dataclass(frozen=True, slots=True)
class Sources:
    """Passages that answer, best first; `first` is the number of the first one, for what goes on with a list."""

    passages: tuple[Passage, ...]
    caption: str = ""
    first: int = 1


@dataclass(frozen=True, slots=True)
class Picture:
    """One image by its path on this machine, with what to say about it."""

    id: str
    path: str
    caption: str = ""
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the points of a plot were at one moment, and what to say about it."""

    title: str
    x: tuple[float, ...]
    y: tuple[float, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Plot:
    """A drawing as data: parallel series, each a mapping of column name to values.

    scatter and line: x, y, label, group; bar: label, value; heatmap: rows x columns in `matrix`;
    network: nodes as a scatter plus `edges` as index pairs into it. `frames` replay how the points came
    to where they are (x and y are the last frame's; who cannot show motion shows those). `asks` is the
    message that choosing a point sends, with {} for its label.
    """

    kind: Literal["scatter", "line", "bar", "heatmap", "network"]
    title: str
    x: tuple[float, ...] = ()
    y: tuple[float, ...] = ()
    labels: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    matrix: tuple[tuple[float, ...], ...] = ()
    edges: tuple[tuple[int, int], ...] = ()
    x_title: str = ""
    y_title: str = ""
    frames: tuple[Frame, ...] = ()
    asks: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """A button: what it says, and the message that pressing it sends."""

    label: str
    message: str


@dataclass(frozen=True, slots=True)
class Gallery:
    """Pictures in order. `actions` are offered for each of them: in their message `{id}` stands for the picture's
    id, and `{box}` for a part that the person marks: left, top, right, bottom in percent."""

    pictures: tuple[Picture, ...]
    caption: str = ""
    actions: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class Choices:
    """A question to the person with buttons. `confirms` is the message that a bare "yes" to it stands for; sent
    in any other place that message is a question again. "" where a "yes" would answer nothing."""

    prompt: str
    options: tuple[Option, ...]
    confirms: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """One line that says what happened, and a hint that says what to do."""

    level: Literal["info", "warning", "error"]
    text: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Details:
    """A collapsible explanation in markdown under a one-line title."""

    title: str
    markdown: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far long work is; each one replaces the one before. `total` 0 means unknown."""

    label: str
    done: int
    total: int = 0
    unit: str = ""
    rate: float = 0.0
    seconds_left: float | None = None


@dataclass(frozen=True, slots=True)
class Download:
    """A file made for the person."""

    name: str
    path: str
    media_type: str = "application/octet-stream"


Block: TypeAlias = (
    Text | Table | Answer | Sources | Gallery | Plot | Choices | Notice | Details | Progress | Download
)


def plain(text: object, most: int = 200) -> str:
    """Return the first `most` characters with everything escaped that markdown would read as markup: what people,
    documents and file names say stands so inside a paragraph."""
    return str(text)[:most].translate(_MARKUP)


def computed(how: Phrase, language: Language, **values: object) -> Details:
    """Return what opens to say how an answer was computed."""
    return Details(HOW.say(language), how.say(language, **values))
