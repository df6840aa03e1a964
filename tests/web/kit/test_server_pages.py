"""Django's pages in threads behind an ASGI server: what a browser sends arrives, what a page answers leaves."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, MutableMapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from guichet.config.pages import READ_AT_ONCE, SENT_AT_ONCE, Pages

SCOPE = {
    "type": "http",
    "method": "POST",
    "path": "/déposer/",
    "query_string": b"a=1",
    "http_version": "1.1",
    "headers": [(b"host", b"ville.example"), (b"content-type", b"text/plain")],
    "client": ("192.0.2.7", 4321),
}


class _Whole(list[bytes]):
    streaming = False
    closed = False

    def close(self) -> None:
        self.closed = True


def _asked(pages: Pages, sent: Sequence[dict[str, Any]]) -> list[MutableMapping[str, Any]]:
    """Send messages as a server does (awaitables, not coroutines), and give what comes back."""
    answered: list[MutableMapping[str, Any]] = []

    async def talk() -> None:
        waiting = iter(sent)

        def receive() -> asyncio.Future[MutableMapping[str, Any]]:
            ready: asyncio.Future[MutableMapping[str, Any]] = asyncio.get_running_loop().create_future()
            ready.set_result(next(waiting))
            return ready

        async def send(message: MutableMapping[str, Any]) -> None:
            answered.append(message)

        await pages(dict(SCOPE), receive, send)

    with ThreadPoolExecutor(
        1
    ) as apart:  # a browser of other tests may have left its loop running in this thread
        apart.submit(lambda: asyncio.run(talk())).result()
    return answered


def test_a_whole_page_leaves_in_two_messages() -> None:
    answer = _Whole([b"Bonjour", b" !"])
    seen: dict[str, Any] = {}

    def page(environ: Any, begin: Any) -> Iterable[bytes]:
        seen.update(environ, read=environ["wsgi.input"].read())
        begin("201 Created", [("X-City", "Laval")])
        return answer

    start, body = _asked(
        Pages(page, 1),
        [
            {"type": "http.request", "body": b"un ", "more_body": True},
            {"type": "http.request", "body": b"trou", "more_body": False},
        ],
    )
    assert (start["status"], start["headers"]) == (201, [(b"x-city", b"Laval")])
    assert body == {"type": "http.response.body", "body": b"Bonjour !", "more_body": False}
    assert seen["read"] == b"un trou"
    assert (seen["REQUEST_METHOD"], seen["HTTP_HOST"], seen["REMOTE_ADDR"]) == (
        "POST",
        "ville.example",
        "192.0.2.7",
    )
    assert answer.closed


def test_a_large_upload_is_read_as_it_comes_and_a_streamed_answer_leaves_in_pieces() -> None:
    part = b"x" * (READ_AT_ONCE // 2)
    read: list[int] = []

    def page(environ: Any, begin: Any) -> Iterator[bytes]:
        read.append(len(environ["wsgi.input"].read()))
        begin("200 OK", [])
        yield b"un"
        yield b"deux" * SENT_AT_ONCE
        yield b"trois"

    parts = [{"type": "http.request", "body": part, "more_body": number < 4} for number in range(5)]
    start, *pieces = _asked(Pages(page, 1), parts)
    assert read == [5 * len(part)]
    assert start["status"] == 200
    assert [piece["body"] for piece in pieces] == [b"un" + b"deux" * SENT_AT_ONCE, b"trois", b""]
    assert [piece["more_body"] for piece in pieces] == [True, True, False]


def test_a_browser_that_left_while_sending_is_not_answered() -> None:
    def page(environ: Any, begin: Any) -> Iterable[bytes]:
        raise AssertionError("nobody waits for this page")

    sent = [{"type": "http.request", "body": b"un", "more_body": True}, {"type": "http.disconnect"}]
    assert _asked(Pages(page, 1), sent) == []
