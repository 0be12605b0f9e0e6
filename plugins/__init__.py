"""The built-in plugins, one room for each capability; a plugin never imports another room."""

from __future__ import annotations

BUILT_IN = (
    "sentences.classify",
    "sentences.compare",
    "spaces.features",
    "documents.plugin",
    "sentences.fill_mask",
    "graphs.plugin",
    "help.plugin",
    "photos.plugin",
    "sentences.infer",
    "items.plugin",
    "library.plugin",
    "spaces.maps",
    "photos.names",
    "photos.words",
    "search.plugin",
    "words.training",
    "sentences.word_in_context",
    "words.plugin",
)
"""The modules that hold a `plugin`, in the order in which they are asked."""
