"""Files that came over HTTP, kept in a private folder for as long as they are worked on."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.errors import AssistantError
from assistant.message import normalise
from assistant.phrase import Phrase
from assistant.surfaces.service import temporary

if TYPE_CHECKING:
    from starlette.datastructures import UploadFile

    from assistant.settings import Settings


class UploadTooLarge(AssistantError):
    """A file over the limit of the settings."""

    what = Phrase('"{name}" is larger than {limit} MB.', "「{name}」は {limit} MB を超えています。")
    hint = Phrase("Split it, or raise max_file_mb.", "分割するか、max_file_mb を上げてください。")


@contextmanager
def kept(files: Sequence[UploadFile], settings: Settings) -> Iterator[list[Path]]:
    """Yield paths to copies that only this account can read; they are gone afterwards.

    Every file gets a folder of its own, so that equal names do not meet. UploadTooLarge.
    """
    with temporary.folder("upload") as folder:
        paths = []
        for number, file in enumerate(files):
            name = safe_name(file.filename or "")
            if file.size is not None and file.size > settings.max_file_mb * 2**20:
                raise UploadTooLarge(name=name, limit=settings.max_file_mb)
            place = Path(folder, str(number), name)
            place.parent.mkdir()
            with place.open("wb") as copy:
                shutil.copyfileobj(file.file, copy)
            paths.append(place)
        yield paths


def safe_name(name: str) -> str:
    """Return a file name without folders, control characters, or more than 200 bytes; its suffix stays."""
    plain = normalise(name).replace("\\", "/").rpartition("/")[2].replace("\n", " ").strip(". ")
    stem, dot, suffix = plain.rpartition(".")
    while len(plain.encode(errors="replace")) > 200 and stem:
        stem = stem[:-1]
        plain = stem + dot + suffix
    return plain or "file"
