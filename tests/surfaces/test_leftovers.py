"""What processes that were killed leave behind goes at the next start; what is in use stays."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.settings import Settings
from assistant.surfaces.server.upkeep import leftovers
from assistant.surfaces.service import temporary


def test_folders_of_dead_processes_drafts_and_old_uploads_are_swept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    code = (
        "import os; from assistant.surfaces.service import temporary; kept = temporary.folder('upload');"
        " print(kept.name, flush=True); os._exit(9)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=os.environ | {"TMPDIR": str(tmp_path)}
    )  # fmt: skip
    dead = Path(done.stdout.strip())
    (dead / "0").mkdir()
    (dead / "0" / "copy.pdf").write_text("x")
    foreign = tmp_path / "assistant-notes"
    foreign.mkdir()
    home, cache = tmp_path / "home", tmp_path / "cache"
    for path in (home / "exports" / "ab" / ".t.csv.x1", home / "exports" / "ab" / "t.csv",
                 home / "cache" / "uploads" / "1" / "old.png", home / "cache" / "uploads" / "2" / "new.png",
                 cache / "models" / ".making-x" / "half"):  # fmt: skip
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    for path in (home / "cache" / "uploads" / "1" / "old.png", cache / "models" / ".making-x"):
        os.utime(path, (1, 1))
    with temporary.folder("upload") as own:
        leftovers(Settings(home=home, cache=cache))
        assert Path(own).is_dir()
    left = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert left == {"home/exports/ab/t.csv", "home/cache/uploads/2/new.png"}
    assert not dead.exists()
    assert foreign.is_dir()
    assert not (cache / "models" / ".making-x").exists()
