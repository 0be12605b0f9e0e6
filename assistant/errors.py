"""What can go wrong, as people are told it: one line that says what happened, one what to do."""

from __future__ import annotations

import errno

from assistant.phrase import Language, Phrase


class AssistantError(Exception):
    """Base of every error that a person may see; `values` fill the fields of both phrases."""

    what = Phrase("Something went wrong.", "問題が発生しました。")
    hint = Phrase(
        "Run `assistant doctor` to see what is wrong.", "`assistant doctor` で状態を確認してください。"
    )

    def __init__(self, **values: object) -> None:
        self.values = values
        super().__init__(f"{self.say('en')} {self.advise('en')}")

    def say(self, language: Language) -> str:
        """Return what happened."""
        return self.what.say(language, **self._said(language))

    def advise(self, language: Language) -> str:
        """Return what to do next."""
        return self.hint.say(language, **self._said(language))

    def _said(self, language: Language) -> dict[str, object]:
        """Return the values, those that are phrases in one language."""
        pairs = self.values.items()
        return {k: value.say(language) if isinstance(value, Phrase) else value for k, value in pairs}


class Unexpected(AssistantError):
    """A fault of the program; its kind is shown, its traceback goes to the log."""

    what = Phrase(
        "Something went wrong inside the program ({kind}).", "プログラムの内部で問題が起きました（{kind}）。"
    )
    hint = Phrase(
        "Nothing you added is lost. Try again; if it comes back, run `assistant doctor`.",
        "追加したものは失われていません。もう一度試し、繰り返すときは `assistant doctor` を実行してください。",
    )


class _Locked(AssistantError):
    what = Phrase("The library in {path} is in use by {who}.", "ライブラリ {path} は{who}が使用中です。")
    hint = Phrase(
        "Stop it first, or give another folder with --home.",
        "先に終了させるか、--home で別のフォルダを指定してください。",
    )


class _Mismatch(AssistantError):
    what = Phrase(
        "The library was embedded by another model than the one in use.",
        "ライブラリは、いま使うモデルとは別のモデルで埋め込まれています。",
    )
    hint = Phrase("Run `{command}` to embed it again.", "`{command}` で埋め込み直してください。")


class _Damaged(AssistantError):
    what = Phrase("The library's data file {path} is damaged.", "ライブラリのデータ {path} が壊れています。")
    hint = Phrase(
        "Nothing was changed. `assistant doctor` names what is wrong, `assistant doctor --repair` mends what can be.",
        "何も変更していません。`assistant doctor` で場所がわかり、`assistant doctor --repair` で直せるものを直します。",
    )


class NoFile(AssistantError):
    """A file that somebody named and that is not there."""

    what = Phrase("There is no file “{name}”.", "「{name}」というファイルはありません。")
    hint = Phrase(
        "Attach it to the message, or write its whole path.",
        "メッセージに添付するか、パス全体を書いてください。",
    )


class _Full(AssistantError):
    what = Phrase(
        "There is no room left for the library in {path}.", "ライブラリ {path} に空きがありません。"
    )
    hint = Phrase(
        "What was just being added was not saved; everything before it is safe. Free some space and add it again.",
        "追加中のものは保存されませんでしたが、それ以前のものは無事です。空きを作って、もう一度追加してください。",
    )


class _ReadOnly(AssistantError):
    what = Phrase("The library in {path} cannot be written.", "ライブラリ {path} に書き込めません。")
    hint = Phrase(
        "Searching still works. Ask for write permission, or use another folder with --home.",
        "検索はできます。書き込み権限を付けるか、--home で別のフォルダを指定してください。",
    )


class _Unusable(AssistantError):
    what = Phrase(
        "The library in {path} cannot be used: {reason}.", "ライブラリ {path} を使えません: {reason}"
    )
    hint = Phrase(
        "Check the path and its permissions, or use another folder with --home.",
        "場所と権限を確認するか、--home で別のフォルダを指定してください。",
    )


class _Newer(AssistantError):
    what = Phrase(
        "The library in {path} was written by a newer version of this program.",
        "ライブラリ {path} は、このプログラムより新しいバージョンで書かれています。",
    )
    hint = Phrase(
        "Nothing was changed. Install that version, or use another folder with --home.",
        "何も変更していません。新しいバージョンを入れるか、--home で別のフォルダを指定してください。",
    )


class _Older(AssistantError):
    what = Phrase(
        "The library in {path} is of an older format, and its folder cannot be written to bring it up to date.",
        "ライブラリ {path} は古い形式ですが、フォルダに書き込めないため更新できません。",
    )
    hint = Phrase(
        "Give this account write permission for one start.", "一度だけ、書き込みを許可して起動してください。"
    )


class _NoPermission(AssistantError):
    what = Phrase("There is no permission to use {path}.", "{path} を使う権限がありません。")
    hint = Phrase(
        "Give this account permission, or use another folder with --home.",
        "権限を付けるか、--home で別のフォルダを指定してください。",
    )


class _DiskFull(AssistantError):
    what = Phrase(
        "There is no room left on the disk for {path}.", "ディスクに {path} を書く空きがありません。"
    )
    hint = Phrase(
        "What was finished before is safe. Free some space and try again.",
        "それまでに終わった分は無事です。空きを作って、もう一度お試しください。",
    )


class NoDeleting(AssistantError):
    """A deletion through something that may not delete."""

    what = Phrase(
        "Nothing was deleted: this way of asking may not delete.",
        "何も削除していません。この方法では削除できません。",
    )
    hint = Phrase(
        "Use the tool `forget`: it says what would go, and asks first.",
        "削除専用の `forget` を使ってください。消えるものを示し、確認してから削除します。",
    )


class NoWriting(AssistantError):
    """Adding, training or changing through something that only reads."""

    what = Phrase(
        "Nothing was changed: this way of asking only reads, and this needs to add, train or make something.",
        "何も変更していません。この方法は読み取り専用で、追加・学習・作成が必要なことはできません。",
    )
    hint = Phrase("Use the tool `ask` instead.", "代わりに `ask` を使ってください。")


class _NoConversation(AssistantError):
    what = Phrase("This conversation is no longer there.", "この会話はもうありません。")
    hint = Phrase("Start a new one.", "新しい会話を始めてください。")


def explain(error: Exception) -> AssistantError:
    """Return any exception as one that people can be told, store errors with their own words."""
    from store import errors as store
    from store.permission import NotPermitted

    if isinstance(error, AssistantError):
        return error
    if isinstance(error, store.StoreLocked):
        return _Locked(
            path=error.path.parent, who=f"PID {error.pid}" if error.pid else "another process / 別のプロセス"
        )
    if isinstance(error, store.SpaceMismatch):
        return _Mismatch(command=error.command)
    if isinstance(error, store.StoreDamaged):
        return _Damaged(path=error.path)
    if isinstance(error, store.StoreFull):
        return _Full(path=error.path.parent)
    if isinstance(error, store.StoreReadOnly):
        return _ReadOnly(path=error.path.parent)
    if isinstance(error, store.StoreNewer):
        return _Newer(path=error.path.parent)
    if isinstance(error, store.StoreOlder):
        return _Older(path=error.path.parent)
    if isinstance(error, store.StoreUnusable):
        return _Unusable(path=error.path.parent, reason=error.reason)
    if isinstance(error, NotPermitted):
        return NoDeleting() if error.wanted == "delete" else NoWriting()
    if isinstance(error, OSError) and error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return _NoPermission(path=error.filename or "?")
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return _DiskFull(path=error.filename or "?")
    if type(error).__name__ == "UnknownConversation":
        return _NoConversation()
    return Unexpected(kind=type(error).__name__)
