"""An engine as one owner sees it: whatever in it takes an owner is given this one, and no other."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Hashable
from functools import cache, wraps
from typing import Any, TypeVar, cast

from assistant.errors import AssistantError
from assistant.phrase import Phrase
from store.types import Owner


class NotTheirs(AssistantError):
    """A plugin asked for what belongs to somebody else."""

    what = Phrase("A plugin asked for somebody else's data.", "プラグインが他の人のデータを求めました。")
    hint = Phrase("Tell its author: leave the owner out.", "作者に伝えてください: owner は渡しません。")


T = TypeVar("T")


def bound(facade: T, owner: Owner) -> T:
    """Return an object whose methods, and those of what it holds, do what they do for this owner alone.

    An owner need not be passed; another one is refused with NotTheirs. Private names are not there.
    """
    return cast(T, _Bound(facade, owner))


class _Bound:
    __slots__ = ("__facade", "__owner")

    def __init__(self, facade: object, owner: Owner) -> None:
        self.__facade, self.__owner = facade, owner

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        value = getattr(self.__facade, name)
        if inspect.ismethod(value):
            return _filled(value, self.__owner) if _asks(value.__func__) else value
        kind: Any = type(value)
        return _Bound(value, self.__owner) if _has_owners(kind) else value


def _filled(method: Callable[..., Any], owner: Owner) -> Callable[..., Any]:
    signature = inspect.signature(method)

    @wraps(method)
    def call(*args: Any, **named: Any) -> Any:
        given = signature.bind_partial(*args, **named).arguments
        if given.get("owner", owner) != owner:
            raise NotTheirs()
        return method(*args, **named) if "owner" in given else method(*args, **named, owner=owner)

    return call


@cache
def _asks(function: Callable[..., Any]) -> bool:
    return "owner" in inspect.signature(function).parameters


@cache
def _has_owners(kind: Hashable) -> bool:
    return any(_asks(function) for _, function in inspect.getmembers(kind, inspect.isfunction))
