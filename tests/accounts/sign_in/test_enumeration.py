"""Abuse case 26: no page, status or redirect tells whether an address has an account."""

import re
from typing import Any

import pytest
from django.contrib.auth import hashers
from django.test import Client
from django.urls import reverse

from tests.accounts.sign_in.steps import waiting_mail
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
KNOWN, UNKNOWN = "known@example.org", "unknown@example.org"


def _answers(url: str, data: dict[str, str], email: str) -> list[Any]:
    """Status, address and words of each step, without what differs for everyone."""
    client = Client()
    steps = []
    response: Any = client.post(url, data)
    while True:
        words = response.content.decode().replace(email, "ADDRESS")
        words = re.sub(r'(csrfmiddlewaretoken" value=|X-CSRFToken": )"[^"]*"', r"\1", words)
        steps.append((response.status_code, response.get("Location"), words))
        if response.status_code != 302:
            return steps
        response = client.get(response["Location"])


@pytest.mark.parametrize(
    ("name", "field", "more"),
    [
        ("account_signup", "email", {"name": "Amina"}),
        ("account_signup_by_passkey", "email", {"name": "Amina"}),
        ("account_login", "login", {"password": "wrong-all-the-same"}),
        ("account_login", "login", {}),
        ("account_request_login_code", "email", {}),
        ("account_reset_password", "email", {}),
    ],
)
def test_known_and_unknown_addresses_get_the_same_answers(
    name: str, field: str, more: dict[str, str]
) -> None:
    UserFactory.create(email=KNOWN, address=True)
    known = _answers(reverse(name), {field: KNOWN, **more}, KNOWN)
    unknown = _answers(reverse(name), {field: UNKNOWN, **more}, UNKNOWN)
    assert known == unknown


@pytest.mark.parametrize("name", ["account_request_login_code", "account_reset_password"])
def test_wrong_code_gets_the_same_answer_for_known_and_unknown(name: str) -> None:
    UserFactory.create(email=KNOWN, address=True)
    page = {
        "account_request_login_code": "account_confirm_login_code",
        "account_reset_password": "account_confirm_password_reset_code",
    }[name]
    seen = []
    for email in (KNOWN, UNKNOWN):
        client = Client()
        client.post(reverse(name), {"email": email})
        response = client.post(reverse(page), {"code": "XXXX-XXXX"})
        seen.append((response.status_code, response.context["verify_form"].errors))
    assert seen[0] == seen[1]


@pytest.mark.parametrize(
    ("name", "field", "more"),
    [
        ("account_login", "login", {"password": "wrong-one-here"}),
        ("account_signup", "email", {"name": "Amina", "password1": "nine-loud-mountains"}),
        ("account_reset_password", "email", {}),
    ],
)
def test_known_and_unknown_addresses_take_as_many_hashes(
    name: str, field: str, more: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The hash is what takes time."""
    UserFactory.create(email=KNOWN, address=True)
    hashed: list[str] = []
    hasher = type(hashers.get_hasher())
    encode = hasher.encode

    def counted(self: Any, password: str, salt: str, *args: Any) -> str:
        hashed.append(password)
        return str(encode(self, password, salt, *args))

    monkeypatch.setattr(hasher, "encode", counted)
    counts = []
    for email in (KNOWN, UNKNOWN):
        hashed.clear()
        Client().post(reverse(name), {field: email, **more})
        counts.append(len(hashed))
    assert counts[0] == counts[1]


def test_owner_learns_by_mail_that_the_account_exists(client: Client) -> None:
    UserFactory.create(email=KNOWN, address=True)
    client.post(reverse("account_signup"), {"name": "Amina", "email": KNOWN})
    assert waiting_mail(KNOWN).arguments["subject"] == "You have an account already"


def test_unknown_address_learns_by_mail_that_there_is_no_account(client: Client) -> None:
    client.post(reverse("account_request_login_code"), {"email": UNKNOWN})
    assert waiting_mail(UNKNOWN).arguments["subject"] == "There is no account with this address"
