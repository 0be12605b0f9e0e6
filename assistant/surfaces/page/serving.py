"""The page on a FastAPI app: the private temp folder, downloads, a strict content policy, gradio."""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib.resources import files
from typing import TYPE_CHECKING

from assistant.encoders.silence import silence
from assistant.surfaces.page.stubs import without_stubs

if TYPE_CHECKING:
    from fastapi import FastAPI

    from assistant.settings import Settings
    from assistant.surfaces.access.offers import Offers
    from assistant.turn import Assistant

SCRIPTS = ("page.js", "box.js")


def prepare(settings: Settings) -> None:
    """Set gradio's environment and import it, which takes most of a second."""
    cache = settings.home / "cache" / "uploads"
    cache.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.environ["GRADIO_TEMP_DIR"] = str(cache)
    silence()
    with without_stubs():
        import gradio  # noqa: F401


def mount(app: FastAPI, assistant: Assistant, offers: Offers, imported: Callable[[], None]) -> FastAPI:
    """Put the page at / of an app that has callers.middleware around it; returns the app.

    `imported` is called once gradio is there, before the page is built.
    """
    settings = assistant.settings
    prepare(settings)
    imported()
    import gradio as gr
    from starlette.routing import Mount

    from assistant.surfaces.access.received import Received
    from assistant.surfaces.page.layout import build
    from assistant.surfaces.page.requests import RequestGuard
    from assistant.surfaces.page.routes import routes
    from assistant.surfaces.page.session import PageState
    from assistant.surfaces.page.theme import theme

    shared = PageState(assistant, Received(settings.home), offers)
    page = build(assistant, shared)
    page.state_session_capacity = 500
    static = files("assistant.surfaces.page").joinpath("static")
    app.include_router(routes(assistant, offers, shared.received))
    gr.mount_gradio_app(
        app, page, path="/", theme=theme(), css=static.joinpath("style.css").read_text("utf-8"),
        head="".join(f"<script>{static.joinpath(name).read_text('utf-8')}</script>" for name in SCRIPTS),
        allowed_paths=[], blocked_paths=[str(settings.home / "store")], show_error=False, ssr_mode=False,
        enable_monitoring=False, footer_links=[], run_history=False, max_file_size=f"{settings.max_file_mb}mb",
    )  # fmt: skip
    page.has_launched = True  # below another app gradio checks no path unless this says so
    mounted = app.routes[-1]
    assert isinstance(mounted, Mount)
    mounted.app = RequestGuard(mounted.app, shared.received)
    return app
