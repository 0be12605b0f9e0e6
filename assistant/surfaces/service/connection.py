"""Calls to the server that owns the store, with the bearer token of server.json."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from assistant.phrase import Language
from assistant.surfaces.access.serverfile import ServerFile
from assistant.surfaces.service.service import ServerLost
from assistant.surfaces.service.shapes import ToldError, event_from_json

if TYPE_CHECKING:
    import httpx

Json = dict[str, Any]


class Connection:
    """Speaks the HTTP API of one server in one language."""

    def __init__(self, server: ServerFile, language: Language) -> None:
        import httpx

        self._pid = server.pid
        headers = {"Authorization": f"Bearer {server.token}", "Accept-Language": language}
        # A proxy of the environment has no business with a server on this machine.
        self._http = httpx.Client(
            base_url=server.url + "/api",
            headers=headers,
            timeout=httpx.Timeout(None, connect=2.0),
            trust_env=False,
        )

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def alive(self) -> bool:
        """Return whether the very process of server.json answers within two seconds."""
        import httpx

        try:
            reply = self._http.get("/health", timeout=2.0)
            return reply.status_code == 200 and reply.json().get("pid") == self._pid
        except (httpx.HTTPError, ValueError):
            return False

    def call(
        self, method: str, path: str, body: Json | None = None, params: Mapping[str, Any] | None = None
    ) -> Any:
        """Return the JSON that one endpoint answers; ToldError, ServerLost."""
        import httpx

        try:
            reply = self._http.request(method, path, json=body, params=params)
        except httpx.HTTPError as error:
            raise ServerLost from error
        return _checked(reply)

    def lines(self, path: str, body: Json) -> Iterator[Json]:
        """Yield the lines of a stream as they come; ToldError, ServerLost."""
        import httpx

        try:
            with self._http.stream("POST", path, json=body) as reply:
                if reply.status_code != 200:
                    reply.read()
                    _checked(reply)
                for line in reply.iter_lines():
                    data = json.loads(line)
                    if "error" in data:
                        raise ToldError(**data["error"])
                    yield data
        except httpx.HTTPError as error:
            raise ServerLost from error

    def events(self, path: str, body: Json, cancelled: Callable[[], bool]) -> Iterator[Any]:
        """Yield a stream's events; leaving the loop stops the server's work."""
        for line in self.lines(path, body):
            yield event_from_json(line["event"])
            if cancelled():
                return


def _checked(reply: httpx.Response) -> Any:
    """Return a reply's JSON; ToldError with the server's words when it refused."""
    try:
        data = reply.json()
    except ValueError as error:
        raise ServerLost from error
    if reply.status_code != 200:
        if isinstance(data, dict) and "error" in data:
            raise ToldError(**data["error"])
        raise ServerLost
    return data
