"""Why a file cannot be added, as people are told it: what happened, and what to do."""

from __future__ import annotations

from assistant.errors import AssistantError
from assistant.phrase import Phrase


class IngestError(AssistantError):
    """Base of what can go wrong with one file; `name` is always among the values."""

    what = Phrase("{name} could not be added.", "{name} を追加できませんでした。")
    hint = Phrase("Check the file and try again.", "ファイルを確認して、もう一度お試しください。")


class ZeroByte(IngestError):
    """The file has no bytes."""

    what = Phrase("{name} is empty (0 bytes).", "{name} は空のファイルです（0 バイト）。")
    hint = Phrase(
        "The copy or download may have been cut short: fetch it again.",
        "コピーやダウンロードが途中で止まった可能性があります。もう一度取得してください。",
    )


class NoText(IngestError):
    """The file can be read but holds no words."""

    what = Phrase("{name} contains no text.", "{name} には文字が含まれていません。")
    hint = Phrase("Add a file that has words in it.", "文字を含むファイルを追加してください。")


class TooLarge(IngestError):
    """More bytes than the settings allow."""

    what = Phrase(
        "{name} is {mb} MB; the limit is {limit} MB.",
        "{name} は {mb} MB あり、上限の {limit} MB を超えています。",
    )
    hint = Phrase(
        "Split it, or raise the limit with ASSISTANT_MAX_FILE_MB.",
        "分割するか、環境変数 ASSISTANT_MAX_FILE_MB で上限を上げてください。",
    )


class TextTooLong(IngestError):
    """The extracted text is longer than is kept for one document."""

    what = Phrase(
        "{name} holds more than {limit} million characters of text.",
        "{name} の文字数が {limit} 百万字を超えています。",
    )
    hint = Phrase("Split it into several files.", "いくつかのファイルに分割してください。")


class UnknownType(IngestError):
    """Not a format that can be read; `found` says what it looks like."""

    what = Phrase(
        "{name} is {found}, which cannot be read as text.", "{name} は {found} で、文字として読み取れません。"
    )
    hint = Phrase(
        "Save it as PDF, DOCX, PPTX, XLSX, HTML, Markdown, TXT, CSV, JSONL or EPUB.",
        "PDF、DOCX、PPTX、XLSX、HTML、Markdown、TXT、CSV、JSONL、EPUB のいずれかで保存してください。",
    )


class Encrypted(IngestError):
    """A password is needed."""

    what = Phrase("{name} is protected by a password.", "{name} はパスワードで保護されています。")
    hint = Phrase(
        "Open it with its password, save a copy without one, and add the copy.",
        "パスワードで開き、パスワードなしのコピーを保存して追加してください。",
    )


class Damaged(IngestError):
    """The file is what it claims to be, but broken."""

    what = Phrase(
        "{name} is damaged and cannot be read ({found}).",
        "{name} は壊れているため読み取れません（{found}）。",
    )
    hint = Phrase(
        "Open it in its own program, save it again, or fetch a fresh copy.",
        "元のソフトで開いて保存し直すか、もう一度取得してください。",
    )


class NoTextLayer(IngestError):
    """A PDF of pictures of pages on which no text could be recognised either."""

    what = Phrase(
        "{name} has {pages} page(s) but no text layer, and no text could be recognised on them (OCR).",
        "{name} は {pages} ページありますが、文字情報がなく、画像からも文字を読み取れませんでした（OCR）。",
    )
    hint = Phrase(
        "If there is text on them, scan it again, sharper and at 200 dpi or more.",
        "文字があるはずなら、200 dpi 以上でもう少し鮮明にスキャンし直してください。",
    )


class ImageFile(IngestError):
    """A picture of a kind that is not decoded."""

    what = Phrase(
        "{name} is an image of a kind that is not read ({found}).",
        "{name} は読み取れない種類の画像（{found}）です。",
    )
    hint = Phrase(
        "Save it as JPEG, HEIC, AVIF, PNG, WEBP, GIF, BMP or TIFF and add that.",
        "JPEG、HEIC、AVIF、PNG、WEBP、GIF、BMP、TIFF のいずれかで保存してから追加してください。",
    )


class TooSlow(IngestError):
    """Reading took longer than the settings allow and was stopped."""

    what = Phrase(
        "Reading {name} took longer than {seconds} seconds and was stopped.",
        "{name} の読み取りが {seconds} 秒を超えたため中止しました。",
    )
    hint = Phrase(
        "Split it, or raise the limit with ASSISTANT_PARSE_SECONDS.",
        "分割するか、環境変数 ASSISTANT_PARSE_SECONDS で上限を上げてください。",
    )


class TooMuchMemory(IngestError):
    """Reading needed more memory than the settings allow and was stopped."""

    what = Phrase(
        "Reading {name} needed more than {mb} MB of memory and was stopped.",
        "{name} の読み取りに {mb} MB を超えるメモリーが必要なため中止しました。",
    )
    hint = Phrase(
        "Split it, or raise the limit with ASSISTANT_PARSE_MEMORY_MB.",
        "分割するか、環境変数 ASSISTANT_PARSE_MEMORY_MB で上限を上げてください。",
    )


class Bomb(IngestError):
    """A small archive that unpacks to far too much, or XML that defines its own entities."""

    what = Phrase(
        "{name} was refused as unsafe: {found}.", "{name} は安全でないため拒否しました（{found}）。"
    )
    hint = Phrase(
        "If you trust it, open it in its own program and save it again.",
        "信頼できるファイルなら、元のソフトで開いて保存し直してください。",
    )


class Crashed(IngestError):
    """The reader's process died on this file; nothing else was harmed."""

    what = Phrase(
        "{name} made the reader stop, so it was skipped.",
        "{name} で読み取り処理が停止したため、飛ばしました。",
    )
    hint = Damaged.hint


class Vanished(IngestError):
    """The file or folder is not there (any more)."""

    what = Phrase("{name} was not found.", "{name} が見つかりません。")
    hint = Phrase(
        "It may have been moved, deleted, or be on a drive that is gone: check the path.",
        "移動や削除、ドライブの取り外しが考えられます。パスを確認してください。",
    )


class NoPermission(IngestError):
    """The operating system does not let us read it."""

    what = Phrase("There is no permission to read {name}.", "{name} を読み取る権限がありません。")
    hint = Phrase(
        "Change its permissions, or copy it elsewhere.", "権限を変更するか、別の場所にコピーしてください。"
    )


class NotReadable(IngestError):
    """The disk or network refused while reading."""

    what = Phrase(
        "{name} could not be read from disk ({found}).",
        "{name} をディスクから読み取れませんでした（{found}）。",
    )
    hint = Phrase(
        "Check the drive or network and try again.",
        "ドライブやネットワークを確認して、もう一度お試しください。",
    )


class UnreadableEncoding(IngestError):
    """Text in an encoding that could not be told."""

    what = Phrase(
        "The character encoding of {name} could not be recognised.",
        "{name} の文字コードを判別できませんでした。",
    )
    hint = Phrase("Save it as UTF-8 and add it again.", "UTF-8 で保存し直してから追加してください。")


class NothingToRead(IngestError):
    """A folder without files, or no path at all."""

    what = Phrase("There are no files in {name}.", "{name} にはファイルがありません。")
    hint = Phrase(
        "Name a file, or a folder that has files in it.",
        "ファイル、またはファイルのあるフォルダーを指定してください。",
    )


class DiskFull(IngestError):
    """No room for the store; what was added before is safe."""

    what = Phrase(
        "The disk is full: {name} was not added. Everything added before is safe.",
        "ディスクの空きがないため {name} は追加していません。追加済みのデータは無事です。",
    )
    hint = Phrase("Free some space and add it again.", "空き容量を増やしてから、もう一度追加してください。")


class NotAnExport(IngestError):
    """The file is not an export of this program, or is damaged."""

    what = Phrase(
        "{name} is not a complete export of a library ({found}).",
        "{name} は完全なエクスポートファイルではありません（{found}）。",
    )
    hint = Phrase(
        "Choose a file made by `assistant export`.",
        "`assistant export` で作成したファイルを指定してください。",
    )
