"""Everything of one person, erased at once: from the ledger, from memory and from the disk."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.files import folder_of, uploads_of

if TYPE_CHECKING:
    from assistant.turn import Assistant
    from store.types import Owner


def erase(assistant: Assistant, owner: Owner) -> None:
    """Stop an owner's work and delete everything of theirs; nothing brings it back. ValueError for the samples' owner.

    Documents with passages, vectors and thumbnails, conversations, corrections, taught names and labels, graphs,
    baskets, word vectors, exports, and the uploads that their documents and messages came from.
    """
    home = assistant.settings.home
    assistant.engines.jobs.cancel(owner)
    assistant.store.deleted.erase(owner=owner)
    assistant.forget_memory(owner)
    assistant.engines.words.erase(owner=owner)
    for folder in (uploads_of(home, owner), folder_of(home, owner)):
        shutil.rmtree(folder, ignore_errors=True)


def files_of(assistant: Assistant, owner: Owner) -> list[Path]:
    """Return the files of a person beside the ledger: uploads that are still there, and what was made for them."""
    home = assistant.settings.home
    folders = (uploads_of(home, owner), folder_of(home, owner))
    return [path for folder in folders for path in folder.rglob("*") if path.is_file()]
