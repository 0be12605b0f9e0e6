"""Write assets/manifest.toml anew: `python -m assets.recipes.manifest`.

The manifest names every shipped file with its source, licence, sha256, size and how it was made.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
import unicodedata
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

ASSETS = Path(__file__).parents[1]
_HEADER = "# Every file shipped under assets/. Written by `python -m assets.recipes.manifest`; do not edit.\n"


def shipped(assets: Path = ASSETS) -> Iterator[Path]:
    """Yield the files that need an entry: all but Python, the recipes and the manifest itself."""
    for path in sorted(assets.rglob("*")):
        inside = path.relative_to(assets).parts
        if not path.is_file() or inside[0] == "recipes" or "__pycache__" in inside:
            continue
        if path.suffix != ".py" and inside != ("manifest.toml",):
            yield path


def entry(path: Path, rules: list[dict[str, str]], assets: Path = ASSETS) -> dict[str, str | int]:
    """Describe one file; raises LookupError when no rule of provenance.toml says where it is from."""
    # macOS may hand out decomposed file names; the manifest always holds the composed form.
    name = unicodedata.normalize("NFC", path.relative_to(assets).as_posix())
    rule = next((rule for rule in rules if fnmatchcase(name, rule["pattern"])), None)
    if rule is None:
        raise LookupError(f"no rule in assets/recipes/provenance.toml matches {name}")
    content = path.read_bytes()
    return {
        "path": name,
        "source": rule["source"],
        "licence": rule["licence"],
        "made": rule["made"],
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    }


def manifest(assets: Path = ASSETS) -> str:
    """Return the manifest's text for the files that are there now."""
    rules = tomllib.loads((ASSETS / "recipes" / "provenance.toml").read_text(encoding="utf-8"))["rule"]
    blocks = [_HEADER]
    for path in shipped(assets):
        # A JSON string or number is a TOML one as well, for all that occurs here.
        lines = [
            f"{key} = {json.dumps(value, ensure_ascii=False)}"
            for key, value in entry(path, rules, assets).items()
        ]
        blocks.append("\n[[file]]\n" + "\n".join(lines) + "\n")
    return "".join(blocks)


if __name__ == "__main__":
    (ASSETS / "manifest.toml").write_text(manifest(), encoding="utf-8")
