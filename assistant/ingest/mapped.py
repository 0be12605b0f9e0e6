"""Errors of the operating system and of the reader's process, as errors that people can be told."""

from __future__ import annotations

import errno

from assistant.ingest import errors
from assistant.ingest.errors import Crashed, DiskFull, IngestError, NoPermission, NotReadable, Vanished


def rebuild(kind: str, values: dict[str, object]) -> IngestError:
    """Return the error that the reader's process named; Crashed when the name is not one of ours."""
    found = getattr(errors, kind, None)
    if isinstance(found, type) and issubclass(found, IngestError):
        return found(**values)
    return Crashed(name=values.get("name", "?"))


def from_os(error: OSError, name: str) -> IngestError:
    """Return what to tell about an operating system error met while reading `name`."""
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return Vanished(name=name)
    if isinstance(error, PermissionError):
        return NoPermission(name=name)
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return DiskFull(name=name)
    return NotReadable(name=name, found=error.strerror or type(error).__name__)
