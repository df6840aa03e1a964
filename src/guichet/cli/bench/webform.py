"""Opening cases through the pages that residents use, on a real server, eight at a time."""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

import psutil

from guichet.cli.bench.opening import Rate, in_threads

PORT = 8397
SERVICE = "pothole"
START = f"/services/{SERVICE}/signaler/lieu/"
STEPS = 4


class _Forms(HTMLParser):
    """The forms of a page: where each goes and what it would send as it stands."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, list[str]]]] = []
        self._inside = False
        self._by_id: dict[str, dict[str, list[str]]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a form, a field, a button."""
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = True
            self.forms.append((given.get("action", ""), {}))
            self._by_id[given.get("id", "")] = self.forms[-1][1]
        elif (
            (self._inside or "form" in given) and tag in {"input", "textarea", "button"} and given.get("name")
        ):
            self._note(tag, given)

    def _note(self, tag: str, given: dict[str, str]) -> None:
        fields = self._by_id.get(given.get("form", ""), self.forms[-1][1])
        kind = given.get("type", "")
        value = given.get("value", "")
        if kind == "hidden":
            fields.setdefault(given["name"], []).append(value)
        elif kind == "radio":
            if "checked" in given or not any(fields.get(given["name"], ())):
                fields[given["name"]] = [value]
        elif kind not in {"checkbox", "file"} and not (tag == "button" and given["name"] != "next"):
            fields.setdefault(given["name"], [value])

    def handle_endtag(self, tag: str) -> None:
        """Leave a form."""
        if tag == "form":
            self._inside = False


class Visitor:
    """A resident's browser, as far as the forms need one."""

    def __init__(self, host: str) -> None:
        self._host = host
        self._cookies: dict[str, str] = {}
        self._line = http.client.HTTPConnection("127.0.0.1", PORT, timeout=30)

    def hang_up(self) -> None:
        """Leave the line, which opens again by itself: servers end those that say nothing for long."""
        self._line.close()

    def go(
        self, method: str, path: str, fields: Mapping[str, str | list[str]] | None = None
    ) -> tuple[str, str]:
        """Ask for a page, following redirections; gives where one ends and what it says."""
        body = urlencode(fields, doseq=True) if fields is not None else None
        self._line.request(method, path, body, self.headers(path, is_form=body is not None))
        answer = self._line.getresponse()
        text = answer.read().decode()
        for line in answer.headers.get_all("Set-Cookie", []):
            self._cookies.update({name: morsel.value for name, morsel in SimpleCookie(line).items()})
        if answer.status in {301, 302, 303}:
            return self.go("GET", urlsplit(answer.headers["Location"]).path)
        return path, text

    def headers(self, path: str, *, is_form: bool) -> dict[str, str]:
        """Give what a browser says beside its request."""
        headers = {"Host": f"{self._host}:{PORT}", "Accept-Language": "fr"}
        if self._cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        if is_form:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["Referer"] = f"http://{self._host}:{PORT}{path}"
        return headers

    def form(self, path: str, page: str, values: dict[str, str]) -> tuple[str, dict[str, str | list[str]]]:
        """Give where the page's form goes and what it would send, with some values filled in."""
        parser = _Forms()
        parser.feed(page)
        action, fields = max(parser.forms, key=lambda form: len(set(form[1]) & {*values, "next", "asked"}))
        known = {name: value for name, value in values.items() if name in fields}
        return action or path, {**fields, **known}

    def fill(self, path: str, page: str, values: dict[str, str]) -> tuple[str, str]:
        """Send the page's form with some values filled in."""
        action, fields = self.form(path, page, values)
        return self.go("POST", action, fields)


def _values(number: int) -> dict[str, str]:
    return {
        "lat": f"{45.5452 + number % 97 * 0.0003:.5f}",
        "lon": f"{-73.5974 + number % 89 * 0.0003:.5f}",
        "description": f"Trou profond devant le {number}",
        "email": f"personne.{number}@courriel.example",
        "name": f"Personne {number}",
    }


def _up_to_check(host: str, number: int) -> tuple[Visitor, str, str]:
    """Fill a report until its last page."""
    visitor = Visitor(host)
    path, page = visitor.go("GET", START)
    for _try in range(STEPS * 2):
        if path.endswith("/verifier/"):
            break
        path, page = visitor.fill(path, page, _values(number))
    visitor.hang_up()
    return visitor, path, page


def _sent(ready: tuple[Visitor, str, str]) -> bool:
    visitor, path, page = ready
    where, _text = visitor.fill(path, page, {})
    return where.endswith("/merci/")


@dataclass(frozen=True, slots=True)
class _Ready:
    """The last form of a report, filled in and written down as a browser would send it."""

    path: str
    body: str
    headers: Mapping[str, str]


def _ready(host: str, number: int) -> _Ready:
    """Fill a report until its last page, and write down what its button would send."""
    visitor, path, page = _up_to_check(host, number)
    action, fields = visitor.form(path, page, {})
    return _Ready(action, urlencode(fields, doseq=True), visitor.headers(path, is_form=True))


class _Senders:
    """Sends forms, each thread over a line of its own that stays open, as a proxy before the server does."""

    def __init__(self, ready: Sequence[_Ready], *, then_thanks: bool) -> None:
        self._ready = ready
        self._then_thanks = then_thanks
        self._lines = threading.local()

    def send(self, number: int) -> bool:
        """Send one form; tells whether a case was opened (and its page of thanks shown)."""
        ready = self._ready[number]
        line = getattr(self._lines, "line", None)
        if line is None:
            line = self._lines.line = http.client.HTTPConnection("127.0.0.1", PORT, timeout=30)
        line.request("POST", ready.path, ready.body, dict(ready.headers))
        answer = line.getresponse()
        answer.read()
        where = urlsplit(answer.headers.get("Location", "")).path
        if self._then_thanks and where:
            line.request("GET", where, headers={**ready.headers})
            line.getresponse().read()
        return bool(where.endswith("/merci/"))


def by_web_form(slug: str, total: int = 400) -> list[Rate]:
    """Measure whole reports (every page and form of one), then the sending alone of reports already filled.

    The forms to send are written down before the clock starts: the resident's browser is not on the city's machine.
    """
    host = f"{slug}.localhost"
    with _server():
        base = int(time.time()) % 1_000_000 * 1_000
        whole = in_threads(
            "opened by the web form, every step",
            lambda number: _sent(_up_to_check(host, base + number)),
            total // 4,
        )
        rates = [whole]
        for name, then_thanks in (("last step", False), ("last step and its page of thanks", True)):
            base += total
            ready = [_ready(host, base + number) for number in range(total // 2)]
            send = _Senders(ready, then_thanks=then_thanks).send
            rates.append(in_threads(f"opened by the web form, {name}", send, len(ready)))
    return rates


@contextmanager
def _server() -> Iterator[subprocess.Popen[bytes]]:
    """Run a real server of two processes for as long as needed."""
    environment = {**os.environ, "DATABASE_APP_URL": os.environ["DATABASE_ACTIVE_URL"]}
    command = [sys.executable, "-m", "guichet.cli.main", "serve", "--port", str(PORT), "--workers", "2"]
    server = subprocess.Popen(command, env=environment)  # noqa: S603  # our own command
    try:
        _wait()
        yield server
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait() -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            http.client.HTTPConnection("127.0.0.1", PORT, timeout=5).request("GET", "/")
        except OSError:
            time.sleep(0.2)
        else:
            return


def memory_of_servers(slug: str) -> list[int]:
    """Give the resident memory of each process of a running server, in MB."""
    with _server() as server:
        visitor = Visitor(f"{slug}.localhost")
        for _ in range(30):
            visitor.go("GET", "/")
        family = psutil.Process(server.pid).children(recursive=True)
        return sorted(round(process.memory_info().rss / 1e6) for process in family)
