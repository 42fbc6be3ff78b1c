import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from cryptography.fernet import InvalidToken
from django.test import Client
from pytest_django import Settings

from accounts.adapter import MFAAdapter
from tests.factories.accounts import UserFactory


@pytest.mark.django_db
def test_key_of_an_authenticator_app_is_not_readable_in_its_table() -> None:
    secret = generate_totp_secret()
    TOTP.activate(UserFactory.create(), secret)
    stored = Authenticator.objects.get().data["secret"]
    assert secret not in stored
    assert MFAAdapter().decrypt(stored) == secret


def test_key_enciphered_under_an_older_secret_is_still_read(settings: Settings) -> None:
    stored = MFAAdapter().encrypt("JBSWY3DP")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-secret-" * 5
    assert MFAAdapter().decrypt(stored) == "JBSWY3DP"


def test_key_is_not_read_without_the_secret(settings: Settings) -> None:
    stored = MFAAdapter().encrypt("JBSWY3DP")
    settings.SECRET_KEY = "another-secret-" * 5
    with pytest.raises(InvalidToken):
        MFAAdapter().decrypt(stored)


def test_picture_of_the_key_stands_on_white() -> None:
    picture = MFAAdapter().build_totp_svg("otpauth://totp/Polylogue:ana?secret=JBSWY3DP")
    assert 'fill="white"' in picture


@pytest.mark.django_db
def test_a_language_the_pages_do_not_have_leads_to_no_missing_page(client: Client) -> None:
    client.force_login(UserFactory.create(language="es"))
    assert client.get("/accounts/login/").headers["Location"] == "/me/"
