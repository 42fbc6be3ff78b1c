"""The API's own page: shown under the site's policy, with nothing from elsewhere."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


def note(message: ConsoleMessage, errors: list[str]) -> None:
    if message.type == "error":
        errors.append(message.text)


def test_page_of_the_api_lists_its_operations_under_the_strict_policy(
    chromium: Browser, live_server: object
) -> None:
    site = str(live_server)
    asked: list[str] = []
    errors: list[str] = []
    with chromium.new_context(base_url=site) as window:
        page = window.new_page()
        page.on("request", lambda request: asked.append(urlsplit(request.url).netloc))
        page.on("console", lambda message: note(message, errors))
        page.on("pageerror", lambda error: errors.append(str(error)))
        response = page.goto("/api/")
        page.locator(".opblock").first.wait_for()
        operations = page.locator(".opblock").count()
        schema = window.request.get("/api/schema/").json()
    assert response is not None
    assert "unsafe" not in response.headers["content-security-policy"]
    assert errors == []
    assert set(asked) <= {urlsplit(site).netloc, ""}  # "" is of an image within the style sheet
    assert operations == sum(len(methods) for methods in schema["paths"].values())
