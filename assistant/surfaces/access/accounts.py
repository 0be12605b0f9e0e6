"""Whether other people have an account on this machine: they could reach a server on its loopback address."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.settings import Settings

FIRST_PERSON = 500 if sys.platform == "darwin" else 1000
"""Numbers of accounts below this are the system's own."""
NOBODY = 65534
CLOSED = ("nologin", "false", "sync")
"""Shells of accounts that nobody logs in with."""


def requires_key(settings: Settings) -> bool:
    """Return whether a personal server asks for its token: as the settings say, else where others log in."""
    return others_log_in() if settings.require_key == "auto" else settings.require_key == "yes"


def others_log_in() -> bool:
    """Return whether another login account exists; true where that cannot be told."""
    try:
        import pwd
    except ImportError:  # Windows
        return True
    return any(
        FIRST_PERSON <= account.pw_uid != NOBODY
        and account.pw_uid != os.getuid()
        and not account.pw_shell.endswith(CLOSED)
        for account in pwd.getpwall()
    )
