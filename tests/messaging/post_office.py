"""A real SMTP server of the tests' own, which refuses the addresses that it is told to refuse."""

from __future__ import annotations

import socket
import threading
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller


class PostOffice:
    """Keeps what it accepts. `refusals` maps an address to the answer given instead of « 250 OK »."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.refusals: dict[str, str] = {}
        self.peers: set[object] = set()
        self.arrived, self.may_answer = threading.Event(), threading.Event()
        self.may_answer.set()
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port: int = free.getsockname()[1]
        self._controller: Controller | None = None

    def open(self) -> None:
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def close(self) -> None:
        if self._controller:
            self._controller.stop()
            self._controller = None

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802  # aiosmtpd's name
        if address in self.refusals:
            return self.refusals[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, session, envelope):  # noqa: N802  # aiosmtpd's name
        self.arrived.set()
        self.may_answer.wait(10)
        self.peers.add(session.peer)
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return self.refusals.get("DATA", "250 OK")
