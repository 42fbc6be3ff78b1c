"""Reading pages as their readers do."""

import re
from html.parser import HTMLParser
from typing import Protocol

from django.test import Client
from django.urls import reverse

from accounts.models import User
from consultations.models import Consultation


class Page(Protocol):
    """A response as the test client gives it."""

    @property
    def content(self) -> bytes: ...


def signed_in(user: User | None) -> Client:
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


def at(consultation: Consultation, name: str, *args: object) -> str:
    """The address of a page of this consultation."""
    return reverse(f"consultations:{name}", args=[consultation.document.slug, *args])


class _Main(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.inside = False
        self.words: list[str] = []
        self.posts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = self.inside or tag == "main"
        values = dict(attrs)
        if self.inside and tag == "form" and values.get("method") == "post":
            self.posts.append(values.get("action") or "")

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "main"

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.words.append(data)


def _main(response: Page) -> _Main:
    parser = _Main()
    parser.feed(response.content.decode())
    return parser


def words_of(response: Page) -> str:
    """What the page's main part says, on one line."""
    return re.sub(r"\s+", " ", " ".join(_main(response).words)).strip()


def forms_of(response: Page) -> list[str]:
    """Where the forms of the main part that change something send to; "" for the page itself."""
    return _main(response).posts
