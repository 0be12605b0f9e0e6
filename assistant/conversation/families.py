"""Intents that conversation treats alike."""

from __future__ import annotations

SEARCHES = frozenset({"search_text", "list_about", "count_about"})
"""They look something up."""
DOCUMENTS = SEARCHES | {"open_document", "summarize", "similar_documents", "compare_documents"}
"""They are asked of documents, so those that come with the message are read first."""
OF_LIBRARY = DOCUMENTS | {"forget", "remember", "list_library"}
"""They are about the library anyway."""
UNCLAIMED = frozenset({"search_text", "out_of_scope", "small_talk", "help"})
"""No ability claims what goes there."""
