"""Every page of ours in a real browser: what axe, the site's own policy and a phone say of it.

Each page is opened under the strict policy the site sends, by whoever may open it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from django.test import Client
from playwright.sync_api import Browser, Page

from tests.accounts.sign_in.steps import confirm_password
from tests.factories.world import World, addresses, make_world

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# The markup of the API's page is not ours; the progress of a job is a part of a page.
NO_PAGE_OF_OURS = {
    "swagger",
    "consultations:opinion-progress",
    "consultations:summary-progress",
}
MAIN = (
    "home",
    "consultations:consultation-detail",
    "principles:document-detail",
    "principles:principle-detail",
    "principles:amendment-detail",
    "consultations:report-detail",
)
MAIN_OF = {
    "anonymous": MAIN,
    "participant": ("principles:principle-detail", "principles:amendment-propose"),
    "owner": ("consultations:desk", "principles:import-edit"),
}


@dataclass(frozen=True)
class Look:
    """How a page is looked at: width of the window, theme, prefix of the language."""

    width: int
    theme: str
    prefix: str

    def __str__(self) -> str:
        return f"{self.width}-{self.theme}-{self.prefix.strip('/') or 'en'}"


LOOKS = [
    Look(width, theme, prefix)
    for width in (360, 1280)
    for theme in ("light", "dark")
    for prefix in ("", "/ar")
]
# Between them both widths, themes and directions.
CONTRASTING = [Look(360, "dark", "/ar"), Look(1280, "light", "")]


@pytest.fixture
def world() -> World:
    return make_world()


class Visitor:
    """One person at one look: opens pages, and keeps what is wrong with them."""

    def __init__(self, page: Page, site: str, look: Look) -> None:
        self.page, self.site, self.look = page, site, look
        self.faults: dict[str, list[Any]] = {}
        self._heard: list[str] = []
        page.on("console", lambda message: self._hear(message.type, message.text))
        page.on("pageerror", lambda error: self._hear("error", str(error)))
        page.on("request", lambda request: self._ask(request.url))

    def _hear(self, kind: str, text: str) -> None:
        if kind == "error":
            self._heard.append(text)

    def _ask(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme != "data" and parts.netloc != urlsplit(self.site).netloc:
            self._heard.append(f"request to another host: {url}")

    def visit(self, path: str) -> None:
        self._heard = []
        response = self.page.goto(f"{self.site}{self.look.prefix}{path}")
        assert response is not None
        faults: list[Any] = [] if response.status == 200 else [response.status]
        width = self.page.evaluate("document.scrollingElement.scrollWidth")
        if width > self.look.width:
            faults.append(f"{width} pixels wide")
        faults += self._violations() + self._heard
        if faults:
            self.faults[f"{self.look} {path}"] = faults

    def _violations(self) -> list[tuple[str, list[str]]]:
        found = self.page.evaluate(
            "options => axe.run(document, options)",
            {"runOnly": RULES, "resultTypes": ["violations"]},
        )
        return [
            (each["id"], [node["html"] for node in each["nodes"]]) for each in found["violations"]
        ]


def _signed_in(world: World, person: str) -> Client:
    client, user = Client(), world.people[person]
    if user is not None:
        client.force_login(user)
        confirm_password(client)
    return client


def _pages(client: Client, world: World) -> list[str]:
    """The addresses that answer this person with a page."""
    found = []
    for name, path in addresses(world).items():
        if name not in NO_PAGE_OF_OURS:
            response = client.get(path)
            if response.status_code == 200 and "html" in response["Content-Type"]:
                found.append(path)
    return found


def _faults(
    chromium: Browser, site: str, client: Client, paths: list[str], looks: list[Look]
) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for look in looks:
        with _window(chromium, site, client, look) as visitor:
            for path in paths:
                visitor.visit(path)
            found |= visitor.faults
    return found


@contextmanager
def _window(chromium: Browser, site: str, client: Client, look: Look) -> Iterator[Visitor]:
    with chromium.new_context(
        viewport={"width": look.width, "height": 900},
        color_scheme="dark" if look.theme == "dark" else "light",
    ) as context:
        if "sessionid" in client.cookies:
            cookie = client.cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": cookie, "url": site}])
        # Put in from outside the page, where the site's policy on scripts does not reach.
        context.add_init_script(path=AXE_FILE_PATH)
        yield Visitor(context.new_page(), site, look)


@pytest.mark.parametrize("person", ["anonymous", "participant", "owner"])
def test_no_page_has_a_fault(
    chromium: Browser, live_server: object, world: World, person: str
) -> None:
    client = _signed_in(world, person)
    pages = _pages(client, world)
    assert _faults(chromium, str(live_server), client, pages, CONTRASTING) == {}


@pytest.mark.parametrize("person", MAIN_OF)
def test_no_main_page_has_a_fault_at_any_look(
    chromium: Browser, live_server: object, world: World, person: str
) -> None:
    client = _signed_in(world, person)
    pages = [addresses(world)[name] for name in MAIN_OF[person]]
    looks = [look for look in LOOKS if look not in CONTRASTING]
    assert _faults(chromium, str(live_server), client, pages, looks) == {}
