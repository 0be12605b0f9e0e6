"""The command line. Each command lives in a module of its own, imported when it is used."""

from __future__ import annotations

from assistant.surfaces.cli.program import program


def main() -> None:
    """Run the command line; the process ends with its exit code."""
    from assistant.files import files_for_this_account_alone

    files_for_this_account_alone()
    program.main(prog_name="assistant")


__all__ = ["main", "program"]
