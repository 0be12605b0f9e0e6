"""The page on a FastAPI app: the private temp folder, downloads, a strict content policy, gradio."""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from assistant.silence import silence

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
    """Set gradio's environment and import it, which takes most of a second."""
    cache = settings.home / "cache" / "uploads"
    cache.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.environ["GRADIO_TEMP_DIR"] = str(cache)
    silence()
    with without_stubs():
        import gradio  # noqa: F401


@contextmanager
def without_stubs() -> Iterator[None]:
    """Import gradio without the stub files for editors that it would write beside each of its components.

    It parses and compares their sources at every start; where it learns that a class has no file it writes
    none (gradio/component_meta.py, create_or_modify_pyi).
    """
    found = inspect.getfile

    def getfile(object: Any) -> str:
        if isinstance(object, type) and object.__module__.startswith("gradio."):
            raise OSError("left out")
        return found(object)

    inspect.getfile = getfile
    try:
        yield
    finally:
        inspect.getfile = found


def mount(app: FastAPI, assistant: Assistant, imported: Callable[[], None]) -> FastAPI:
    """Put the page at / of an app that has identity.middleware around it; returns the app.

    `imported` is called once gradio is there, before the page is built.
    """
    settings = assistant.settings
    prepare(settings)
    imported()
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
