"""Opens an index in a process of its own: `python -m store.probe FOLDER`. A damaged one may crash that one."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

SECONDS = 120


def probe(folder: Path) -> dict[str, int] | None:
    """Return {collection: count} from a child process, or None when it failed, crashed or hung."""
    command = [sys.executable, "-m", "store.probe", str(folder)]
    try:
        done = subprocess.run(  # noqa: S603  # our own module on our own folder
            command, capture_output=True, timeout=SECONDS, check=False
        )
        if done.returncode:
            return None
        found: dict[str, int] = json.loads(done.stdout.splitlines()[-1])
    except (OSError, subprocess.TimeoutExpired, ValueError, IndexError):
        return None
    return found


if __name__ == "__main__":
    from store.index import counts

    print(json.dumps(counts(Path(sys.argv[1]))))
