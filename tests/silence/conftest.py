"""A fresh account: an empty home folder, no variables of CI, and a watch in every process started from it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

CI = ("CI", "GITHUB_ACTIONS", "TF_BUILD", "JENKINS_URL", "TEAMCITY_VERSION", "GITLAB_CI", "BUILDKITE")
SWITCHES = ("TELEMETRY", "ANALYTICS", "DO_NOT_TRACK", "HF_", "HUGGINGFACE", "ASSISTANT_", "XDG_", "GRADIO_")
COMMAND = (sys.executable, "-c", "from assistant.surfaces.cli import main; main()")


@dataclass
class Account:
    """`root` holds everything that its processes may write: home folder, data, cache, temporary files."""

    root: Path

    @property
    def data(self) -> Path:
        return self.root / "data"

    @property
    def env(self) -> dict[str, str]:
        kept = {
            name: value
            for name, value in os.environ.items()
            if name not in CI and not any(word in name for word in SWITCHES)
        }
        code = os.pathsep.join(filter(None, [str(self.root / "watch"), os.environ.get("PYTHONPATH", "")]))
        return kept | {
            "HOME": str(self.root / "account"), "TMPDIR": str(self.root / "tmp"), "PYTHONPATH": code,
            "ASSISTANT_CACHE": str(self.root / "cache"), "ASSISTANT_HOME": str(self.data), "LANG": "C.UTF-8",
            "ASSISTANT_REQUIRE_KEY": "no",
        }  # fmt: skip

    def run(self, *words: str, input: str = "", timeout: float = 240) -> subprocess.CompletedProcess[str]:
        return self.python(*COMMAND[1:], *words, input=input, timeout=timeout)

    def python(self, *words: str, input: str = "", timeout: float = 240) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *words], input=input, capture_output=True, text=True, env=self.env,
            timeout=timeout, check=False, cwd=self.root,
        )  # fmt: skip

    @property
    def began(self) -> int:
        """How many processes were watched."""
        return sum(" began " in line for line in self._log())

    @property
    def attempts(self) -> list[str]:
        return [line for line in self._log() if " began " not in line]

    @property
    def left(self) -> list[str]:
        """Every file in the home folder and among the temporary ones."""
        places = [self.root / "account", self.root / "tmp"]
        return sorted(
            str(file.relative_to(self.root))
            for place in places
            for file in place.rglob("*")
            if file.is_file()
        )

    def _log(self) -> list[str]:
        return (self.root / "watch" / "attempts").read_text().splitlines()


@pytest.fixture
def account(tmp_path: Path) -> Account:
    for name in ("account", "tmp", "watch"):
        (tmp_path / name).mkdir()
    shutil.copy(Path(__file__).with_name("watch.py"), tmp_path / "watch" / "sitecustomize.py")
    return Account(tmp_path)
