"""Put before everything else in a process as `sitecustomize`: writes down who it would call and what it writes.

Audit hooks are told of every look-up, connect and opening of a file by C code of Python too, and children inherit
this module by PYTHONPATH. Look-ups and connects to other hosts are refused.
"""

import os
import sys

FOLDER = os.path.dirname(os.path.abspath(__file__))
LOG = os.path.join(FOLDER, "attempts")
ALLOWED = (os.path.dirname(FOLDER), "/dev/", "/proc/")
HERE = {None, "", "localhost", "127.0.0.1", "::1", "0.0.0.0", "::", b"localhost", b"127.0.0.1", b"::1"}
LOOKUPS = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}
SENDS = {"socket.connect", "socket.sendto", "socket.sendmsg"}
_write, _open = os.write, os.open
_log = _open(LOG, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)


def note(*words: object) -> None:
    _write(
        _log,
        (" ".join(map(str, (os.path.basename(sys.argv[0]) if sys.argv else "", *words))) + "\n").encode(),
    )


def hook(event: str, args: tuple[object, ...]) -> None:
    if event in LOOKUPS:
        if args[0] not in HERE:
            note("look-up", args[0])
            raise OSError("no network here")
    elif event in SENDS:
        address = args[1]
        if isinstance(address, tuple) and address[0] not in HERE:
            note("connect", address)
            raise OSError("no network here")
    elif event == "open":
        path, _, flags = args
        if (
            isinstance(path, (str, bytes))
            and isinstance(flags, int)
            and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        ):
            place = os.path.abspath(os.fsdecode(path))
            if not place.startswith(ALLOWED):
                note("writes", place)
    elif event == "os.mkdir":
        place = os.path.abspath(os.fsdecode(args[0]))  # type: ignore[arg-type]
        if not place.startswith(ALLOWED) and not os.path.exists(place):
            note("makes", place)


sys.addaudithook(hook)
note("began", os.getpid())
