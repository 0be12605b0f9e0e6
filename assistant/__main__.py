"""`python -m assistant` is the command `assistant`."""

from __future__ import annotations

from assistant.surfaces.cli import main

if __name__ == "__main__":
    main()
