"""The filter language of `where`, one small form for every way of searching.

    {"kind": "pdf"}                          equal
    {"kind": ["pdf", "docx"]}                any of
    {"added": {"$gte": 1.7e9, "$lt": 1.8e9}} numbers in a range: any of $gt, $gte, $lt, $lte
    {"kind": {"$ne": "pdf"}}                 other than; {"$nin": [...]} other than any of

Several fields must all hold. Fields are metadata keys and `source` and `id`. An item without the
field never matches, nor does text match a number; 3 equals 3.0, and True equals neither 1 nor "1".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from store.errors import InvalidFilter
from store.types import Scalar

Range: TypeAlias = Mapping[str, "Scalar | Sequence[Scalar]"]
Condition: TypeAlias = "Scalar | Sequence[Scalar] | Range"
Where: TypeAlias = Mapping[str, Condition]
Passes: TypeAlias = Callable[[Scalar], bool]


@dataclass(frozen=True, slots=True)
class Test:
    """One condition ready to be asked; equal conditions have equal keys, so that answers can be kept."""

    key: str
    passes: Passes


_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "$gt": lambda value, bound: value > bound,
    "$gte": lambda value, bound: value >= bound,
    "$lt": lambda value, bound: value < bound,
    "$lte": lambda value, bound: value <= bound,
}


def compile_where(where: Where | None) -> dict[str, Test]:
    """Return one test per field; InvalidFilter when a condition is not in the language."""
    return {
        field: Test(repr(condition), _test(field, condition)) for field, condition in (where or {}).items()
    }


def _test(field: str, condition: Condition) -> Passes:
    if isinstance(condition, Mapping):
        tests = [_operator(field, name, bound) for name, bound in condition.items()]
        if not tests:
            raise InvalidFilter(field, "it names no bound")
        return lambda value: all(test(value) for test in tests)
    return _any_of(field, condition)


def _operator(field: str, name: str, bound: Scalar | Sequence[Scalar]) -> Passes:
    if name in ("$ne", "$nin"):
        unwanted = _any_of(field, bound)
        return lambda value: not unwanted(value)
    compare = _COMPARE.get(name)
    if compare is None:
        raise InvalidFilter(field, f"'{name}' is none of $gt, $gte, $lt, $lte, $ne, $nin")
    if isinstance(bound, bool) or not isinstance(bound, int | float):
        raise InvalidFilter(field, f"{name} wants a number")
    limit = bound
    return lambda value: (
        isinstance(value, int | float) and not isinstance(value, bool) and compare(value, limit)
    )


def _any_of(field: str, condition: Scalar | Sequence[Scalar]) -> Passes:
    values = [condition] if isinstance(condition, str | int | float | bool) else list(condition)
    if not all(issubclass(kind, str | int | float | bool) for kind in set(map(type, values))):
        raise InvalidFilter(field, "a value is neither text, number nor yes/no")
    texts = frozenset(value for value in values if isinstance(value, str))
    others = frozenset(_kinded(value) for value in values if not isinstance(value, str))
    return lambda value: value in texts if isinstance(value, str) else _kinded(value) in others


def _kinded(value: Scalar) -> tuple[bool, Scalar]:
    return isinstance(value, bool), value


def matches(where: Where | None, fields: Mapping[str, Scalar]) -> bool:
    """Return whether one item with these fields passes; the reference for everything faster."""
    return all(name in fields and test.passes(fields[name]) for name, test in compile_where(where).items())
