"""One photo that a message speaks of."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Meant:
    """One photo: a file to look at, what to call it, and its id where it is in the library."""

    file: Path
    name: str
    document_id: str = ""
