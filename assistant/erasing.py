"""Everything of one person, erased at once: from the ledger, from memory and from the disk."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.exports import folder_of

if TYPE_CHECKING:
    from assistant.turn import Assistant
    from store.types import Owner

UPLOADS = Path("cache") / "uploads"
"""Where, in the home folder, a browser's uploads lie until they are old."""


def erase(assistant: Assistant, owner: Owner) -> None:
    """Stop an owner's work and delete everything of theirs; nothing brings it back. ValueError for the samples' owner.

    Documents with passages, vectors and thumbnails, conversations, corrections, taught names and labels, graphs,
    baskets, word vectors, exports, and the uploads that their documents and messages came from.
    """
    home = assistant.settings.home
    assistant.engines.jobs.cancel(owner)
    files = files_of(assistant, owner)
    assistant.store.erase(owner=owner)
    assistant.forget_memory(owner)
    for file in files:
        file.unlink(missing_ok=True)
        if not any(file.parent.iterdir()):
            file.parent.rmdir()
    assistant.engines.words.erase(owner=owner)
    shutil.rmtree(folder_of(home, owner), ignore_errors=True)


def files_of(assistant: Assistant, owner: Owner) -> list[Path]:
    """Return the files of a person beside the ledger: uploads that are still there, and what was made for them."""
    home = assistant.settings.home
    uploads, made = (home / UPLOADS).resolve(), folder_of(home, owner)
    said: list[str | Path] = [
        *assistant.store.holdings(owner=owner).locations,
        *assistant.dropped_files(owner),
    ]
    places = dict.fromkeys(Path(place).resolve() for place in said)
    found = [place for place in places if uploads in place.parents and place.is_file()]
    return found + [path for path in made.rglob("*") if path.is_file()]
