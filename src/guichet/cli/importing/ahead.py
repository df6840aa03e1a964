"""Reading a large file in a second process while this one stores what was read: two cores work instead of one."""

from __future__ import annotations

import multiprocessing
import signal
import sys
from collections.abc import Iterable, Iterator
from multiprocessing.connection import Connection
from typing import Any, NoReturn, TypeVar

from django.db import connection

from guichet.cli.importing.profile import ProfileFault
from guichet.kernel.memory import settle

Batch = TypeVar("Batch")
_STOPPED = "the process that reads the file stopped: start the same command again, it goes on from there"


def made_ahead(batches: Iterable[Batch]) -> Iterator[Batch]:
    """Give the batches of an iterable in order, each made in a second process while the one before is used.

    The iterable may not ask the database: its process shares our connection. Raises ProfileFault as the iterable does,
    or when the process dies. It ends with us, whatever happens to us.
    """
    forked = multiprocessing.get_context("fork")  # what was prepared is there at once, the catalogue too
    receiver, sender = forked.Pipe(duplex=False)
    process = forked.Process(target=_make, args=(batches, receiver, sender), daemon=True)
    process.start()
    sender.close()
    try:
        yield from _received(receiver)
    finally:
        receiver.close()
        process.join()


def _received(receiver: Connection) -> Iterator[Any]:
    while True:
        try:
            got = receiver.recv()
        except EOFError as fault:
            raise ProfileFault(_STOPPED) from fault
        if isinstance(got, ProfileFault):
            raise got
        if got is None:
            return
        yield got


def _make(batches: Iterable[object], receiver: Connection, sender: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C stops the one who stores; we hear of it by the pipe
    receiver.close()  # else nobody would tell us that the other end is gone
    settle()
    with connection.execute_wrapper(_no_question):
        try:
            for batch in batches:
                sender.send(batch)
            sender.send(None)
        except ProfileFault as fault:
            sender.send(fault)
        except BrokenPipeError:
            sys.exit(1)


def _no_question(*_statement: object) -> NoReturn:
    raise RuntimeError("reading a file does not ask the database")
