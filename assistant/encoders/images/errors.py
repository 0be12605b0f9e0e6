"""What can go wrong with pictures, as people are told it."""

from __future__ import annotations

from assistant.errors import AssistantError
from assistant.phrase import Phrase


class ImageError(AssistantError):
    """A picture that cannot be used; `name` is its file name."""

    hint = Phrase(
        "Use a photo saved as JPEG, HEIC, AVIF, PNG, WEBP, GIF, BMP or TIFF.",
        "JPEG、HEIC、AVIF、PNG、WEBP、GIF、BMP、TIFF のいずれかで保存した写真をお使いください。",
    )


class NotAPicture(ImageError):
    """The bytes are no picture of a supported format, whatever the file is called."""

    what = Phrase(
        "{name} is not a picture that can be read ({found}).",
        "{name} は読み取れる画像ではありません（{found}）。",
    )


class SvgRefused(ImageError):
    """An SVG is a program for drawing, which may carry scripts; it is never run."""

    what = Phrase(
        "{name} is an SVG drawing, which can carry scripts, so it was not opened.",
        "{name} は SVG です。スクリプトを含むことがあるため開きませんでした。",
    )
    hint = Phrase("Save it as PNG and try again.", "PNG で保存し直してお試しください。")


class TooManyPixels(ImageError):
    """More pixels than the limit: a decompression bomb, or a picture to make smaller first."""

    what = Phrase(
        "{name} has {found} megapixels; the limit for this kind of file is {limit}.",
        "{name} は {found} メガピクセルあり、この形式の上限 {limit} を超えています。",
    )
    hint = Phrase("Make it smaller and try again.", "縮小してからお試しください。")


class PictureDamaged(ImageError):
    """The picture is of a known format but broken or cut off."""

    what = Phrase(
        "{name} is damaged and cannot be read ({found}).", "{name} は壊れていて読み取れません（{found}）。"
    )
    hint = Phrase(
        "Open it in its own program, save it again, or fetch a fresh copy.",
        "元のソフトで開いて保存し直すか、もう一度取得してください。",
    )


class PictureEmpty(PictureDamaged):
    """The file has no bytes."""

    what = Phrase("{name} is empty (0 bytes).", "{name} は空のファイル（0 バイト）です。")


class PictureTooLarge(ImageError):
    """The file has more bytes than the limit."""

    what = Phrase(
        "{name} has {mb} MB; the limit is {limit} MB.",
        "{name} は {mb} MB あり、上限の {limit} MB を超えています。",
    )
    hint = TooManyPixels.hint


class PictureTooHard(ImageError):
    """Decoding took too long, too much memory, or ended its process."""

    what = Phrase(
        "Decoding {name} was stopped ({found}).", "{name} の読み取りを途中で止めました（{found}）。"
    )
    hint = PictureDamaged.hint


class PictureMissing(ImageError):
    """The file is not there or may not be read."""

    what = Phrase("{name} cannot be opened ({found}).", "{name} を開けません（{found}）。")
    hint = Phrase("Check the path.", "場所を確認してください。")


class WordsOnly(ImageError):
    """A space of looks was asked for a text."""

    what = Phrase(
        "The look-alike model compares pictures only; it has no vectors for words.",
        "見た目のモデルは画像どうしを比べるもので、言葉のベクトルは作れません。",
    )
    hint = Phrase("Use the image-text model for words.", "言葉には image-text モデルをお使いください。")


class ImageModelMissing(ImageError):
    """An image-text model that was asked for is not on this machine."""

    what = Phrase(
        "The image model “{name}” is not on this machine.", "画像モデル「{name}」はこの環境にありません。"
    )
    hint = Phrase(
        "Download it once with `assistant models use image-text {name} --download` ({size}), or name a file as "
        "ARCHITECTURE@/path/file.safetensors; `built-in` needs nothing.",
        "`assistant models use image-text {name} --download` で一度だけダウンロードするか（{size}）、"
        "「アーキテクチャ@/パス/file.safetensors」の形でファイルを指定してください。built-in なら何も要りません。",
    )


BY_NAME = {
    kind.__name__: kind
    for kind in (NotAPicture, SvgRefused, TooManyPixels, PictureDamaged, PictureEmpty, PictureTooHard)
}
"""What the decoding process may report."""
