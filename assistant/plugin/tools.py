"""What a plugin offers to other programs: typed functions, named in MCP and in the HTTP API."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from assistant.errors import AssistantError
from assistant.phrase import Phrase
from store.permission import RANKS, May

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydantic import BaseModel


class WrongInput(AssistantError):
    """What a tool was given does not fit its parameters."""

    what = Phrase("The tool {tool} cannot take that: {why}", "ツール {tool} に渡せない値です: {why}")
    hint = Phrase("Its parameters are: {parameters}.", "受け取る値: {parameters}")


@dataclass(frozen=True, slots=True)
class Tool:
    """A function `run(context, ...)` whose other parameters have type hints and whose docstring says what it does.

    It returns JSON values. `does` says the most it does: "read" or "write"; a tool deletes nothing.
    """

    run: Callable[..., Any]
    does: May = "read"

    def __post_init__(self) -> None:
        if self.does not in RANKS[:2]:
            raise ValueError(f"the tool {self.name} may read or write, not {self.does!r}")
        if not self.about:
            raise ValueError(f"the tool {self.name} has no docstring, so nobody would know what it is for")
        bare = [one.name for one in self._parameters() if one.annotation is inspect.Parameter.empty]
        if bare:
            raise ValueError(f"the tool {self.name} has no type hint for {', '.join(bare)}")

    @property
    def name(self) -> str:
        """Return the function's name."""
        return str(getattr(self.run, "__name__", ""))

    @property
    def about(self) -> str:
        """Return the function's docstring."""
        return inspect.getdoc(self.run) or ""

    @property
    def inputs(self) -> type[BaseModel]:
        """Return the parameters after the context as a pydantic model; unknown ones are refused."""
        from pydantic import ConfigDict, create_model

        fields: dict[str, Any] = {
            one.name: (one.annotation, ... if one.default is inspect.Parameter.empty else one.default)
            for one in self._parameters()
        }
        return create_model(self.name, __config__=ConfigDict(extra="forbid"), **fields)

    def call(self, context: object, arguments: dict[str, Any]) -> Any:
        """Check arguments and run; WrongInput."""
        from pydantic import ValidationError

        model = self.inputs
        try:
            given = model.model_validate(arguments)
        except ValidationError as error:
            first = error.errors()[0]
            why = f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
            raise WrongInput(tool=self.name, why=why, parameters=", ".join(model.model_fields)) from None
        return self.run(context, **{name: getattr(given, name) for name in model.model_fields})

    def _parameters(self) -> list[inspect.Parameter]:
        return list(inspect.signature(self.run, eval_str=True).parameters.values())[1:]


@runtime_checkable
class Offers(Protocol):
    """What a plugin may have besides: tools for other programs."""

    def tools(self) -> Sequence[Tool]:
        """Return the tools; each is named PLUGIN_TOOL outside."""
        ...
