"""The application that the server runs: Django's pages in threads, live events on the event loop.

Pages run as WSGI in long-lived threads, so that each keeps its database connection; a stream costs no thread.
"""

from __future__ import annotations

import asyncio
import os
import threading
from typing import Any

import django
from django.core.wsgi import get_wsgi_application
from granian.utils.proxies import wrap_asgi_with_proxy_headers

from guichet.config.live import Hub, Receive, Scope, Send, database_answers, serve_events
from guichet.config.live_rooms import RoomHub, serve_rooms
from guichet.config.pages import Pages
from guichet.kernel.memory import settle
from guichet.knowledge.finding import wake_encoder

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guichet.config.settings")
django.setup()

WAKE_SECONDS = 8.0
THREADS = int(os.environ.get("GUICHET_THREADS", "8"))
_django: Any = get_wsgi_application()
settle()
# Else the first caller would wait for the weights; a moment later, so that the first page does not.
_waking = threading.Timer(WAKE_SECONDS, wake_encoder)
_waking.daemon = True
_waking.start()
_pages: Any = Pages(_django, THREADS)
_URL = os.environ.get("DATABASE_ACTIVE_URL", "postgresql:///guichet")
_hub = Hub(_URL)
_rooms = RoomHub(_URL)
_listening: set[asyncio.Task[None]] = set()


async def dispatch(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one request, or follow the server's start and stop."""
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    elif scope["type"] == "http" and scope["path"] in {"/live/", "/live/rooms/"}:
        if not _listening:
            _listening.update({asyncio.create_task(_hub.run()), asyncio.create_task(_rooms.run())})
        if scope["path"] == "/live/":
            await serve_events(_hub, scope, receive, send)
        else:
            await serve_rooms(_rooms, scope, receive, send)
    elif scope["type"] == "http" and scope["path"] in {"/health/live", "/health/ready"}:
        await _say(send, 200 if scope["path"].endswith("live") or await database_answers(_URL) else 503)
    elif scope["type"] == "http":
        await _pages(scope, receive, send)


async def _say(send: Send, status: int) -> None:
    """Answer a watcher: 200 or 503, and nothing more."""
    headers = [(b"content-type", b"text/plain"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send(
        {"type": "http.response.body", "body": b"ok" if status == 200 else b"away", "more_body": False}
    )


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            for task in _listening:
                task.cancel()
            return


# Behind a proxy the address of a visitor is the one that a trusted proxy tells; limits are counted by it.
_proxies = os.environ.get("GUICHET_TRUSTED_PROXIES", "127.0.0.1,::1")
application: Any = wrap_asgi_with_proxy_headers(dispatch, trusted_hosts=_proxies)
