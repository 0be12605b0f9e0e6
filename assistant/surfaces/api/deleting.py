"""The part of the HTTP API that deletes and brings back; see api.py."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from assistant.surfaces.api import deletion_models as deletion
from assistant.surfaces.api.caller import Service


def forget(document_id: str, service: Service) -> deletion.ForgottenOut:
    """Forget one document; the token brings it back."""
    return deletion.ForgottenOut(token=service.forget([document_id]))


def forget_many(body: deletion.IdsIn, service: Service) -> deletion.ForgottenOut:
    """Forget several documents; one token brings them all back."""
    return deletion.ForgottenOut(token=service.forget(body.ids))


def trash(service: Service) -> deletion.TrashOut:
    """List what was deleted and can be brought back."""
    return deletion.TrashOut(deleted=[deletion.DiscardedOut(**asdict(one)) for one in service.trash()])


def restore(body: deletion.TokenIn, service: Service) -> deletion.RestoredOut:
    """Bring back what was forgotten."""
    return deletion.RestoredOut(documents=service.restore(body.token))


def purge(body: deletion.IdsIn, service: Service) -> deletion.RestoredOut:
    """Delete for good what can be brought back; `ids` are "document:ID" or "conversation:ID"."""
    return deletion.RestoredOut(documents=service.purge(body.ids))


ENDPOINTS: tuple[tuple[str, str, Callable[..., Any]], ...] = (
    ("POST", "/documents/forget", forget_many),
    ("POST", "/documents/restore", restore),
    ("GET", "/trash", trash),
    ("POST", "/trash/purge", purge),
    ("DELETE", "/documents/{document_id}", forget),
)
