"""The account pages in a real browser: passkeys under the strict policy, and what axe finds."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page

from accounts.models import User
from tests.accounts.sign_in.steps import confirm_password, mailed_code
from tests.factories.accounts import (
    OrganisationFactory,
    RepresentativeFactory,
    UserFactory,
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Between them both widths, themes and directions.
LOOKS = [(360, "dark", "/ar"), (1280, "light", "")]
PUBLIC = (
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/signup/passkey/",
    "/accounts/login/code/",
    "/accounts/password/reset/",
)
OWN = (
    "/me/",
    "/me/edit/",
    "/me/group/",
    "/me/organisations/",
    "/me/organisations/new/",
    "/me/organisations/{organisation}/",
    "/me/organisations/{organisation}/edit/",
    "/me/memberships/{membership}/end/",
    "/me/tokens/",
    "/me/data/",
    "/me/erase/",
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/logout/",
    "/accounts/sessions/",
    "/accounts/2fa/",
    "/accounts/2fa/totp/activate/",
    "/accounts/2fa/webauthn/",
    "/accounts/2fa/webauthn/add/",
)


@pytest.fixture
def window(chromium: Browser, live_server: object) -> Iterator[BrowserContext]:
    with chromium.new_context(base_url=str(live_server)) as context:
        yield context


def _key_in(page: Page) -> None:
    """Give the browser a platform authenticator whose user always agrees."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


def _press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()


def test_passkey_is_made_used_and_asked_for_again_and_a_second_refused_in_words(
    window: BrowserContext,
) -> None:
    page = window.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    _key_in(page)
    page.goto("/accounts/signup/passkey/")
    page.fill("#id_name", "Amina Diallo")
    page.fill("#id_email", "amina@example.org")
    _press(page, "Continue")
    page.fill("#id_code", mailed_code("amina@example.org"))
    _press(page, "Continue")
    _press(page, "Make the passkey")
    page.wait_for_url("**/me/welcome/")
    window.clear_cookies()
    page.goto("/accounts/login/")
    _press(page, "Sign in with a passkey")
    page.wait_for_url("**/me/")
    page.goto("/accounts/2fa/webauthn/add/")
    _press(page, "Use a passkey or security key")
    page.wait_for_url("**/accounts/2fa/webauthn/add/")
    _press(page, "Add it")
    refusal = page.get_by_text("That did not work")
    refusal.wait_for()
    assert refusal.is_visible()


def test_browser_without_passkeys_says_so(window: BrowserContext) -> None:
    window.add_init_script("delete window.PublicKeyCredential")
    page = window.new_page()
    page.goto("/accounts/login/")
    _press(page, "Sign in with a passkey")
    assert page.get_by_text("This browser cannot use passkeys here").is_visible()


def _faults(chromium: Browser, site: str, paths: list[str], cookie: str = "") -> dict[str, object]:
    """What axe finds, and what runs out of the window sideways, by page and look."""
    found: dict[str, object] = {}
    for width, theme, prefix in LOOKS:
        # axe is put into the page as a script, which the site's own policy would refuse.
        with chromium.new_context(
            base_url=site,
            bypass_csp=True,
            viewport={"width": width, "height": 900},
            color_scheme="dark" if theme == "dark" else "light",
        ) as context:
            if cookie:
                context.add_cookies([{"name": "sessionid", "value": cookie, "url": site}])
            page = context.new_page()
            for path in paths:
                response = page.goto(prefix + path)
                assert response is not None
                assert (response.status, page.url) == (200, f"{site}{prefix}{path}")
                results = Axe().run(page, options={"runOnly": RULES}).response
                if results["violations"]:
                    found[f"{prefix}{path} {width} {theme}"] = [
                        (fault["id"], fault["nodes"][0]["html"]) for fault in results["violations"]
                    ]
                if page.evaluate("document.documentElement.scrollWidth") > width:
                    found[f"{prefix}{path} {width} {theme} sideways"] = True
    return found


def test_axe_finds_nothing_on_the_ways_in(chromium: Browser, live_server: object) -> None:
    assert _faults(chromium, str(live_server), list(PUBLIC)) == {}


def test_axe_finds_nothing_on_ones_own_pages(chromium: Browser, live_server: object) -> None:
    user: User = UserFactory.create(name="Amina Diallo", address=True)
    organisation = OrganisationFactory.create(website="https://lines.example", register_number="7")
    membership = RepresentativeFactory.create(user=user, organisation=organisation, verified=True)
    RepresentativeFactory.create(organisation=organisation)
    client = Client()
    client.force_login(user)
    confirm_password(client)
    names = {"organisation": organisation.pk, "membership": membership.pk}
    paths = [path.format(**names) for path in OWN]
    assert _faults(chromium, str(live_server), paths, client.cookies["sessionid"].value) == {}


def test_axe_finds_nothing_on_the_page_of_newcomers(chromium: Browser, live_server: object) -> None:
    client = Client()
    client.force_login(UserFactory.create())
    cookie = client.cookies["sessionid"].value
    assert _faults(chromium, str(live_server), ["/me/welcome/", "/me/"], cookie) == {}
