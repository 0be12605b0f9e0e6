"""Compute the vectors of the default tags once: `python -m assets.recipes.images_labels`, after any change of model or tags.

They are read by the first photo, which else would load both sentence encoders and compute 1,650 names.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np

from assistant.encoders.models import Models
from assistant.engines.images.labels import SHIPPED, Labels, key
from assistant.settings import Settings


def main() -> None:
    """Write labels.npz: the rows of each language in half precision, under the key of model and names."""
    with tempfile.TemporaryDirectory() as home:
        settings = Settings(home=Path(home))
        models = Models(settings)
        encoder = models.images("image-text")
        labels = Labels(lambda: encoder, models.pictures, settings)
        found = {}
        for language in ("en", "ja"):
            names = labels.default(language)
            found[key(encoder.fingerprint, names)] = encoder.texts(names).astype(np.float16)
        models.close()
    np.savez_compressed(SHIPPED, **found)  # type: ignore[arg-type]  # keywords are arrays
    print({name: rows.shape for name, rows in found.items()}, SHIPPED.stat().st_size)


if __name__ == "__main__":
    main()
