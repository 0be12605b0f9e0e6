"""Embed the sample texts once, so that they are searchable as soon as the program starts.

`python -m assets.recipes.samples_library` writes assets/samples/library.zip with the default text encoder.
"""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from assistant import Assistant
from assistant.library import samples


def main() -> None:
    """Read the texts into a new library and export it."""
    from store.types import ME

    with tempfile.TemporaryDirectory() as home, Assistant.open(Path(home)) as assistant:
        summary = assistant.add_files([samples.folder()])
        if summary.failed:
            raise SystemExit(f"not read: {summary.failed}")
        for document in assistant.library.documents(owner=ME):
            # Where the texts lay when this was made says nothing to those who read them.
            assistant.store.update_document(replace(document, location="", added=0.0, modified=0.0))
        print(assistant.library.export(samples.archive(), owner=ME))


if __name__ == "__main__":
    main()
