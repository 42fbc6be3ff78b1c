import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts.models import User
from tests.accounts.sign_in.soft_key import SoftKey
from tests.accounts.sign_in.steps import (
    confirm_password,
    deliver_mail,
    is_signed_in,
    mailed_code,
    passkey_options,
)
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def user() -> User:
    person: User = UserFactory.create(address=True)
    return person


def test_password_signs_in_and_leads_to_the_profile(client: Client, user: User) -> None:
    response = client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    assert (response.status_code, response["Location"]) == (302, reverse("accounts:profile"))
    assert is_signed_in(client)


def test_sign_in_leads_to_the_profile_in_the_persons_language(client: Client) -> None:
    user: User = UserFactory.create(address=True, language="ar")
    response = client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    assert response["Location"] == "/ar/me/"


def test_empty_password_sends_a_code_that_signs_in(client: Client, user: User) -> None:
    response = client.post(reverse("account_login"), {"login": user.email})
    assert response["Location"] == reverse("account_confirm_login_code")
    deliver_mail()
    assert [(message.to, message.subject) for message in mail.outbox] == [
        ([user.email], "Your sign-in code")
    ]
    code = next(line for line in str(mail.outbox[0].body).splitlines() if line.isupper())
    client.post(response["Location"], {"code": code})
    assert is_signed_in(client)


def test_wrong_codes_end_the_attempt(client: Client, user: User) -> None:
    client.post(reverse("account_request_login_code"), {"email": user.email})
    right = mailed_code(user.email)
    page = reverse("account_confirm_login_code")
    for _try in range(3):
        client.post(page, {"code": "XXXX-XXXX"})
    client.post(page, {"code": right})
    assert not is_signed_in(client)


def test_another_code_can_be_asked_for(client: Client, user: User) -> None:
    client.post(reverse("account_request_login_code"), {"email": user.email})
    first = mailed_code(user.email)
    page = reverse("account_confirm_login_code")
    client.post(page, {"action": "resend"})
    second = mailed_code(user.email)
    assert first != second
    client.post(page, {"code": second})
    assert is_signed_in(client)


def test_code_is_forgotten_by_the_outbox_once_it_is_sent(client: Client, user: User) -> None:
    from accounts.models import Job

    client.post(reverse("account_request_login_code"), {"email": user.email})
    deliver_mail()
    assert [job.arguments for job in Job.objects.all()] == [{}]


@pytest.mark.parametrize("password", [PASSWORD, ""])
def test_closed_account_does_not_sign_in(client: Client, user: User, password: str) -> None:
    user.is_active = False
    user.save()
    client.post(reverse("account_login"), {"login": user.email, "password": password}, follow=True)
    assert not is_signed_in(client)


def _totp(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return str(format_hotp_value(hotp_value(secret, counter)))


def test_authenticator_app_is_set_up_and_asked_for_at_the_next_sign_in(
    client: Client, user: User
) -> None:
    client.force_login(user)
    confirm_password(client)
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    response = client.post(reverse("mfa_activate_totp"), {"code": _totp(secret)})
    assert response["Location"] == reverse("mfa_view_recovery_codes")
    client.logout()
    response = client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    assert response["Location"] == reverse("mfa_authenticate")
    assert not is_signed_in(client)
    assert client.get(response["Location"]).status_code == 200
    codes = Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()
    client.post(response["Location"], {"code": codes[0]})
    assert is_signed_in(client)


def test_code_by_mail_does_not_go_round_the_second_step(client: Client, user: User) -> None:
    TOTP.activate(user, generate_totp_secret())
    client.post(reverse("account_request_login_code"), {"email": user.email})
    response = client.post(reverse("account_confirm_login_code"), {"code": mailed_code(user.email)})
    assert response["Location"] == reverse("mfa_authenticate")
    assert not is_signed_in(client)


def test_recovery_code_lets_in_once(client: Client, user: User) -> None:
    TOTP.activate(user, generate_totp_secret())
    code = RecoveryCodes.activate(user).get_unused_codes()[0]
    signed_in = []
    for _time in range(2):
        client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
        client.post(reverse("mfa_authenticate"), {"code": code})
        signed_in.append(is_signed_in(client))
        client.logout()
    assert signed_in == [True, False]


def test_security_key_is_added_used_as_second_step_and_removed(
    client: Client, user: User, settings: Settings
) -> None:
    key = SoftKey()
    client.force_login(user)
    confirm_password(client)
    page = client.get(reverse("mfa_add_webauthn"))
    credential = key.create(passkey_options(page)["creation_options"])
    client.post(reverse("mfa_add_webauthn"), {"name": "Key", "credential": credential})
    stored = Authenticator.objects.get(user=user, type="webauthn")
    assert stored.wrap().name == "Key"
    for name in ("mfa_list_webauthn", "mfa_index"):
        assert client.get(reverse(name)).status_code == 200
    for name in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        assert client.get(reverse(name, args=[stored.pk])).status_code == 200

    client.logout()
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    page = client.get(reverse("mfa_authenticate"))
    client.post(
        reverse("mfa_authenticate"),
        {"credential": key.get(passkey_options(page)["request_options"])},
    )
    assert is_signed_in(client)

    page = client.get(reverse("mfa_reauthenticate_webauthn"))
    response = client.post(
        reverse("mfa_reauthenticate_webauthn"),
        {"credential": key.get(passkey_options(page)["request_options"])},
    )
    assert response.status_code == 302
    client.post(reverse("mfa_remove_webauthn", args=[stored.pk]))
    assert not Authenticator.objects.filter(user=user, type="webauthn").exists()


def test_sessions_page_ends_the_others(client: Client, user: User) -> None:
    other = Client()
    for browser in (client, other):
        browser.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    assert len(client.get(reverse("usersessions_list")).context["sessions"]) == 2
    client.post(reverse("usersessions_list"))
    assert (is_signed_in(client), other.get(reverse("accounts:profile")).status_code) == (True, 302)


def test_signing_out_needs_a_post(client: Client, user: User) -> None:
    client.force_login(user)
    client.get(reverse("account_logout"))
    assert is_signed_in(client)
    client.post(reverse("account_logout"))
    assert not is_signed_in(client)
