"""A resident at their browser: what one does again and again on these pages."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Any

from tests.clients import CityClient

PARK = {"q": "Parc La Fontaine"}
SMALL = {"q_size": "small", "asked": ["size"], "description": "Devant le banc.", "next": "1"}
REACHED = {"email": "lucie@example.org", "phone": "", "name": "Lucie Gagnon", "language": "en"}


@dataclass
class Resident:
    """A browser at the city's site, and where it is in a report."""

    client: CityClient
    at: str = ""

    def get(self, path: str = "", **given: Any) -> Any:
        """Open a page; the page where one is when no path is given."""
        answer = self.client.get(path or self.at, **given)
        if answer.streaming:
            answer.size = len(answer.getvalue())
        return answer

    def post(self, path: str, data: dict[str, Any], **given: Any) -> Any:
        """Send a form, and follow to where it leads."""
        answer = self.client.post(path, data, **given)
        if answer.status_code in (302, 303):
            self.at = answer["Location"]
        return answer

    def place(self, service: str = "nid-de-poule", **given: Any) -> Any:
        """Say where it is, in a new report."""
        return self.post(f"/services/{service}/signaler/lieu/", PARK | given)

    def details(self, **given: Any) -> Any:
        """Answer the questions of the report under way."""
        return self.post(self.step("details"), SMALL | given)

    def contact(self, **given: Any) -> Any:
        """Say how to be reached, for the report under way."""
        return self.post(self.step("joindre"), REACHED | given)

    def ready(self, **given: Any) -> None:
        """Go through the steps up to the last page."""
        self.place()
        self.details(**given)
        self.contact()

    def send(self) -> str:
        """Send the report under way, and give its number."""
        self.post(self.step("verifier"), {})
        return re.search(r"/suivre/([0-9-]+)/", self.at)[1]

    def step(self, name: str) -> str:
        """Give the address of a step of the report under way."""
        return re.match(r"(/services/[^/]+/signaler/(?:[^/]+/)?)", self.at)[1] + f"{name}/"


def browser(client: CityClient, language: str = "en") -> Resident:
    """Give a resident who reads a language."""
    client.cookies["guichet_language"] = language
    return Resident(client)


def words(answer: Any) -> str:
    """Give what a page says, without its tags."""
    body = re.sub(r"<(script|style|noscript)\b.*?</\1>", " ", answer.content.decode(), flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())
