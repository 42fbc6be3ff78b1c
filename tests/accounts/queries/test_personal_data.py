import json

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.actions.tokens import create_token
from accounts.models import ApiToken, User
from accounts.queries import personal_data as module
from accounts.queries.personal_data import contribute, personal_data
from accounts.record import record
from tests.factories.accounts import MembershipFactory, RepresentativeFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _contributions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what accounts itself holds, and what a test adds."""
    monkeypatch.setattr(module, "_contributions", {})


@pytest.fixture
def user() -> User:
    person: User = UserFactory.create(
        name="Ana Lima", email="ana@example.org", country="BR", address=True
    )
    MembershipFactory.create(user=person)
    RepresentativeFactory.create(user=person, organisation__name="Open Lines", verified=True)
    TOTP.activate(person, generate_totp_secret())
    SocialAccount.objects.create(user=person, provider="ministry", uid="17")
    UserSession.objects.create(user=person, ip="198.51.100.7", user_agent="Lynx", session_key="k")
    create_token(user=person, name="script", lifetime=None, by=person)
    UserFactory.create(name="Someone Else")
    return person


def test_data_holds_every_part_of_the_account(user: User) -> None:
    data = json.loads(json.dumps(personal_data(user)))
    assert sorted(data) == [
        "account",
        "api_tokens",
        "collected_at",
        "email_addresses",
        "memberships",
        "record",
        "sessions",
        "sign_in_methods",
    ]
    assert data["account"]["name"] == "Ana Lima"
    assert data["email_addresses"] == [
        {"email": "ana@example.org", "verified": True, "primary": True}
    ]
    assert [(row["organisation"], row["role"], row["evidence"]) for row in data["memberships"]] == [
        (None, "member", "self-declared"),
        ("Open Lines", "representative", "verified"),
    ]
    assert [row["type"] for row in data["sign_in_methods"]] == ["totp", "provider"]
    assert [(row["ip"], row["browser"]) for row in data["sessions"]] == [("198.51.100.7", "Lynx")]
    assert [row["name"] for row in data["api_tokens"]] == ["script"]
    assert [row["kind"] for row in data["record"]] == ["token.created"]


def test_data_holds_no_secret_and_nobody_else(user: User) -> None:
    text = json.dumps(personal_data(user))
    assert user.password not in text
    assert ApiToken.objects.get().secret_hash not in text
    assert "Someone Else" not in text


def test_record_is_the_persons_own_acts(user: User) -> None:
    other: User = UserFactory.create()
    with transaction.atomic():
        record(stream="document-1", kind="vote.cast", by=other, principle=1)
        record(stream="document-1", kind="vote.cast", by=user, principle=2)
    acts = personal_data(user)["record"]
    assert isinstance(acts, list)
    assert [(act["kind"], act["data"].get("principle")) for act in acts] == [
        ("token.created", None),
        ("vote.cast", 2),
    ]


def test_other_apps_contribute_their_part(user: User) -> None:
    contribute("comments", lambda person: [{"by": person.name}])
    assert personal_data(user)["comments"] == [{"by": "Ana Lima"}]


def test_number_of_queries_does_not_grow_with_the_data(user: User) -> None:
    counts = []
    for _round in range(2):
        with CaptureQueriesContext(connection) as queries:
            personal_data(user)
        counts.append(len(queries))
        for _one in range(3):
            RepresentativeFactory.create(user=user)
    assert counts == [7, 7]
