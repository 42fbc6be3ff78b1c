"""Windows of people at work: who is signed in, what they press, and what they join."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.models import User
from tests.factories.accounts import (
    PASSWORD,
    OrganisationFactory,
    group,
    representative,
)

type SignIn = Callable[..., Page]


@pytest.fixture
def sign_in(chromium: Browser, live_server: object) -> Iterator[SignIn]:
    """A window of its own for each person, signed in on the page; `None` for a visitor."""
    expect.set_options(timeout=30_000)  # a machine may be busy
    with ExitStack() as windows:

        def open_window(user: User | None, *, scripts: bool = True) -> Page:
            window = windows.enter_context(
                chromium.new_context(
                    base_url=str(live_server),
                    java_script_enabled=scripts,
                    viewport={"width": 1280, "height": 900},
                )
            )
            window.set_default_timeout(60_000)
            page = window.new_page()
            page.on("pageerror", lambda error: pytest.fail(str(error)))
            if user is not None:
                page.goto("/accounts/login/")
                page.get_by_label("E-mail address").fill(user.email)
                page.get_by_label("Password", exact=False).first.fill(PASSWORD)
                press(page, "Sign in")
                page.wait_for_url("**/me/")
            return page

        yield open_window


def press(page: Page, name: str) -> None:
    # Forms begin with a button out of sight, for the return key.
    seen = page.locator("button:not(.vh)")
    page.get_by_role("button", name=name, exact=True).and_(seen).first.click()


def follow(page: Page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).first.click()


def speaker(code: str, name: str, organisation: str) -> User:
    return representative(
        OrganisationFactory.create(name=organisation, group=group(code)),
        verified=True,
        name=name,
        address=True,
    )


def join(page: Page, document: str) -> None:
    page.goto(f"{document}join/")
    page.locator("[name=membership]").first.check()
    press(page, "Take part")
    page.wait_for_url(lambda url: not url.endswith("/join/"))


def vote(page: Page, choice: str, button: str = "Cast vote") -> None:
    page.locator("#vote").get_by_role("radio", name=choice, exact=True).check()
    press(page, button)
    expect(page.locator("#vote").get_by_role("button", name="Change vote")).to_be_visible()
