"""The style guide shows every component, so that none changes unseen."""

import re
from pathlib import Path

from django.contrib.auth.models import AnonymousUser
from django.template.response import TemplateResponse
from django.test import RequestFactory

from config.styleguide import StyleguideView

TEMPLATES = Path(__file__).parents[2] / "templates"
# Parts of base.html, of another component, or of one page.
SHOWN_ELSEWHERE = {
    "consultation_entry",
    "field_error",
    "htmx",
    "post_button",
    "request_failed",
    "site_footer",
    "site_header",
    "specimen",
}


def included(name: str) -> set[str]:
    return set(re.findall(r'include "components/(\w+)\.html"', (TEMPLATES / name).read_text()))


def test_styleguide_shows_every_component() -> None:
    shown: set[str] = set()
    waiting = included("styleguide.html")
    while component := next(iter(waiting - shown), ""):
        shown.add(component)
        waiting |= included(f"components/{component}.html")
    components = {path.stem for path in (TEMPLATES / "components").glob("*.html")}
    assert components - shown - SHOWN_ELSEWHERE == set()


def test_styleguide_renders() -> None:
    request = RequestFactory().get("/styleguide/")
    request.user = AnonymousUser()
    response = StyleguideView.as_view()(request)
    assert isinstance(response, TemplateResponse)
    response.render()
    assert (response.status_code, b"{%" in response.content) == (200, False)
