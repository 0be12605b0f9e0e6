"""Plain routes beside the page: files sent to it, files it offers, conversations as Markdown, the library."""

from __future__ import annotations

import mimetypes
import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Request, Response, UploadFile
from fastapi.responses import FileResponse, JSONResponse
from starlette.background import BackgroundTask

from assistant.phrase import Language
from assistant.surfaces.access.guard import language_of
from assistant.surfaces.access.identity import owner_of
from assistant.surfaces.access.offers import IMAGES, Offers, file_response
from assistant.surfaces.access.received import Received, UploadGone
from assistant.surfaces.access.uploads import UploadTooLarge, safe_name
from assistant.surfaces.page.render import View
from assistant.surfaces.page.talks import Talks
from assistant.surfaces.service import temporary

if TYPE_CHECKING:
    from assistant.turn import Assistant


def routes(assistant: Assistant, offers: Offers, received: Received) -> APIRouter:
    """Return the endpoints; each answers only to the owner of what it takes or gives away."""
    router = APIRouter(include_in_schema=False)
    router.include_router(downloads(assistant, offers), prefix="/page")
    router.include_router(uploads(received, assistant.settings.max_file_mb), prefix="/gradio_api")
    return router


def uploads(received: Received, max_mb: int) -> APIRouter:
    """Return what stands in place of gradio's own routes for files: a handle in, a handle out."""
    router = APIRouter()

    @router.post("/upload")
    def upload(request: Request, files: list[UploadFile]) -> Response:
        language = language_of(request.headers.get("accept-language", ""))
        for file in files:
            if file.size is not None and file.size > max_mb * 2**20:
                large = UploadTooLarge(name=safe_name(file.filename or ""), limit=max_mb)
                return Response(large.say(language), 413, media_type="text/plain")
        owner = owner_of(request)
        return JSONResponse([received.keep(owner, file.filename or "", file.file) for file in files])

    @router.get("/upload_progress")
    def progress() -> Response:
        return Response('data: {"msg": "done"}\n\n', media_type="text/event-stream")

    @router.get("/file={handle}")
    def sent(handle: str, request: Request) -> Response:
        try:
            file = received.find(owner_of(request), handle)
        except UploadGone as gone:
            raise HTTPException(404) from gone
        guessed = mimetypes.guess_type(file.name)[0] or ""
        inline = guessed in IMAGES
        return FileResponse(
            file, media_type=guessed if inline else "application/octet-stream", filename=file.name,
            content_disposition_type="inline" if inline else "attachment",
        )  # fmt: skip

    return router


def downloads(assistant: Assistant, offers: Offers) -> APIRouter:
    """Return what the page offers for taking along."""
    router = APIRouter()

    @router.get("/file/{token}")
    def file(token: str, request: Request) -> Response:
        offer = offers.find(token, owner_of(request))
        if offer is None:
            raise HTTPException(404)
        return file_response(offer)

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
