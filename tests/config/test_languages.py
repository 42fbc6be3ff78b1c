import pytest
from django.template import Context
from django.test import Client, RequestFactory
from django.urls import set_script_prefix
from django.utils import translation

from config.templatetags.languages import language_links


def links(path: str, language: str = "en") -> dict[str, str]:
    request = RequestFactory().get(path)
    with translation.override(language):
        return {link.code: link.url for link in language_links(Context({"request": request}))}


@pytest.mark.parametrize("path", ["/privacy/", "/ar/privacy/"])
def test_language_links_lead_to_the_same_page(path: str) -> None:
    assert links(path) == {"en": "/privacy/", "ar": "/ar/privacy/"}


def test_language_links_keep_a_path_that_only_looks_like_a_language() -> None:
    assert links("/archive/") == {"en": "/archive/", "ar": "/ar/archive/"}


def test_language_links_stay_below_the_place_the_site_is_mounted_at() -> None:
    set_script_prefix("/deliberate/")
    try:
        request = RequestFactory().get("/privacy/")
        urls = [link.url for link in language_links(Context({"request": request}))]
    finally:
        set_script_prefix("/")
    assert urls == ["/deliberate/privacy/", "/deliberate/ar/privacy/"]


def test_language_links_know_the_language_of_the_page_and_its_direction() -> None:
    request = RequestFactory().get("/ar/")
    with translation.override("ar"):
        found = language_links(Context({"request": request}))
    assert [(link.code, link.direction, link.is_current) for link in found] == [
        ("en", "ltr", False),
        ("ar", "rtl", True),
    ]


def test_language_links_are_absent_without_a_request() -> None:
    assert language_links(Context({})) == []


def test_page_of_the_api_says_its_language(client: Client) -> None:
    assert b'<html lang="en">' in client.get("/api/").content
