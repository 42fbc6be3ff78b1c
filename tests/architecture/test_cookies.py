"""Reading needs no account and no cookie (invariant 20)."""

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

# Forms that a person fills in before there is an account: they carry a CSRF cookie.
WITH_FORMS = ("accounts/", "admin/", "me/")


def readable_addresses() -> list[str]:
    """Every address without a parameter, outside the sign-in pages and the account's own."""

    def walk(patterns: list[URLPattern | URLResolver], prefix: str) -> list[str]:
        found = []
        for pattern in patterns:
            route = prefix + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                found += walk(pattern.url_patterns, route)
            elif "<" not in route and "(" not in route and "^" not in route:
                found.append(route)
        return found

    return sorted(
        {
            route
            for route in walk(get_resolver().url_patterns, "")
            if not route.startswith(WITH_FORMS)
        }
    )


def test_there_are_pages_to_read() -> None:
    addresses = readable_addresses()
    assert {"", "consultations/", "health/live"} <= set(addresses)


@pytest.mark.django_db
def test_no_page_sets_a_cookie_for_a_reader_without_account(client: Client) -> None:
    answers = {address: client.get(f"/{address}") for address in readable_addresses()}
    assert {
        address: dict(answer.cookies) for address, answer in answers.items() if answer.cookies
    } == {}
    failed = {a: answer.status_code for a, answer in answers.items() if answer.status_code == 500}
    assert failed == {}
