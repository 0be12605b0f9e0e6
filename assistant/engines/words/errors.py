"""What can go wrong with words, as people are told it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.errors import AssistantError
from assistant.phrase import Language, Phrase


class UnknownWords(AssistantError):
    """Words that no mounted vectors know, with the nearest spellings that they do know."""

    what = Phrase("I have no vector for {words}.", "{words} のベクトルがありません。")
    hint = Phrase("Nearest spellings: {near}.", "近いつづり: {near}。")
    _none = Phrase(
        "Check the spelling, or mount other vectors.",
        "つづりを確かめるか、別のベクトルを読み込んでください。",
    )

    def __init__(self, suggestions: Mapping[str, Sequence[str]]) -> None:
        self.suggestions = {word: tuple(near) for word, near in suggestions.items()}
        super().__init__(words=", ".join(f"“{word}”" for word in suggestions), near=self._near())

    def _near(self) -> str:
        known = {word: near for word, near in self.suggestions.items() if near}
        if len(self.suggestions) == 1:
            return ", ".join(next(iter(known.values()), ()))
        return "; ".join(f"{word} → {', '.join(near)}" for word, near in known.items())

    def advise(self, language: Language) -> str:
        """Return the spellings, or general advice when there are none."""
        return super().advise(language) if self.values["near"] else self._none.say(language)


class BadVectors(AssistantError):
    """A file that is not word vectors this program reads."""

    what = Phrase(
        "{name} is not a file of word vectors: {why}", "{name} は単語ベクトルのファイルではありません: {why}"
    )
    hint = Phrase(
        "Give word2vec (.bin, .txt), GloVe (.txt) or fastText (.vec) files; pickles are never opened.",
        "word2vec（.bin、.txt）、GloVe（.txt）、fastText（.vec）を渡してください。pickle は開きません。",
    )


class TooFewWords(AssistantError):
    """A question that needs more words than it got."""

    what = Phrase(
        "That needs at least {needed} words; I found {got}.",
        "少なくとも{needed}語が必要です（{got}語でした）。",
    )
    hint = Phrase("Separate the words by commas.", "語を読点かカンマで区切ってください。")


class NoVectors(AssistantError):
    """No vectors of that name are mounted or trained."""

    what = Phrase("There are no word vectors called “{name}”.", "「{name}」という単語ベクトルはありません。")
    hint = Phrase("There are: {known}.", "あるのは: {known}。")


class TooLittleText(AssistantError):
    """A corpus too small to train on."""

    what = Phrase(
        "Only {words} different words occur at least {min_count} times; that is too little to train on.",
        "{min_count}回以上出る語が{words}種類しかなく、学習には少なすぎます。",
    )
    hint = Phrase(
        "Give more text, or a lower minimum count.", "文章を増やすか、最小出現回数を下げてください。"
    )


class BadSettings(AssistantError):
    """A training setting outside its range."""

    what = Phrase(
        "{name} must be between {low} and {high}; it was {value}.",
        "{name} は{low}から{high}まで（指定: {value}）。",
    )
    hint = Phrase("Change that setting.", "その設定を変えてください。")
