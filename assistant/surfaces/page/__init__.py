"""The browser's page. Only modules of this package import gradio, and only once `serve` or `build` is called."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import gradio as gr

    from assistant.settings import Settings
    from assistant.turn import Assistant


def build(assistant: Assistant) -> gr.Blocks:
    """Return the page over an open assistant."""
    from assistant.surfaces.page.layout import build as build_page

    return build_page(assistant)


def serve(settings: Settings) -> None:
    """Open the assistant and serve the page and the API until the process is told to stop."""
    from assistant.surfaces.page.serving import serve as serve_page

    serve_page(settings)
