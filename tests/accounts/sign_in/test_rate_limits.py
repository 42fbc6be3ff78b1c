"""Abuse case 25: limits hold under parallel tries and cannot be dodged by a forged header."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from time import sleep

import pytest
from allauth.core import context, ratelimit
from django.core.cache import cache
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django import Settings

from tests.accounts.sign_in.steps import is_signed_in
from tests.factories.accounts import PASSWORD, UserFactory


@pytest.fixture(autouse=True)
def _limits(settings: Settings) -> Iterator[None]:
    """The limits of production; the suite's settings switch them off."""
    settings.ACCOUNT_RATE_LIMITS = {}
    cache.clear()
    yield
    cache.clear()


def _allowed(consume: Callable[[HttpRequest], bool]) -> int:
    """How many of 100 parallel tries on one account pass, each from an address of its own."""

    def attempt(number: int) -> bool:
        request = RequestFactory().post("/accounts/login/", REMOTE_ADDR=f"10.1.{number}.1")
        with context.request_context(request):
            return consume(request)

    with ThreadPoolExecutor(max_workers=20) as pool:
        return sum(pool.map(attempt, range(100)))


def test_five_of_a_hundred_parallel_tries_on_one_account_pass() -> None:
    def consume(request: HttpRequest) -> bool:
        return bool(ratelimit.consume(request, action="login_failed", key="amina@example.org"))

    assert _allowed(consume) == 5


def test_a_limit_that_reads_then_writes_would_let_more_pass() -> None:
    """The positive control."""

    def consume(request: HttpRequest) -> bool:
        tries = cache.get("naive", 0)
        sleep(0.001)
        cache.set("naive", tries + 1)
        return bool(tries < 5)

    assert _allowed(consume) > 5


@pytest.mark.django_db
def test_right_password_after_five_wrong_ones_is_not_heard(client: Client) -> None:
    user = UserFactory.create(address=True)
    for _try in range(5):
        client.post(reverse("account_login"), {"login": user.email, "password": "wrong-one-here"})
    response = client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    assert not is_signed_in(client)
    assert response.context["form"].errors.as_data()["__all__"][0].code == "too_many_login_attempts"


@pytest.mark.django_db
def test_a_hundred_sign_ins_from_one_address_under_forged_headers_share_one_bucket(
    client: Client,
) -> None:
    statuses = [
        client.post(
            reverse("account_login"),
            {"login": f"person{number}@example.org", "password": ""},
            headers={"x-forwarded-for": f"203.0.113.{number}", "x-real-ip": f"203.0.113.{number}"},
        ).status_code
        for number in range(100)
    ]
    assert statuses.count(429) >= 70


@pytest.mark.django_db
def test_limit_page_says_so_in_the_sites_own_look(client: Client) -> None:
    answers = [
        client.post(reverse("account_login"), {"login": f"p{number}@example.org"})
        for number in range(31)
    ]
    assert (answers[-1].status_code, answers[-1].templates[0].name) == (429, "429.html")


@pytest.mark.django_db
def test_header_of_a_trusted_proxy_is_heard(client: Client, settings: Settings) -> None:
    """One proxy in front: its last entry is the client, so each client has a bucket."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    statuses = [
        client.post(
            reverse("account_login"),
            {"login": f"person{number}@example.org", "password": ""},
            headers={"x-forwarded-for": f"1.1.1.1, 203.0.113.{number}"},
        ).status_code
        for number in range(60)
    ]
    assert 429 not in statuses
