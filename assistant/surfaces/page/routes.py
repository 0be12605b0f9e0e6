"""Plain downloads beside the page: offered files, conversations as Markdown, the library as one file."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import FileResponse
from starlette.background import BackgroundTask

from assistant import temporary
from assistant.phrase import Language
from assistant.surfaces.identity import owner_of
from assistant.surfaces.page.render import View
from assistant.surfaces.page.shelf import Shelf
from assistant.surfaces.page.talks import Talks

if TYPE_CHECKING:
    from assistant.turn import Assistant


def routes(assistant: Assistant, shelf: Shelf) -> APIRouter:
    """Return the endpoints; each answers only to the owner of what it gives away."""
    router = APIRouter(prefix="/page", include_in_schema=False)

    @router.get("/file/{token}")
    def file(token: str, request: Request) -> Response:
        offer = shelf.find(token, owner_of(request))
        if offer is None:
            raise HTTPException(404)
        kind = "inline" if offer.inline else "attachment"
        return FileResponse(
            offer.path, media_type=offer.media_type, filename=offer.name, content_disposition_type=kind
        )

    @router.get("/conversation/{conversation}")
    def conversation(conversation: str, request: Request, language: Language = "en") -> Response:
        talks = Talks(assistant, owner_of(request), View(language, lambda path, name, kind: ""))
        if not talks.exists(conversation):
            raise HTTPException(404)
        title, text = talks.markdown(conversation)
        return Response(text, media_type="text/markdown; charset=utf-8", headers=attachment(f"{title}.md"))

    @router.get("/library.zip")
    def library(request: Request) -> Response:
        folder = temporary.folder("export")
        path = Path(folder.name) / "library.zip"
        assistant.library.export(path, owner=owner_of(request))
        done = BackgroundTask(folder.cleanup)
        return FileResponse(path, filename="library.zip", media_type="application/zip", background=done)

    return router


def attachment(name: str) -> dict[str, str]:
    """Return the header that saves a response under a name, which may be anything a person typed."""
    clean = re.sub(r"[\\/:*?\"<>|\x00-\x1f]+", " ", name).strip(" .") or "conversation.md"
    return {"content-disposition": f"attachment; filename*=UTF-8''{quote(clean)}"}
