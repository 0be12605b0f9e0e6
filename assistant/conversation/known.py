"""What a person's library knows, as far as it decides where a message goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.library.which_documents import EVERY, matching
from assistant.retrieval.search import Filters

if TYPE_CHECKING:
    from assistant.library.own_library import OwnLibrary


@dataclass(frozen=True, slots=True)
class Known:
    """One owner's library."""

    library: OwnLibrary

    def names(self, text: str) -> bool:
        """Tell whether a text names a document."""
        return bool(matching(text, self.library.documents(limit=EVERY)))

    def answers(self, question: str) -> bool:
        """Tell whether a passage clearly answers a question."""
        found = self.library.answer(question)
        return bool(found.passages) and (found.fits or self.library.read(question, found).fits)

    def near(self, question: str, name: str) -> bool:
        """Tell whether a passage of the document of that name comes near an answer."""
        filters = Filters(names=(name,))
        return self.library.answer(question, filters=filters).near

    def best(self, question: str) -> str:
        """Return the text of the passage that answers a question best, "" where the library is empty."""
        found = self.library.answer(question).passages
        return f"{found[0].title}\n{found[0].text}" if found else ""

    def says(self, words: Sequence[str]) -> bool:
        """Tell whether the passage that fits some words best holds them all."""
        best = self.best(" ".join(words)).casefold()
        return bool(best) and all(word.casefold() in best for word in words)
