"""The packages that an install brings, found from the metadata of those that are installed here."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]


def canonical(name: str) -> str:
    """Return a package's name as registries compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def asked(*extras: str) -> list[str]:
    """Return the requirements of the project, with those of some extras."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return project["dependencies"] + [
        line for extra in extras for line in project["optional-dependencies"][extra]
    ]


def closure(requirements: list[str]) -> dict[str, str]:
    """Return name to version of all packages that the requirements bring on this machine, themselves included.

    A package that is not installed here stands with the version "".
    """
    found: dict[str, str] = {}
    seen: set[tuple[str, str]] = set()
    todo = [Requirement(line) for line in requirements]
    while todo:
        wanted = todo.pop()
        name = canonical(wanted.name)
        for extra in ("", *sorted(wanted.extras)):
            if (name, extra) in seen:
                continue
            seen.add((name, extra))
            try:
                held = distribution(name)
            except PackageNotFoundError:
                found[name] = ""
                continue
            found[name] = held.version
            for line in held.requires or ():
                needed = Requirement(line)
                if needed.marker is None or needed.marker.evaluate({"extra": extra}):
                    todo.append(needed)
    return dict(sorted(found.items()))


def pins(file: str) -> dict[str, str]:
    """Return name to version of a file of pins in the project's root."""
    lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
    pairs = [line.split("==") for line in lines if line and not line.startswith("#")]
    return {canonical(name): version for name, version in pairs}
