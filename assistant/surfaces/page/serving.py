"""The page on a FastAPI app: the private temp folder, downloads, a strict content policy, gradio."""

from __future__ import annotations

import os
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fastapi import FastAPI

    from assistant.settings import Settings
    from assistant.turn import Assistant

POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; media-src 'self' blob:; "
    "worker-src 'self' blob:; object-src 'none'; form-action 'self'; base-uri 'self'"
)
"""Nothing is ever loaded from another host, whatever a document or a message contains. gradio's own
scripts need the two unsafe words; what people write never becomes a script (html.py, sanitize_html)."""


SCRIPTS = ("page.js", "box.js")


def prepare(settings: Settings) -> None:
    """Set gradio's environment; must run before its first import."""
    cache = settings.home / "cache" / "uploads"
    cache.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.environ["GRADIO_TEMP_DIR"] = str(cache)
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"


def mount(app: FastAPI, assistant: Assistant) -> FastAPI:
    """Put the page at / of an app that has identity.middleware around it; returns the app."""
    settings = assistant.settings
    prepare(settings)
    import gradio as gr

    from assistant.surfaces.page.layout import build
    from assistant.surfaces.page.policy import ContentPolicy
    from assistant.surfaces.page.routes import routes
    from assistant.surfaces.page.session import House
    from assistant.surfaces.page.theme import theme

    house = House(assistant)
    page = build(assistant, house)
    page.state_session_capacity = 500
    static = files("assistant.surfaces.page").joinpath("static")
    app.include_router(routes(assistant, house.shelf))
    app.add_middleware(ContentPolicy, policy=POLICY)
    gr.mount_gradio_app(
        app, page, path="/", theme=theme(), css=static.joinpath("style.css").read_text("utf-8"),
        head="".join(f"<script>{static.joinpath(name).read_text('utf-8')}</script>" for name in SCRIPTS),
        allowed_paths=[], blocked_paths=[str(settings.home / "store")], show_error=False, ssr_mode=False,
        enable_monitoring=False, footer_links=[], run_history=False, max_file_size=f"{settings.max_file_mb}mb",
    )  # fmt: skip
    return app


def serve(settings: Settings) -> None:
    """Open the assistant and serve until told to stop."""
    from assistant.surfaces import server

    prepare(settings)
    server.serve(settings)
