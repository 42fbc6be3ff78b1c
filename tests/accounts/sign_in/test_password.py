"""Abuse case 24: whoever changes the password ends all that the old one opened."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from accounts.actions.tokens import create_token
from accounts.models import ApiToken, Entry, User
from tests.accounts.sign_in.steps import confirm_password, mailed_code, waiting_mail
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
NEW = "nine-loud-mountains"


@pytest.fixture
def user() -> User:
    person: User = UserFactory.create(address=True)
    return person


def _sign_in(user: User) -> Client:
    client = Client()
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    assert client.get(reverse("accounts:profile")).status_code == 200
    return client


def _has_access(client: Client) -> bool:
    return client.get(reverse("accounts:profile")).status_code == 200


def test_password_change_ends_other_sessions_and_tokens(user: User) -> None:
    mine, other = _sign_in(user), _sign_in(user)
    create_token(user=user, name="script", lifetime=None, by=user)
    confirm_password(mine)
    response = mine.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW},
    )
    assert response.status_code == 302
    assert (_has_access(mine), _has_access(other)) == (False, False)
    assert ApiToken.objects.count() == 0
    user.refresh_from_db()
    assert user.check_password(NEW)
    assert list(Entry.objects.order_by("pk").values_list("kind", flat=True)) == [
        "token.created",
        "password.set",
    ]


def test_password_change_is_told_by_mail(user: User) -> None:
    mine = _sign_in(user)
    confirm_password(mine)
    mine.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW},
    )
    assert waiting_mail(user.email).arguments["subject"] == "Password Changed"


def test_password_reset_by_code_ends_every_session_and_token(client: Client, user: User) -> None:
    other = _sign_in(user)
    create_token(user=user, name="script", lifetime=None, by=user)
    client.post(reverse("account_reset_password"), {"email": user.email})
    client.post(reverse("account_confirm_password_reset_code"), {"code": mailed_code(user.email)})
    page = client.get(reverse("account_complete_password_reset"))
    assert page.status_code == 200
    client.post(reverse("account_complete_password_reset"), {"password1": NEW, "password2": NEW})
    assert client.get(reverse("account_password_reset_completed")).status_code == 200
    user.refresh_from_db()
    assert user.check_password(NEW)
    assert (_has_access(other), ApiToken.objects.count()) == (False, 0)


def test_person_without_password_sets_one(client: Client) -> None:
    user: User = UserFactory.create(address=True)
    user.set_unusable_password()
    user.save()
    client.force_login(user)
    assert client.get(reverse("account_set_password")).status_code in {200, 302}
    page: Any = client.post(reverse("accounts:identity-confirm"), {"send": "1"})
    client.post(page["Location"], {"code": mailed_code(user.email)})
    client.post(reverse("account_set_password"), {"password1": NEW, "password2": NEW})
    user.refresh_from_db()
    assert user.check_password(NEW)


def test_address_change_is_pending_until_its_code_is_entered(client: Client, user: User) -> None:
    """Abuse case 22."""
    client.force_login(user)
    confirm_password(client)
    response = client.post(
        reverse("account_email"), {"action_add": "1", "email": "new@example.org"}
    )
    user.refresh_from_db()
    assert user.email != "new@example.org"
    assert list(EmailAddress.objects.values_list("email", "verified")) == [(user.email, True)]
    page = client.get(reverse("account_email")).content.decode()
    assert "new@example.org" in page
    client.post(
        reverse("account_email_verification_sent"), {"code": mailed_code("new@example.org")}
    )
    old = user.email
    user.refresh_from_db()
    assert response.status_code == 302
    assert user.email == "new@example.org"
    assert list(EmailAddress.objects.values_list("email", "verified", "primary")) == [
        ("new@example.org", True, True)
    ]
    assert waiting_mail(old).arguments["subject"] == "Email Changed"


def test_address_change_asks_for_the_password_first(client: Client, user: User) -> None:
    client.force_login(user)
    response = client.post(
        reverse("account_email"), {"action_add": "1", "email": "new@example.org"}
    )
    assert response["Location"].startswith(reverse("account_reauthenticate"))
