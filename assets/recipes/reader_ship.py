"""Pack what `python -m assets.recipes.reader` trained into assets/models/reader: `python -m assets.recipes.reader_ship`."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from assets.recipes.minilm import packed
from assets.recipes.reader import FROZEN, OUT
from assistant.encoders.text.reading import FILE


def main(source: Path = OUT, target: Path = FILE) -> None:
    """Write the trained layers under BertModel's names, matrices in bytes, and the heads."""
    from safetensors.numpy import load_file, save_file

    kept: dict[str, Any] = {}
    for name, value in load_file(source).items():
        if name.startswith("layer."):
            number, rest = name.removeprefix("layer.").split(".", 1)
            kept |= packed(f"encoder.layer.{int(number) + FROZEN}.{rest}", value)
        elif not name.startswith("pairs."):  # judged pairs worse than assets/models/nli does (card.md)
            kept[name] = value
    target.parent.mkdir(parents=True, exist_ok=True)
    save_file(kept, target)
    target.chmod(0o644)
    print(target.stat().st_size, hashlib.sha256(target.read_bytes()).hexdigest())


if __name__ == "__main__":
    main()
