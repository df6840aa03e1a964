"""Running Django's pages in long-lived threads for an ASGI server: one hop into a thread, one hop back.

A request of ordinary size is read before its thread begins, and a page that is whole is handed back whole; only large
uploads and streamed answers go piece by piece (docs/decisions/one-server.md says what each hop costs).
"""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Callable, Iterable, Iterator, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from itertools import chain
from typing import Any

from a2wsgi.wsgi import Body, build_environ

from guichet.config.live import Receive, Scope, Send

READ_AT_ONCE = 256 * 1024
SENT_AT_ONCE = 64 * 1024
Wsgi = Callable[[Any, Callable[..., None]], Iterable[bytes]]


class Pages:
    """A WSGI application as an ASGI one; each of its `threads` keeps its own connection to the database."""

    def __init__(self, wsgi: Wsgi, threads: int) -> None:
        self._wsgi = wsgi
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="page")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; whoever left while still sending it is not answered."""
        loop = asyncio.get_running_loop()
        body = await _body(loop, receive)
        if body is None:
            return
        environ = build_environ(scope, body)  # type: ignore[arg-type]  # it reads the scope of any ASGI server
        work = _Work(self._wsgi, environ, send, loop)
        context = contextvars.copy_context()  # a language or a look at the stamps never outlives its request
        whole = await loop.run_in_executor(self._threads, context.run, work.run)
        if whole is not None:
            await send(work.start)
            await send(_piece(whole, more=False))


async def _body(loop: asyncio.AbstractEventLoop, receive: Receive) -> BytesIO | Body | None:
    """Give what a browser sends: whole when it is short, else as it comes; None when the browser left meanwhile."""
    read = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        read += message.get("body", b"")
        if not message.get("more_body", False):
            return BytesIO(read)
        if len(read) >= READ_AT_ONCE:
            body = Body(loop, _coroutines(receive))  # type: ignore[arg-type]  # messages of any ASGI server
            body.buffer = read
            return body


def _coroutines(receive: Receive) -> Receive:
    """The server gives awaitables; what reads the rest from a thread asks for coroutines."""

    async def read() -> MutableMapping[str, Any]:
        return await receive()

    return read


def _grouped(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Put small pieces together: files come in parts of a few thousand bytes, and each part sent is a hop."""
    held = bytearray()
    for piece in pieces:
        held += piece
        if len(held) >= SENT_AT_ONCE:
            yield bytes(held)
            held.clear()
    if held:
        yield bytes(held)


def _piece(content: bytes, *, more: bool) -> dict[str, Any]:
    return {"type": "http.response.body", "body": content, "more_body": more}


class _Work:
    """One request in its thread."""

    def __init__(self, wsgi: Wsgi, environ: object, send: Send, loop: asyncio.AbstractEventLoop) -> None:
        self._wsgi, self._environ, self._send, self._loop = wsgi, environ, send, loop
        self.start: dict[str, Any] = {}

    def run(self) -> bytes | None:
        """Make the page; gives it when it is whole, and None once it was sent piece by piece from here."""
        answer = self._wsgi(self._environ, self._begin)
        try:
            if not getattr(answer, "streaming", True):  # what Django says of its answers; others are streamed
                return b"".join(answer)
            groups = _grouped(answer)
            first = next(groups, b"")  # an answer may say how it begins with its first piece only
            self._send_now(self.start)
            for content in chain([first], groups):
                self._send_now(_piece(content, more=True))
            self._send_now(_piece(b"", more=False))
        finally:
            close = getattr(answer, "close", None)
            if close is not None:
                close()
        return None

    def _begin(self, status: str, headers: list[tuple[str, str]], _fault: object = None) -> None:
        named = [
            (name.strip().lower().encode("latin1"), value.strip().encode("latin1")) for name, value in headers
        ]
        self.start = {"type": "http.response.start", "status": int(status.split(" ", 1)[0]), "headers": named}

    def _send_now(self, message: dict[str, Any]) -> None:
        asyncio.run_coroutine_threadsafe(self._sent(message), self._loop).result()

    async def _sent(self, message: dict[str, Any]) -> None:
        await self._send(message)
