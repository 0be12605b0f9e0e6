"""The look-alike map: linear discriminants (Fisher 1936) of kinds of things."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from store.types import Matrix

KINDS, SHRINKAGE = 30, 0.3


def discriminants(vectors: Matrix, kinds: Sequence[str]) -> dict[str, Matrix]:
    """Return the centre and the linear discriminants of labelled looks."""
    from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

    labels = np.array(kinds)
    often = np.array([(labels == label).sum() >= 3 for label in labels])
    centre = vectors.mean(axis=0)
    main = np.linalg.svd(vectors - centre, full_matrices=False)[2][:200].T
    model = LinearDiscriminantAnalysis(solver="eigen", shrinkage=SHRINKAGE, n_components=KINDS)
    model.fit((vectors - centre)[often] @ main, labels[often])
    return {
        "centre": centre.astype(np.float32),
        "kinds": np.ascontiguousarray((main @ model.scalings_[:, :KINDS]).astype(np.float16)),
    }
