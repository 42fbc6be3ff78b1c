from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts.mail import TASK
from accounts.models import Job, User
from tests.accounts.sign_in.soft_key import SoftKey
from tests.accounts.sign_in.steps import (
    is_signed_in,
    mailed_code,
    passkey_options,
    sign_up,
)
from tests.factories.accounts import GroupFactory, group

pytestmark = pytest.mark.django_db


def test_sign_up_without_password_leaves_a_person_who_signs_in_by_code(client: Client) -> None:
    response = sign_up(client, "amina@example.org", country="SN")
    assert response.status_code == 302
    user = User.objects.get()
    assert (user.name, user.email, user.country, user.language) == (
        "Amina Diallo",
        "amina@example.org",
        "SN",
        "en",
    )
    assert not user.has_usable_password()
    address = EmailAddress.objects.get(user=user)
    assert (address.email, address.verified, address.primary) == ("amina@example.org", True, True)
    assert is_signed_in(client)


def test_sign_up_with_password_and_group_makes_an_individual_of_it(client: Client) -> None:
    sign_up(
        client,
        "amina@example.org",
        password1="seven-quiet-harbours",
        group=str(group("academia").pk),
    )
    user = User.objects.get()
    assert user.check_password("seven-quiet-harbours")
    membership = user.memberships.get()
    assert (membership.group, membership.is_verified) == (group("academia"), False)


def test_newcomer_is_asked_for_whom_they_speak(client: Client) -> None:
    assert sign_up(client, "amina@example.org")["Location"] == reverse("accounts:welcome")


def test_newcomer_goes_on_to_where_they_came_from(client: Client) -> None:
    assert sign_up(client, "amina@example.org", next="/privacy/")["Location"] == "/privacy/"


def test_sign_up_in_arabic_is_remembered_and_mailed_in_arabic(client: Client) -> None:
    client.post("/ar/accounts/signup/", {"name": "أمينة", "email": "amina@example.org"})
    assert User.objects.get().language == "ar"
    assert Job.objects.get(task=TASK).arguments["language"] == "ar"


def test_nobody_is_signed_in_before_the_code(client: Client) -> None:
    client.post(reverse("account_signup"), {"name": "Amina", "email": "amina@example.org"})
    assert not is_signed_in(client)
    response = client.post(reverse("account_email_verification_sent"), {"code": "XXXX-XXXX"})
    assert response.status_code == 200
    assert not is_signed_in(client)
    assert not EmailAddress.objects.get().verified


def test_mistyped_address_is_given_up_and_the_right_one_signed_up(client: Client) -> None:
    client.post(reverse("account_signup"), {"name": "Amina", "email": "amnia@example.org"})
    client.post(reverse("account_logout"), {"next": reverse("account_login")})
    sign_up(client, "amina@example.org")
    assert is_signed_in(client)
    assert User.objects.get(pk=client.session["_auth_user_id"]).email == "amina@example.org"


@pytest.mark.parametrize("name", ["", "  ", "A\r\nBcc: x@example.org", "A\u202eB", "x" * 121])
def test_name_that_cannot_stand_in_public_is_refused(client: Client, name: str) -> None:
    response = client.post(reverse("account_signup"), {"name": name, "email": "amina@example.org"})
    assert list(response.context["form"].errors) == ["name"]
    assert User.objects.count() == 0


def test_closed_group_cannot_be_chosen_at_sign_up(client: Client) -> None:
    closed = GroupFactory.create(is_active=False)
    response = client.post(
        reverse("account_signup"),
        {"name": "Amina", "email": "amina@example.org", "group": str(closed.pk)},
    )
    assert list(response.context["form"].errors) == ["group"]


def test_weak_password_is_refused(client: Client) -> None:
    response = client.post(
        reverse("account_signup"),
        {"name": "Amina", "email": "amina@example.org", "password1": "password"},
    )
    assert list(response.context["form"].errors) == ["password1"]


def test_program_that_fills_the_hidden_field_gets_no_account(client: Client) -> None:
    response = client.post(
        reverse("account_signup"),
        {"name": "Bot", "email": "bot@example.org", "homepage": "https://spam.example"},
    )
    assert response.status_code == 302
    assert (User.objects.count(), Job.objects.count()) == (0, 0)


def _sign_up_by_passkey(client: Client, key: SoftKey) -> Any:
    client.post(
        reverse("account_signup_by_passkey"), {"name": "Amina", "email": "amina@example.org"}
    )
    client.post(
        reverse("account_email_verification_sent"), {"code": mailed_code("amina@example.org")}
    )
    page = client.get(reverse("mfa_signup_webauthn"))
    credential = key.create(passkey_options(page)["creation_options"])
    return client.post(reverse("mfa_signup_webauthn"), {"name": "Phone", "credential": credential})


def test_sign_up_by_passkey_makes_the_passkey_the_way_in(client: Client) -> None:
    response = _sign_up_by_passkey(client, SoftKey("https://testserver"))
    assert response.status_code == 302
    assert is_signed_in(client)
    user = User.objects.get()
    assert not user.has_usable_password()
    assert [method.type for method in Authenticator.objects.filter(user=user)] == ["webauthn"]


def test_passkey_signs_in_without_a_password(client: Client) -> None:
    key = SoftKey("https://testserver")
    _sign_up_by_passkey(client, key)
    client.logout()
    options = client.get(reverse("mfa_login_webauthn"), headers={"accept": "application/json"})
    credential = key.get(options.json()["request_options"])
    response = client.post(reverse("mfa_login_webauthn"), {"credential": credential})
    assert response.status_code == 302
    assert is_signed_in(client)


def test_passkey_of_another_origin_is_refused(client: Client, settings: Settings) -> None:
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = False  # as wherever SITE_URL is not this machine
    key = SoftKey("https://testserver")
    _sign_up_by_passkey(client, key)
    client.logout()
    options = client.get(reverse("mfa_login_webauthn"), headers={"accept": "application/json"})
    key.origin = "https://evil.example"
    credential = key.get(options.json()["request_options"])
    client.post(reverse("mfa_login_webauthn"), {"credential": credential})
    assert not is_signed_in(client)
