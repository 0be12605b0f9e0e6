"""What can go wrong with baskets, as people are told it."""

from __future__ import annotations

from assistant.errors import AssistantError
from assistant.phrase import Phrase


class BadBaskets(AssistantError):
    """A file that is not baskets this program reads."""

    what = Phrase("{name} cannot be read as baskets: {why}", "{name} は買い物かごとして読めません: {why}")
    hint = Phrase(
        "Give one basket per line (items separated by commas), or columns such as order,item.",
        "1行に1つのかご（商品をカンマ区切り）か、注文,商品 のような列を渡してください。",
    )


class TooFewBaskets(AssistantError):
    """Baskets from which nothing can be learned."""

    what = Phrase(
        "“{name}” has {pairs} baskets with two items or more; that is too little to learn from.",
        "「{name}」には2つ以上の商品を含むかごが{pairs}個しかなく、学習できません。",
    )
    hint = Phrase("Add baskets with several items each.", "複数の商品を含むかごを足してください。")


class NoBaskets(AssistantError):
    """No baskets of that name."""

    what = Phrase("There are no baskets called “{name}”.", "「{name}」という買い物データはありません。")
    hint = Phrase("There are: {known}.", "あるのは: {known}。")


class NoItem(AssistantError):
    """An item that the baskets do not have, with the names nearest to it."""

    what = Phrase("“{item}” is not among the items of “{name}”.", "「{name}」に商品「{item}」はありません。")
    hint = Phrase("Perhaps: {near}.", "もしかして: {near}。")
