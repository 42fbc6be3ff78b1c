"""Those who have neither password nor second factor confirm by a code."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.identity import LIFETIME_SECONDS
from accounts.models import Job, User
from tests.accounts.sign_in.steps import mailed_code
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
CONFIRM = "accounts:identity-confirm"


@pytest.fixture
def user(client: Client) -> User:
    person: User = UserFactory.create(address=True)
    person.set_unusable_password()
    person.save()
    client.force_login(person)
    return person


@pytest.mark.parametrize(
    "name",
    [
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "accounts:token-list",
        "accounts:personal-data",
        "accounts:personal-data-download",
        "accounts:account-erase",
    ],
)
@pytest.mark.usefixtures("user")
def test_sensitive_page_asks_for_a_code_first(client: Client, name: str) -> None:
    response = client.get(reverse(name))
    assert response.status_code == 302
    assert response["Location"].split("?")[0] == reverse(CONFIRM)


def test_address_change_asks_for_a_code_and_goes_on_after_it(client: Client, user: User) -> None:
    response = client.post(
        reverse("account_email"), {"action_add": "1", "email": "new@example.org"}
    )
    page = response["Location"]
    assert page.split("?")[0] == reverse(CONFIRM)
    sent = client.post(page, {"send": "1"})
    client.post(sent["Location"], {"code": mailed_code(user.email)})
    assert mailed_code("new@example.org")


def test_looking_at_the_page_sends_nothing(client: Client, user: User) -> None:
    page = client.get(reverse(CONFIRM))
    assert (page.status_code, page.context["is_code_sent"]) == (200, False)
    assert Job.objects.count() == 0


def test_code_opens_the_page_that_was_asked_for(client: Client, user: User) -> None:
    page = client.get(reverse("accounts:personal-data"))["Location"]
    sent = client.post(page, {"send": "1"})
    assert client.get(sent["Location"]).context["is_code_sent"] is True
    response = client.post(sent["Location"], {"code": mailed_code(user.email).lower()})
    assert response["Location"] == reverse("accounts:personal-data")
    assert client.get(response["Location"]).status_code == 200


def test_code_works_once(client: Client, user: User) -> None:
    client.post(reverse(CONFIRM), {"send": "1"})
    code = mailed_code(user.email)
    client.post(reverse(CONFIRM), {"code": code})
    assert client.post(reverse(CONFIRM), {"code": code}).status_code == 400


def test_three_wrong_codes_spoil_the_right_one(client: Client, user: User) -> None:
    client.post(reverse(CONFIRM), {"send": "1"})
    for _try in range(3):
        response = client.post(reverse(CONFIRM), {"code": "XXXX-XXXX"})
        assert list(response.context["form"].errors) == ["code"]
    assert client.post(reverse(CONFIRM), {"code": mailed_code(user.email)}).status_code == 400
    assert client.get(reverse("accounts:personal-data")).status_code == 302


def test_code_expires(client: Client, user: User) -> None:
    client.post(reverse(CONFIRM), {"send": "1"})
    code = mailed_code(user.email)
    later = timezone.now() + timedelta(seconds=LIFETIME_SECONDS + 1)
    with time_machine.travel(later):
        assert client.post(reverse(CONFIRM), {"code": code}).status_code == 400


def test_confirmation_lasts_five_minutes(client: Client, user: User) -> None:
    client.post(reverse(CONFIRM), {"send": "1"})
    client.post(reverse(CONFIRM), {"code": mailed_code(user.email)})
    assert client.get(reverse("accounts:personal-data")).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        assert client.get(reverse("accounts:personal-data")).status_code == 302


def test_session_keeps_no_code(client: Client, user: User) -> None:
    client.post(reverse(CONFIRM), {"send": "1"})
    letters = mailed_code(user.email).replace("-", "")
    assert letters not in str(dict(client.session))


def test_person_with_password_is_asked_for_the_password(client: Client) -> None:
    client.force_login(UserFactory.create(address=True))
    response = client.get(reverse(CONFIRM))
    assert response["Location"] == reverse("account_reauthenticate")
