"""What the tests need beyond the light install: without the extra `models`, the tests of other models are left out."""

from __future__ import annotations

from importlib.util import find_spec

NEED_MODELS = ("images/test_recipe.py", "images/test_clip.py", "language/test_other_models.py")
collect_ignore = [] if find_spec("torch") else list(NEED_MODELS)
