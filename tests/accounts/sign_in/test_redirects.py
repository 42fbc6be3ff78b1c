"""Abuse cases 27 and 28: a forged host, and a forged way back."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Job
from tests.accounts.sign_in.steps import is_signed_in, waiting_mail
from tests.factories.accounts import PASSWORD, UserFactory

EVIL = (
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    r"\\evil.example",
    r"/\evil.example",
    "javascript:alert(1)",
    "http:///evil.example",
    "data:text/html,hello",
    " //evil.example",
    "/\t/evil.example",
)


@pytest.mark.parametrize("name", ["account_reset_password", "account_request_login_code"])
@pytest.mark.django_db
def test_forged_host_gets_400_and_no_mail(client: Client, name: str) -> None:
    user = UserFactory.create(address=True)
    response = client.post(reverse(name), {"email": user.email}, headers={"host": "evil.example"})
    assert response.status_code == 400
    assert Job.objects.count() == 0


@pytest.mark.django_db
def test_addresses_in_mails_are_the_sites_own(client: Client) -> None:
    """Even for another host that the site allows."""
    client.post(
        reverse("account_request_login_code"),
        {"email": "nobody@example.org"},
        headers={"host": "127.0.0.1"},
    )
    text = str(waiting_mail("nobody@example.org").arguments["text"])
    assert "http://localhost:8000/accounts/signup/" in text
    assert "127.0.0.1" not in text


@pytest.mark.parametrize("target", EVIL)
@pytest.mark.django_db
def test_sign_in_with_forged_next_leads_home(client: Client, target: str) -> None:
    user = UserFactory.create(address=True)
    response = client.post(
        reverse("account_login"), {"login": user.email, "password": PASSWORD, "next": target}
    )
    assert is_signed_in(client)
    assert response["Location"] == reverse("accounts:profile")


@pytest.mark.parametrize("target", EVIL)
@pytest.mark.django_db
def test_signing_out_with_forged_next_leads_home(client: Client, target: str) -> None:
    client.force_login(UserFactory.create())
    response = client.post(reverse("account_logout"), {"next": target})
    assert response["Location"] == reverse("home")


@pytest.mark.parametrize("target", EVIL)
@pytest.mark.django_db
def test_someone_signed_in_already_is_not_sent_away(client: Client, target: str) -> None:
    client.force_login(UserFactory.create())
    response = client.get(reverse("account_login"), {"next": target})
    assert response["Location"] == reverse("accounts:profile")


@pytest.mark.django_db
def test_other_allowed_host_is_no_way_back(client: Client) -> None:
    user = UserFactory.create(address=True)
    response = client.post(
        reverse("account_login"),
        {"login": user.email, "password": PASSWORD, "next": "http://127.0.0.1/me/"},
    )
    assert response["Location"] == reverse("accounts:profile")


@pytest.mark.django_db
def test_page_of_this_site_is_a_way_back(client: Client) -> None:
    user = UserFactory.create(address=True)
    response = client.post(
        reverse("account_login"),
        {"login": user.email, "password": PASSWORD, "next": "/privacy/?a=1"},
    )
    assert response["Location"] == "/privacy/?a=1"
