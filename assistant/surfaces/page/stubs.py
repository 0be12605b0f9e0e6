"""gradio without the stub files for editors that it would write beside each component."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def without_stubs() -> Iterator[None]:
    """Define or import components without stub files.

    gradio parses and compares their sources at every start; where it learns that a class has no file it writes
    none (gradio/component_meta.py, create_or_modify_pyi).
    """
    found = inspect.getfile

    def getfile(object: Any) -> str:
        if isinstance(object, type) and object.__module__.startswith(("gradio.", __package__ or "")):
            raise OSError("left out")
        return found(object)

    inspect.getfile = getfile
    try:
        yield
    finally:
        inspect.getfile = found
