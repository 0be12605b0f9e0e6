"""Which models the person chose: a small file in the home folder that a crash in the middle leaves whole."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from store.atomic import replacing

NEXT = "next"


class ChosenModels:
    """home/models.json: {role: name}, and under "next" the choice that is just being made.

    A choice and the vectors that go with it lie in two files. So the choice is announced first, then
    the vectors are swapped, then it is kept; `settle` finds out after a crash how far that came.
    """

    def __init__(self, home: Path) -> None:
        self._file = home / "models.json"

    def get(self, role: str) -> str:
        """Return the name chosen for a role, "" for none or a damaged file."""
        name = self._read().get(role, "")
        return name if isinstance(name, str) else ""

    def keep(self, role: str, name: str) -> None:
        """Choose `name` from now on; the announcement has come true."""
        self._write({key: value for key, value in self._read().items() if key != NEXT} | {role: name})

    def announce(self, role: str, name: str, fingerprint: str) -> None:
        """Say that the vectors are about to be those of `name`."""
        self._write(self._read() | {NEXT: {"role": role, "name": name, "fingerprint": fingerprint}})

    def settle(self, fingerprints: Mapping[str, str]) -> None:
        """Finish a choice that was announced: it holds where the role's vectors are of its fingerprint."""
        data = self._read()
        made = data.pop(NEXT, None)
        if not isinstance(made, dict):
            return
        role, name = str(made.get("role", "")), str(made.get("name", ""))
        if role and name and fingerprints.get(role) == made.get("fingerprint"):
            data[role] = name
        self._write(data)

    def _read(self) -> dict[str, Any]:
        try:
            data = json.loads(self._file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return data if isinstance(data, dict) else {}

    def _write(self, data: Mapping[str, Any]) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with replacing(self._file) as draft:
            draft.write_text(json.dumps(data), encoding="utf-8")
