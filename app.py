"""Entry for `python app.py` and for Hugging Face Spaces."""

from __future__ import annotations


def main() -> None:
    """Serve the browser page with settings from the environment."""
    from assistant.settings import Settings
    from assistant.surfaces.server.server import serve

    serve(Settings.read())


if __name__ == "__main__":
    main()
