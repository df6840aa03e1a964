"""A real browser against a real server and worker, for the journeys."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from axe_playwright_python.sync_playwright import Axe
from django_tenants.utils import tenant_context
from playwright.sync_api import Browser, ConsoleMessage, Page, Response, sync_playwright

from guichet.cli.embedded import Addresses
from guichet.tenancy.queries import city_named
from tests import database
from tests.journeys.scene import build_scene

GUICHET = Path(sys.executable).with_name("guichet")
COLLECT = """
from guichet.cli.boot import data_folder, prepare_django
prepare_django()
from guichet.cli.upkeep import collect_static
collect_static(data_folder())
"""
# The shell draws pages as the whole browser does, without the windows of one: half the work.
CHROMIUM = ("chromium-headless-shell", "chromium", "chromium-browser")
READY_WITHIN = 120
WIDE, NARROW = 1280, 390

OpenPage = Callable[..., Page]


@dataclass(frozen=True)
class LiveCity:
    """Two cities served for real: `address` is the first one's, `other_address` the second one's."""

    address: str
    other_address: str
    database: Addresses
    data: Path

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Read the first city's tables beside the server's back."""
        with psycopg.connect(self.database.application) as session:
            session.execute("SET search_path = city_ville_a, public")
            return session.execute(query, values).fetchall()

    def eventually(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Read until there is something to read: the worker takes its time."""
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            if found := self.rows(query, *values):
                return found
            time.sleep(0.1)
        raise AssertionError(f"nothing came: {query} {values}")


@pytest.fixture(scope="session")
def live_city(
    server: database.Server, addresses: Addresses, django_db_setup: None, django_db_blocker: Any
) -> Iterator[LiveCity]:
    """Serve the scene of the journeys (tests/journeys/scene.py) with `guichet serve` and `guichet worker`."""
    made = server.clone("live")
    with django_db_blocker.unblock():
        database.use(made)
        city = city_named("ville-a")
        assert city is not None
        with tenant_context(city):
            build_scene()
        database.use(addresses)
    data = database.FOLDER / f"live-{os.environ.get('PYTEST_XDIST_WORKER', 'one')}"
    data.mkdir(exist_ok=True)  # kept between runs, for its static files
    port = _free_port()
    environment = {
        **os.environ,
        "GUICHET_DATA": str(data),
        "DATABASE_URL": made.owner,
        "DATABASE_APP_URL": made.application,
        "PORT": str(port),
        "GUICHET_PLAIN_STATIC": "",
    }
    del environment["DATABASE_ACTIVE_URL"]
    _collect_static(data, environment)
    with (
        _running(["serve", "--workers", "1"], environment, data / "serve.log") as serving,
        _running(["worker"], environment, data / "worker.log"),
    ):
        live = LiveCity(
            f"http://ville-a.localhost:{port}", f"http://ville-b.localhost:{port}", database=made, data=data
        )
        _wait_for(port, serving, data / "serve.log")
        yield live
    server.drop(made)


def _collect_static(data: Path, environment: dict[str, str]) -> None:
    """Give a served folder its static files; they are compressed once for all processes of the run."""
    once = database.FOLDER / "static-once"
    with database.alone(database.FOLDER / "static.lock"):
        once.mkdir(exist_ok=True)
        given = environment | {"GUICHET_DATA": str(once)}
        subprocess.run([sys.executable, "-c", COLLECT], env=given, check=True)
    shutil.rmtree(data / "static", ignore_errors=True)
    shutil.copytree(once / "static", data / "static")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Give the machine's own Chromium."""
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if found is None:
        pytest.fail("There is no Chromium: run script/bootstrap, it installs it or says what to install.")
    # Playwright keeps an event loop in this thread; our own queries beside it are harmless.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=found,
            args=[
                "--no-sandbox",
                "--disable-background-networking",
                "--disable-gpu",  # the page is painted by the processor at once; maps still have WebGL
                "--enable-unsafe-swiftshader",
            ],
        )
        yield started
        started.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def open_page(browser: Browser, live_city: LiveCity) -> Iterator[OpenPage]:
    """Give a function that opens a browser window of one's own, at the first city's address.

    `open_page(javascript=False, language="en", width=390, scheme="dark")`. A console error, a script's fault, a fault
    of the server or a missing file in any of them fails the test.
    """
    faults: list[str] = []
    with contextlib.ExitStack() as windows:

        def opened(
            *, javascript: bool = True, language: str = "fr", width: int = WIDE, scheme: Any = "light"
        ) -> Page:
            context = browser.new_context(
                base_url=live_city.address,
                java_script_enabled=javascript,
                locale={"fr": "fr-CA", "en": "en-CA"}[language],
                viewport={"width": width, "height": 844 if width == NARROW else 900},
                color_scheme=scheme,
                reduced_motion="reduce",
            )
            windows.callback(context.close)
            context.set_default_timeout(10_000)
            page = context.new_page()
            page.on("console", lambda said: _hear(faults, said))
            page.on("pageerror", lambda error: faults.append(f"script: {error}"))
            page.on("response", lambda answer: _watch(faults, answer))
            return page

        yield opened
    assert not faults, "\n".join(faults)


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """Give a wide window with JavaScript, in French."""
    return open_page()


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """Give a function that fails when a page breaks a rule of accessibility, and says which and where."""
    return check_accessibility


def check_accessibility(page: Page) -> None:
    """Run axe on a page as it is now; nothing at all may be found."""
    found = Axe().run(page).response["violations"]
    text = "\n".join(
        f"{fault['id']} ({fault['impact']}): {fault['help']}\n    "
        + "\n    ".join(str(node["html"])[:200] for node in fault["nodes"][:5])
        for fault in found
    )
    assert not found, f"{page.url}\n{text}"


# What _watch says better, and what htmx says of a request that a newer one of the same form replaced.
_NO_FAULT = ("Failed to load resource", "htmx:sendAbort", "htmx:afterRequest")


def _hear(faults: list[str], said: ConsoleMessage) -> None:
    if said.type == "error" and not said.text.startswith(_NO_FAULT):
        faults.append(f"console: {said.text}")


def _watch(faults: list[str], answer: Response) -> None:
    """A page may well be refused or not found; a fault of the server, or a missing file of a page, may not be."""
    is_page = answer.request.is_navigation_request()
    if answer.status >= (500 if is_page else 400):
        faults.append(f"{answer.status} {answer.request.method} {answer.url}")


@contextlib.contextmanager
def _running(
    arguments: list[str], environment: dict[str, str], log: Path
) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as output:
        process = subprocess.Popen(
            [GUICHET, *arguments], env=environment, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(5)


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + READY_WITHIN
    request = urllib.request.Request(f"http://127.0.0.1:{port}/", headers={"Host": "ville-a.localhost"})
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:
                if answer.status < 500:
                    return
        except urllib.error.HTTPError as error:
            if error.code < 500:
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"the server did not start:\n{log.read_text()[-4000:]}")


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
