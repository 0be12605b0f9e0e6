"""What of a folder is left out, as people are told it."""

from __future__ import annotations

from assistant.ingest.errors import IngestError
from assistant.phrase import Phrase


class LinkLeadsOut(IngestError):
    """A link in a folder to something outside it."""

    what = Phrase(
        "{name} is a link to something outside the folder and was left out.",
        "{name} はフォルダの外を指すリンクなので、取り込みませんでした。",
    )
    hint = Phrase(
        "Add what it points to by its own path if you want it.",
        "必要なら、リンク先をその場所で指定して追加してください。",
    )


class TooManyFiles(IngestError):
    """More files than one run may add."""

    what = Phrase(
        "{name} holds more than {limit} files; the rest was left out.",
        "{name} には {limit} 個を超えるファイルがあるため、残りは追加していません。",
    )
    hint = Phrase(
        "Add smaller folders, or raise ASSISTANT_MAX_FILES.",
        "小さなフォルダーに分けるか、環境変数 ASSISTANT_MAX_FILES で上限を上げてください。",
    )
