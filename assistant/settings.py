"""Every setting, read once from flags and environment when the program starts."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path

PERSISTENT = Path("/data")
"""Where a Space keeps what outlives it, if it was given such a place."""


def default_home() -> Path:
    """Return where data lives when nobody says: the platform's folder for user data."""
    from platformdirs import user_data_path

    return user_data_path("semantic-assistant", appauthor=False)


def default_cache() -> Path:
    """Return where what can be made again is kept, for all homes of this account."""
    from platformdirs import user_cache_path

    return user_cache_path("semantic-assistant", appauthor=False)


def shipped(*parts: str) -> Path:
    """Return a file or folder of those that come with the program (assets/); it may be missing."""
    return Path(__file__).parents[1].joinpath("assets", *parts)


@dataclass(frozen=True, slots=True)
class Settings:
    """Frozen settings. `cache` holds what can be made again (converted models). Where the process uses more than
    `memory_mb` (0: any) after a model was loaded, those not used for longest are let go. `research_models`: whether shipped
    weights may be used that learned from photos and texts for research use (LICENSE-WEIGHTS). `public` means strangers
    share this server (a Space): every visitor is an owner of their own whose data expires after `expire_hours` and who may
    have `visitor_documents` of `visitor_mb` together, `visitor_messages` a minute and `visitor_trainings` an hour;
    otherwise there is one owner. What was deleted can be brought back for `trash_days`. `space` means that this runs as a
    Space of the hub. `require_key` is "yes", "no" or "auto": whether a personal server asks for its token
    (surfaces/accounts.py).
    """

    home: Path
    host: str = "127.0.0.1"
    port: int = 7860
    public: bool = False
    space: bool = False
    require_key: str = "auto"
    allowed_hosts: tuple[str, ...] = ()
    text_encoder: str = "multilingual-e5-small"
    fill_model: str = ""
    infer_model: str = ""
    image_text_encoder: str = "built-in"
    max_file_mb: int = 20
    max_files: int = 10_000
    parse_seconds: int = 60
    parse_memory_mb: int = 1024
    expire_hours: int = 24
    trash_days: int = 30
    visitor_documents: int = 500
    visitor_mb: int = 100
    visitor_messages: int = 30
    visitor_trainings: int = 20
    samples: bool = True
    memory_mb: int = 0
    research_models: bool = True
    cache: Path = field(default_factory=default_cache)

    @classmethod
    def read(cls, environment: Mapping[str, str] | None = None, **flags: object) -> Settings:
        """Merge defaults, ASSISTANT_* variables and flags (None means not given), last one wins."""
        env = os.environ if environment is None else environment
        public = bool(env.get("SPACE_ID"))
        space_host = env.get("SPACE_HOST", "")
        base = cls(
            home=Path(env["ASSISTANT_HOME"]) if env.get("ASSISTANT_HOME") else _home(public),
            port=_port(env),
            host="0.0.0.0" if public else "127.0.0.1",  # noqa: S104  # a Space sits behind its own proxy
            public=public,
            space=public,
            allowed_hosts=(space_host,) if space_host else (),
        )
        given: dict[str, object] = {}
        for name in (f.name for f in fields(cls) if f.name != "home"):
            text = env.get(f"ASSISTANT_{name.upper()}")
            if text is not None:
                given[name] = _parse(text, getattr(base, name))
        given |= {name: value for name, value in flags.items() if value is not None}
        return replace(base, **given)  # type: ignore[arg-type]  # names come from fields()


def _home(public: bool) -> Path:
    """Return where data lives when nobody says: on a Space the folder that outlives a restart, where there is one."""
    return PERSISTENT / "semantic-assistant" if public and os.access(PERSISTENT, os.W_OK) else default_home()


def _port(env: Mapping[str, str]) -> int:
    """Return the port that the surroundings ask for, else the usual one."""
    said = env.get("GRADIO_SERVER_PORT") or env.get("PORT") or ""
    return int(said) if said.isdecimal() else 7860


def _parse(text: str, like: object) -> object:
    if isinstance(like, bool):
        return text.lower() in {"1", "true", "yes", "on"}
    if isinstance(like, int):
        return int(text)
    if isinstance(like, Path):
        return Path(text)
    if isinstance(like, tuple):
        return tuple(part.strip() for part in text.split(",") if part.strip())
    return text
