"""Sign-in through an OpenID Connect provider, from its settings to the account."""

import json
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts.models import User
from config.settings import _origins
from tests.accounts.sign_in.steps import is_signed_in, mailed_code, waiting_mail
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
PROVIDER = {
    "provider_id": "ministry",
    "name": "Ministry",
    "client_id": "polylogue",
    "secret": "a-secret-between-us",
    "settings": {"server_url": "https://login.ministry.example", "fetch_userinfo": True},
}
CONFIG = {
    "issuer": "https://login.ministry.example",
    "authorization_endpoint": "https://login.ministry.example/authorize",
    "token_endpoint": "https://login.ministry.example/token",
    "userinfo_endpoint": "https://login.ministry.example/userinfo",
    "token_endpoint_auth_methods_supported": ["client_secret_post"],
}


class _Answer:
    def __init__(self, data: Any) -> None:
        self._data = data
        self.status_code = 200
        self.headers = {"content-type": "application/json"}
        self.text = json.dumps(data)

    def json(self) -> Any:
        return self._data

    def raise_for_status(self) -> None:
        """All answers are good."""


class _Ministry:
    """The provider's side: what its addresses answer."""

    def __init__(self, claims: dict[str, Any]) -> None:
        self._answers = {
            "/.well-known/openid-configuration": CONFIG,
            "/token": {"access_token": "access", "token_type": "Bearer"},
            "/userinfo": claims,
        }

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        """Nothing to close."""

    def get(self, url: str, **kwargs: Any) -> _Answer:
        return _Answer(self._answers[urlsplit(url).path])

    def request(self, method: str, url: str, **kwargs: Any) -> _Answer:
        return self.get(url)


@pytest.fixture(autouse=True)
def _provider(settings: Settings) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [PROVIDER]}}


def _sign_in(client: Client, monkeypatch: pytest.MonkeyPatch, **claims: Any) -> Any:
    """There and back: the answer to the provider's redirect."""
    ministry = _Ministry({"sub": "17", "email": "amina@example.org", **claims})
    monkeypatch.setattr(DefaultSocialAccountAdapter, "get_requests_session", lambda self: ministry)
    start = reverse("openid_connect_login", args=["ministry"])
    assert client.get(start).status_code == 200
    there: Any = client.post(start)
    query = parse_qs(urlsplit(there["Location"]).query)
    assert there["Location"].startswith("https://login.ministry.example/authorize?")
    back = reverse("openid_connect_callback", args=["ministry"])
    return client.get(back, {"code": "1", "state": query["state"][0]})


def test_verified_address_signs_up_at_once_with_the_providers_name(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    _sign_in(client, monkeypatch, email_verified=True, name="Amina Diallo")
    user = User.objects.get()
    assert (user.name, user.email, user.language) == ("Amina Diallo", "amina@example.org", "en")
    assert not user.has_usable_password()
    assert is_signed_in(client)


def test_unverified_address_is_verified_by_us_first(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    response = _sign_in(client, monkeypatch, email_verified=False, name="Amina Diallo")
    assert not is_signed_in(client)
    client.post(response["Location"], {"code": mailed_code("amina@example.org")})
    assert is_signed_in(client)


@pytest.mark.parametrize("verified", [False, True])
def test_address_of_an_existing_account_is_not_linked(
    client: Client, monkeypatch: pytest.MonkeyPatch, verified: bool
) -> None:
    """Abuse case 23; nor is a verified one: whoever owns the account connects it, signed in."""
    UserFactory.create(email="amina@example.org", address=True)
    _sign_in(client, monkeypatch, email_verified=verified, name="Mallory")
    assert not is_signed_in(client)
    assert (User.objects.count(), SocialAccount.objects.count()) == (1, 0)
    assert EmailAddress.objects.count() == 1
    subject = waiting_mail("amina@example.org").arguments["subject"]
    assert subject == "You have an account already"


@pytest.mark.parametrize("name", ["", "Amina\u202eDiallo"])
def test_name_that_is_missing_or_refused_is_asked_for(
    client: Client, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    response = _sign_in(client, monkeypatch, email_verified=True, name=name)
    assert response["Location"] == reverse("socialaccount_signup")
    page = client.get(response["Location"])
    assert page.context["form"].initial["name"] == ""
    client.post(response["Location"], {"name": "Amina", "email": "amina@example.org"})
    assert (User.objects.get().name, is_signed_in(client)) == ("Amina", True)


def test_signed_in_owner_connects_and_sees_the_provider(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = UserFactory.create(email="amina@example.org", address=True)
    _sign_in(client, monkeypatch, sub="9", email="other@example.org", email_verified=True, name="O")
    SocialAccount.objects.update(user=user)
    client.force_login(user)
    page = client.get(reverse("socialaccount_connections"))
    assert page.status_code == 200
    assert "Ministry" in page.content.decode()


def test_sign_in_page_offers_the_provider(client: Client) -> None:
    page = client.get(reverse("account_login")).content.decode()
    assert reverse("openid_connect_login", args=["ministry"]) in page


def test_policy_lets_the_form_lead_to_the_provider() -> None:
    assert _origins([PROVIDER]) == ["https://login.ministry.example"]
