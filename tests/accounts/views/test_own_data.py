"""Tokens, personal data and erasure: each asks first who is there."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.actions.tokens import create_token
from accounts.events import AccountErased, Event, happened
from accounts.models import ApiToken, User
from accounts.models.api_token import hash_of
from accounts.verdicts import Refused
from tests.accounts.sign_in.steps import confirm_password, is_signed_in
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
TOKENS, ERASE = "accounts:token-list", "accounts:account-erase"


@pytest.fixture
def user(client: Client) -> User:
    person: User = UserFactory.create(name="Ana Lima", email="ana@example.org", address=True)
    client.force_login(person)
    return person


@pytest.fixture
def confirmed(client: Client, user: User) -> User:
    confirm_password(client)
    return user


@pytest.mark.parametrize(
    "name", [TOKENS, ERASE, "accounts:personal-data", "accounts:personal-data-download"]
)
@pytest.mark.usefixtures("user")
def test_password_is_asked_for_first(client: Client, name: str) -> None:
    for response in (client.get(reverse(name)), client.post(reverse(name))):
        if response.status_code != 405:
            assert response["Location"].startswith(reverse("account_reauthenticate"))


@pytest.mark.parametrize("prefix", ["", "/ar"])
@pytest.mark.parametrize("name", [TOKENS, ERASE, "accounts:personal-data"])
@pytest.mark.usefixtures("confirmed")
def test_page_shows_in_both_directions(client: Client, name: str, prefix: str) -> None:
    response = client.get(prefix + reverse(name))
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]


def test_new_token_is_shown_once(client: Client, confirmed: User) -> None:
    page = client.post(reverse(TOKENS), {"name": "My script", "days": "90"})
    secret = page.context["secret"]
    assert (page.status_code, secret in page.content.decode()) == (200, True)
    token = ApiToken.objects.get()
    assert (token.user, token.name, token.secret_hash) == (confirmed, "My script", hash_of(secret))
    again = client.get(reverse(TOKENS)).content.decode()
    assert "My script" in again
    assert secret not in again


@pytest.mark.parametrize(
    ("field", "value"), [("name", ""), ("name", "a\nb"), ("days", "9999"), ("days", "")]
)
@pytest.mark.usefixtures("confirmed")
def test_token_without_name_or_end_is_refused(client: Client, field: str, value: str) -> None:
    response = client.post(reverse(TOKENS), {"name": "script", "days": "90", field: value})
    assert (response.status_code, list(response.context["form"].errors)) == (400, [field])
    assert ApiToken.objects.count() == 0


def test_token_too_many_is_refused_in_words(
    client: Client, confirmed: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("accounts.actions.tokens.MAX_TOKENS", 0)
    response = client.post(reverse(TOKENS), {"name": "script", "days": "90"})
    assert (response.status_code, response.context["form"].non_field_errors()) == (
        400,
        ["Revoke a token that you no longer use first."],
    )


def test_token_is_revoked_by_its_owner_only(client: Client, user: User) -> None:
    mine, _secret = create_token(user=user, name="mine", lifetime=None, by=user)
    other: User = UserFactory.create()
    theirs, _secret = create_token(user=other, name="theirs", lifetime=None, by=other)
    statuses = [
        client.post(reverse("accounts:token-revoke", args=[token.pk])).status_code
        for token in (mine, theirs)
    ]
    assert (statuses, list(ApiToken.objects.all())) == ([302, 404], [theirs])


def test_tokens_show_when_they_end_and_were_used(client: Client, confirmed: User) -> None:
    create_token(user=confirmed, name="endless", lifetime=None, by=confirmed)
    create_token(user=confirmed, name="over", lifetime=timedelta(days=-1), by=confirmed)
    create_token(user=confirmed, name="running", lifetime=timedelta(days=1), by=confirmed)
    ApiToken.objects.filter(name="running").update(last_used_at="2026-01-02T03:04Z")
    text = client.get(reverse(TOKENS)).content.decode()
    for words in ("you revoke it", "expired", "2 January 2026", "not yet"):
        assert words in text


def test_personal_data_is_downloaded_and_not_kept(client: Client, confirmed: User) -> None:
    response = client.get(reverse("accounts:personal-data-download"))
    assert json.loads(response.content)["account"]["name"] == "Ana Lima"
    assert response["Content-Type"] == "application/json"
    assert response["Content-Disposition"].startswith("attachment")
    assert "no-store" in response["Cache-Control"]


def test_erasure_wants_the_address_typed(client: Client, confirmed: User) -> None:
    for typed in ("", "other@example.org"):
        response = client.post(reverse(ERASE), {"confirmation": typed})
        assert (response.status_code, list(response.context["form"].errors)) == (
            400,
            ["confirmation"],
        )
    confirmed.refresh_from_db()
    assert confirmed.is_active


def test_erased_person_is_signed_out_and_told_so(client: Client, confirmed: User) -> None:
    response = client.post(reverse(ERASE), {"confirmation": " Ana@Example.org "})
    assert response["Location"] == reverse("home")
    confirmed.refresh_from_db()
    assert confirmed.erased_at is not None
    assert not is_signed_in(client)


def test_refused_erasure_says_why(client: Client, confirmed: User) -> None:
    def refuse(event: Event, **kwargs: object) -> None:
        raise Refused("sole-owner", "Give your consultation to someone else first.")

    happened.connect(refuse, sender=AccountErased)
    try:
        response = client.post(reverse(ERASE), {"confirmation": confirmed.email})
    finally:
        happened.disconnect(refuse, sender=AccountErased)
    assert (response.status_code, response.context["form"].non_field_errors()) == (
        400,
        ["Give your consultation to someone else first."],
    )
    assert is_signed_in(client)
