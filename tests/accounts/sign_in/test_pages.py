"""Every page of allauth in our templates: language, direction, no style or script of its own."""

import re
from html.parser import HTMLParser

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils.translation import override

from accounts.models import User
from tests.accounts.sign_in.steps import confirm_password, mailed_code
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

PUBLIC = (
    "account_login",
    "account_signup",
    "account_signup_by_passkey",
    "account_request_login_code",
    "account_reset_password",
    "account_inactive",
    "socialaccount_login_cancelled",
    "socialaccount_login_error",
)
MANAGE = (
    "account_email",
    "account_change_password",
    "account_logout",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "usersessions_list",
    "socialaccount_connections",
)


class _Page(HTMLParser):
    """What a page holds that the content security policy or a screen reader would refuse."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.html: dict[str, str | None] = {}
        self.headings = 0
        self.refused: list[str] = []
        self.placeholders: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag == "html":
            self.html = named
        self.headings += tag == "h1"
        if tag == "style" or "style" in named or any(name.startswith("on") for name in named):
            self.refused.append(self.get_starttag_text() or tag)
        if tag == "script" and "src" not in named and named.get("type") != "application/json":
            self.refused.append(self.get_starttag_text() or tag)
        if "placeholder" in named:
            self.placeholders.append(str(named["placeholder"]))


def _check(client: Client, url: str, direction: str) -> None:
    response = client.get(url)
    expected = 401 if "login/error" in url else 200
    assert response.status_code == expected, (url, response.status_code, response.headers)
    page = _Page(response.content.decode())
    language = "ar" if direction == "rtl" else "en"
    assert (page.html["lang"], page.html["dir"]) == (language, direction)
    assert (page.headings, page.refused, page.placeholders) == (1, [], []), url
    assert "default-src 'none'" in response["Content-Security-Policy"]


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("name", PUBLIC)
def test_public_page_has_language_direction_and_no_inline_code(
    client: Client, name: str, language: str
) -> None:
    with override(language):
        _check(client, reverse(name), "rtl" if language == "ar" else "ltr")


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("name", MANAGE)
def test_own_page_has_language_direction_and_no_inline_code(
    client: Client, name: str, language: str
) -> None:
    client.force_login(UserFactory.create(address=True))
    with override(language):
        confirm_password(client)
        _check(client, reverse(name), "rtl" if language == "ar" else "ltr")


@pytest.fixture
def protected(client: Client, rf: RequestFactory) -> User:
    """Someone with an authenticator app and recovery codes, signed in and confirmed."""
    user: User = UserFactory.create(address=True)
    TOTP.activate(user, generate_totp_secret())
    RecoveryCodes.activate(user)
    client.force_login(user)
    confirm_password(client)
    return user


@pytest.mark.parametrize(
    "name",
    [
        "mfa_index",
        "mfa_deactivate_totp",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_reauthenticate",
        "account_reauthenticate",
    ],
)
@pytest.mark.usefixtures("protected")
def test_page_of_a_protected_account_has_no_inline_code(client: Client, name: str) -> None:
    _check(client, reverse(name), "ltr")


def test_code_pages_have_no_inline_code(client: Client) -> None:
    user: User = UserFactory.create(address=True)
    client.post(reverse("account_request_login_code"), {"email": user.email})
    _check(client, reverse("account_confirm_login_code"), "ltr")
    assert re.fullmatch(r"[A-Z]{4}-[A-Z]{4}", mailed_code(user.email))


@pytest.mark.parametrize("prefix", ["", "/ar"])
def test_second_step_has_no_inline_code(client: Client, protected: User, prefix: str) -> None:
    client.logout()
    client.post(reverse("account_login"), {"login": protected.email, "password": PASSWORD})
    _check(client, f"{prefix}/accounts/2fa/authenticate/", "rtl" if prefix else "ltr")
