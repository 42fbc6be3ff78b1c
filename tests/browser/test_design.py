"""The style guide in a real browser: no fault axe can find, nothing sideways, nothing lost."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlparse
from uuid import UUID

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import AnonymousUser
from django.contrib.staticfiles import finders
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation
from playwright.sync_api import Browser, Page, Route

from accounts.models import User
from config.styleguide import context

pytestmark = pytest.mark.browser

SITE = "http://styleguide.test"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PLAIN_PAGES = [
    "pages/how_it_works.html",
    "pages/accessibility.html",
    "pages/privacy.html",
    "400.html",
    "403.html",
    "403_csrf.html",
    "404.html",
    "500.html",
]


@dataclass
class Site:
    """Pages rendered here and handed to the browser; a request to any other host fails the test."""

    user: User | AnonymousUser = field(default_factory=AnonymousUser)
    template: str = "styleguide.html"
    extra: dict[str, object] = field(default_factory=dict)
    strangers: list[str] = field(default_factory=list)

    def serve(self, page: Page) -> None:
        page.route("**/*", self.answer)

    def answer(self, route: Route) -> None:
        url = urlparse(route.request.url)
        if url.hostname != urlparse(SITE).hostname:
            self.strangers.append(route.request.url)
            route.abort()
        elif url.path.startswith("/static/"):
            found = finders.find(url.path.removeprefix("/static/"))
            assert found, url.path
            path = Path(found)
            route.fulfill(path=path, content_type=TYPES[path.suffix])
        elif url.path.startswith("/gone/"):
            route.fulfill(status=503, body="")
        else:
            route.fulfill(body=self.html(url.path), content_type="text/html; charset=utf-8")

    def html(self, path: str) -> str:
        request: HttpRequest = RequestFactory().get(path)
        request.user = self.user
        language = "ar" if path.startswith("/ar/") else "en"
        with translation.override(language):
            return render_to_string(self.template, context() | self.extra, request=request)


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.fixture
def page(chromium: Browser, site: Site) -> Iterator[Page]:
    # axe is put into the page as a script, which the site's own policy would refuse.
    with chromium.new_context(bypass_csp=True) as window:
        page = window.new_page()
        site.serve(page)
        page.on("pageerror", lambda error: pytest.fail(str(error)))
        yield page
        assert site.strangers == []


@pytest.fixture
def signed_in(site: Site) -> Site:
    site.user = User(name="Amina Okafor", public_id=UUID(int=1), pk=1)
    return site


def violations(page: Page) -> list[tuple[str, list[str]]]:
    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    return [(each["id"], [node["html"] for node in each["nodes"]]) for each in found]


@pytest.mark.parametrize("template", ["styleguide.html", "home.html"])
@pytest.mark.parametrize("language", ["/", "/ar/"])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_page_is_accessible_in_each_direction_theme_and_width(
    page: Page, site: Site, template: str, language: str, theme: str, width: int
) -> None:
    site.template = template
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    page.goto(SITE + language)
    assert violations(page) == []


@pytest.mark.parametrize("template", PLAIN_PAGES)
def test_plain_page_is_accessible(page: Page, site: Site, template: str) -> None:
    site.template = template
    page.goto(SITE)
    assert violations(page) == []


@pytest.mark.parametrize("template", ["styleguide.html", "home.html", *PLAIN_PAGES])
def test_nothing_scrolls_sideways(page: Page, site: Site, template: str) -> None:
    site.template = template
    for language in ("/", "/ar/"):
        page.goto(SITE + language)
        for width in (320, 360, 768, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.scrollingElement.scrollWidth") <= width


def test_page_of_a_person_is_accessible(page: Page, signed_in: Site) -> None:
    page.goto(SITE)
    assert violations(page) == []


def test_anonymous_page_loads_no_script_but_its_own_and_sets_no_cookie(
    page: Page, site: Site
) -> None:
    site.template = "home.html"
    page.goto(SITE)
    assert page.locator("script").count() == 0
    assert page.locator("input[name=csrfmiddlewaretoken]").count() == 0
    assert page.context.cookies() == []


def test_vote_comes_before_comments_on_phones_folded_to_one_line(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(SITE)
    vote = page.locator(".act").bounding_box()
    rest = page.locator(".rest").bounding_box()
    assert vote
    assert rest
    assert vote["y"] + vote["height"] <= rest["y"]
    assert vote["height"] < 80
    page.locator(".fold > summary").press("Enter")
    assert page.get_by_role("radio", name="Support").is_visible()


def test_vote_is_open_beside_the_text_on_wide_screens(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(SITE)
    assert page.get_by_role("radio", name="Support").is_visible()
    assert not page.locator(".fold > summary").is_visible()


def test_reason_is_asked_when_blocking(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(SITE)
    reason = page.get_by_label("Why you cannot live with it")
    assert not reason.is_visible()
    page.get_by_role("radio", name="Block").check()
    assert reason.is_visible()


SELECT = """([first, last]) => {
  const nodes = [...document.querySelectorAll("#text p")].map((paragraph) => paragraph.firstChild);
  const begins = nodes.find((node) => node.data.includes(first));
  const ends = nodes.find((node) => node.data.includes(last));
  const range = document.createRange();
  range.setStart(begins, begins.data.indexOf(first));
  range.setEnd(ends, ends.data.indexOf(last) + last.length);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}"""


def anchor(page: Page) -> dict[str, str]:
    parts = ("exact", "prefix", "suffix")
    return {part: page.locator(f"[name=anchor_{part}]").input_value() for part in parts}


def test_selected_words_become_the_anchor_of_a_comment(page: Page) -> None:
    page.goto(SITE)
    page.evaluate(SELECT, ["where", "practical"])
    page.get_by_role("button", name="Comment on these words").click()
    assert anchor(page) == {
        "exact": "where practical",
        "prefix": "people shall keep records of access "[-32:],
        "suffix": ". It shall tell a person who asks"[:32],
    }
    assert page.evaluate("document.activeElement.name") == "body"


def test_words_of_two_paragraphs_are_joined_by_a_space(page: Page) -> None:
    page.goto(SITE)
    page.evaluate(SELECT, ["practical.", "It shall"])
    page.get_by_role("button", name="Comment on these words").click()
    assert anchor(page)["exact"] == "practical. It shall"


def test_selection_outside_the_text_offers_nothing(page: Page) -> None:
    page.goto(SITE)
    page.locator(".lede").click(click_count=3)
    assert not page.locator("[data-anchor-bar]").is_visible()


def test_anchor_is_cleared_by_its_button(page: Page) -> None:
    page.goto(SITE)
    page.evaluate(SELECT, ["Every", "body"])
    page.get_by_role("button", name="Comment on these words").click()
    page.get_by_role("button", name="Comment on the whole principle instead").click()
    assert set(anchor(page).values()) == {""}


def test_quoted_words_are_marked_in_the_text(page: Page) -> None:
    page.goto(SITE)
    marked = page.evaluate("[...CSS.highlights.get('anchor')].map(String)")
    assert marked == ["where practical"]


def test_unsent_words_come_back_and_can_be_discarded(page: Page, signed_in: Site) -> None:
    page.goto(SITE)
    body = page.locator("#anchor_body")
    body.fill("Half a thought")
    page.reload()
    assert body.input_value() == "Half a thought"
    assert page.get_by_text("These are words you wrote earlier and did not send.").is_visible()
    page.get_by_role("button", name="Discard them").click()
    page.reload()
    assert body.input_value() == ""


def test_sent_words_are_forgotten_once_the_server_took_them(page: Page, signed_in: Site) -> None:
    page.goto(SITE)
    page.locator("#anchor_body").fill("A whole thought")
    # The style guide shows a message of success, as a page does after a comment was taken.
    page.locator("form:has(#anchor_body)").evaluate("form => form.requestSubmit()")
    page.wait_for_url("**body=A+whole+thought*")
    page.goto(SITE)
    assert page.locator("#anchor_body").input_value() == ""


def test_signing_out_leaves_no_words_behind(page: Page, signed_in: Site) -> None:
    page.goto(SITE)
    page.locator("#anchor_body").fill("Not for the next person")
    with page.expect_navigation():
        page.evaluate(
            "document.body.insertAdjacentHTML('beforeend', '<form data-sign-out></form>');"
            "document.querySelector('body > form').requestSubmit()"
        )
    assert (
        page.evaluate("Object.keys(sessionStorage).filter(key => key.startsWith('draft:'))") == []
    )


def test_failed_request_is_said_in_standing_words(page: Page, signed_in: Site) -> None:
    page.goto(SITE)
    page.wait_for_function("window.htmx")
    page.evaluate("htmx.ajax('POST', '/gone/', '#tally')")
    alert = page.locator("[data-request-failed]")
    alert.wait_for()
    assert "Something went wrong on the server." in alert.inner_text()
