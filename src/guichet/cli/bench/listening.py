"""A page that listens to a room, as far as a measure needs one: bytes from a socket, which messages, and when."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Mapping
from urllib.parse import urlencode

_MARK = re.compile(rb"essai-(\d{7})")
_NUMBER = re.compile(rb"^id: (\d+)", re.MULTILINE)
_LENGTH = re.compile(r"content-length: (\d+)", re.IGNORECASE)
_LARGE = 1 << 20


class Listener:
    """One open page. `heard` tells when each message came, `doubled` how many came again."""

    def __init__(self, host: str, port: int, stream: str) -> None:
        self._host, self._port, self._stream = host, port, stream
        self.connected = asyncio.Event()
        self.heard: dict[int, float] = {}
        self.doubled = 0
        self._last = b""
        self._writer: asyncio.StreamWriter | None = None
        self._away = 0.0

    async def listen(self) -> None:
        """Listen until cancelled; come back with the last number when the line is cut."""
        while True:
            await self._listen_once()
            await asyncio.sleep(self._away)

    async def leave_and_return(self, after: float, away: float) -> None:
        """Cut the line once, and come back a little later."""
        await asyncio.sleep(after)
        self._away = away
        if self._writer is not None:
            self._writer.transport.abort()
        await asyncio.sleep(away + 0.5)

    async def _listen_once(self) -> None:
        reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port, limit=_LARGE)
        head = f"GET {self._stream} HTTP/1.1\r\nHost: {self._host}\r\nAccept: text/event-stream\r\n"
        if self._last:
            head += f"Last-Event-ID: {self._last.decode()}\r\n"
        self._writer.write(f"{head}\r\n".encode())
        rest = b""
        try:
            while data := await reader.read(65536):
                rest = self._take(rest + data, time.perf_counter())
        except ConnectionError:
            return

    def _take(self, data: bytes, at: float) -> bytes:
        """Read whole events; gives what is not whole yet."""
        if b": open" in data:
            self.connected.set()
        whole, end, rest = data.rpartition(b"\n\n")
        if not end:
            return rest
        for found in _MARK.finditer(whole):
            number = int(found[1])
            if number in self.heard:
                self.doubled += 1
            else:
                self.heard[number] = at
        numbers = _NUMBER.findall(whole)
        if numbers:
            self._last = numbers[-1]
        return rest


async def ask(
    host: str,
    port: int,
    method: str,
    path: str,
    *,
    cookies: Mapping[str, str] | None = None,
    fields: Mapping[str, str] | None = None,
) -> tuple[int, str, bytes]:
    """Ask a server of this machine for a page on a line of its own; gives status, head and body."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    body = urlencode(fields).encode() if fields is not None else b""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", "Connection: close", "HX-Request: true"]
    if cookies:
        lines.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in cookies.items()))
    if fields is not None:
        lines += [
            "Content-Type: application/x-www-form-urlencoded",
            f"Content-Length: {len(body)}",
            f"X-CSRFToken: {(cookies or {}).get('csrftoken', '')}",
            f"Referer: http://{host}:{port}{path}",
        ]
    writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    found = _LENGTH.search(head)
    answer = await (reader.readexactly(int(found[1])) if found else reader.read())
    writer.close()
    return int(head.split(" ", 2)[1]), head, answer
