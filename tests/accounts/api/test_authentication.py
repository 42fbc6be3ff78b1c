from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from drf_spectacular.openapi import AutoSchema
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from accounts.actions.tokens import create_token
from accounts.api.authentication import NOTE_USE_EVERY, TokenAuthentication
from accounts.api.scheme import TokenScheme
from accounts.models import ApiToken, User
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def user() -> User:
    person: User = UserFactory.create()
    return person


def _authenticate(header: str | None) -> tuple[User, ApiToken] | None:
    request = APIRequestFactory().get("/", headers={"authorization": header} if header else {})
    return TokenAuthentication().authenticate(Request(request))


def _secret(user: User, lifetime: timedelta | None = None) -> str:
    return create_token(user=user, name="script", lifetime=lifetime, by=user)[1]


@pytest.mark.parametrize("keyword", ["Bearer", "bearer", "Token"])
def test_token_lets_its_owner_in(user: User, keyword: str) -> None:
    answer = _authenticate(f"{keyword} {_secret(user)}")
    assert answer is not None
    assert answer[0] == user


@pytest.mark.parametrize("header", [None, "", "Basic dXNlcjpwYXNz", "Digest x"])
def test_other_headers_are_left_to_others(header: str | None) -> None:
    assert _authenticate(header) is None


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer a b", "Bearer plg_unknown", "Token \u00e9", "Bearer ''"]
)
def test_token_that_is_none_is_refused(header: str) -> None:
    with pytest.raises(AuthenticationFailed):
        _authenticate(header)


def test_expired_token_is_refused(user: User) -> None:
    secret = _secret(user, timedelta(days=30))
    assert _authenticate(f"Bearer {secret}")
    with (
        time_machine.travel(timezone.now() + timedelta(days=31)),
        pytest.raises(AuthenticationFailed),
    ):
        _authenticate(f"Bearer {secret}")


def test_token_of_a_closed_account_is_refused(user: User) -> None:
    secret = _secret(user)
    User.objects.update(is_active=False)
    with pytest.raises(AuthenticationFailed):
        _authenticate(f"Bearer {secret}")


def test_hash_is_no_token(user: User) -> None:
    """Who reads the table cannot use what is in it."""
    _secret(user)
    with pytest.raises(AuthenticationFailed):
        _authenticate(f"Bearer {ApiToken.objects.get().secret_hash}")


def test_use_is_noted_now_and_then_not_each_time(user: User) -> None:
    secret = _secret(user)
    counts = []
    start = timezone.now()
    for later in (timedelta(), timedelta(minutes=1), NOTE_USE_EVERY + timedelta(seconds=1)):
        with (
            time_machine.travel(start + later, tick=False),
            CaptureQueriesContext(connection) as queries,
        ):
            _authenticate(f"Bearer {secret}")
        counts.append(len(queries))
    assert counts == [2, 1, 2]


def test_refusal_names_the_scheme() -> None:
    request = Request(APIRequestFactory().get("/"))
    assert TokenAuthentication().authenticate_header(request) == "Bearer"


def test_schema_describes_the_scheme() -> None:
    scheme: Any = TokenScheme
    definition = scheme(TokenAuthentication).get_security_definition(AutoSchema())
    assert (definition["type"], definition["scheme"]) == ("http", "bearer")
