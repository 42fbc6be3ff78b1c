"""Profiles, and abuse case 56: what erasure forgets and what it keeps."""

from collections.abc import Iterator

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import models, transaction
from django.test import Client
from django.urls import reverse

from accounts import mail
from accounts.actions.tokens import create_token
from accounts.actions.users import erase_account, update_profile
from accounts.events import AccountErased, Event, happened
from accounts.models import Entry, EntryPayload, Job, Membership, User
from accounts.record import digest_of, record
from accounts.verdicts import Denied, Refused
from tests.factories.accounts import (
    PASSWORD,
    MembershipFactory,
    RepresentativeFactory,
    StaffFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
NAME, EMAIL, SECOND = "Zuleikha Unmistakable", "zuleikha@example.org", "old.zuleikha@example.org"


@pytest.fixture
def person() -> User:
    """Someone who has left a trace everywhere."""
    user: User = UserFactory.create(name=NAME, email=EMAIL, country="MA", address=True)
    EmailAddress.objects.create(user=user, email=SECOND, verified=True)
    client = Client()
    client.post(
        reverse("account_login"),
        {"login": EMAIL, "password": PASSWORD},
        REMOTE_ADDR="198.51.100.7",
        headers={"user-agent": "Netscape Navigator"},
    )
    MembershipFactory.create(user=user)
    RepresentativeFactory.create(user=user, verified=True)
    TOTP.activate(user, generate_totp_secret())
    SocialAccount.objects.create(user=user, provider="ministry", uid=EMAIL)
    create_token(user=user, name="script", lifetime=None, by=user)
    user.groups.add(Group.objects.create(name="helpers"))
    user.user_permissions.add(Permission.objects.all()[0])
    LogEntry.objects.create(
        user=StaffFactory.create(),
        content_type=ContentType.objects.get_for_model(User),
        object_id=str(user.pk),
        object_repr=NAME,
        action_flag=CHANGE,
        change_message=f"Closed the account of {EMAIL}",
    )
    with transaction.atomic():
        for address in (EMAIL, SECOND):
            mail.send(
                to=address,
                template="accounts/mail/identity_code",
                context={"user": user, "code": "AAAA-BBBB"},
            )
    user.refresh_from_db()
    return user


def _texts() -> Iterator[tuple[str, str]]:
    """Every text and JSON value in every table, with where it stands."""
    for model in apps.get_models():
        if not model._meta.managed or model._meta.proxy:
            continue
        fields = [
            field.attname
            for field in model._meta.concrete_fields
            if isinstance(
                field,
                models.CharField
                | models.TextField
                | models.JSONField
                | models.GenericIPAddressField,
            )
        ]
        for row in model._default_manager.values_list(*fields) if fields else ():
            for field, value in zip(fields, row, strict=True):
                yield f"{model._meta.label}.{field}", str(value)


def test_profile_is_changed_by_its_owner() -> None:
    user: User = UserFactory.create()
    changed = update_profile(user=user, name="  Ana  Lima ", country="BR", language="ar", by=user)
    assert (changed.name, changed.country, changed.language) == ("Ana Lima", "BR", "ar")
    with pytest.raises(Denied):
        update_profile(user=user, name="X", country="", language="", by=StaffFactory.create())


@pytest.mark.parametrize("name", ["", "Ana\rLima", "Ana\u2028Lima"])
def test_name_that_forges_lines_is_refused(name: str) -> None:
    """Abuse case 38."""
    user: User = UserFactory.create()
    with pytest.raises(Refused) as refused:
        update_profile(user=user, name=name, country="", language="", by=user)
    assert refused.value.code == "invalid-name"


def test_erased_person_is_named_nowhere_in_the_database(person: User) -> None:
    before = {place for place, text in _texts() if "uleikha" in text}
    erase_account(user=person, by=person)
    found = [
        (place, text)
        for place, text in _texts()
        for trace in ("uleikha", "198.51.100.7", "Netscape")
        if trace in text
    ]
    assert found == []
    assert before >= {
        "accounts.User.name",
        "accounts.Job.arguments",
        "account.EmailAddress.email",
        "admin.LogEntry.object_repr",
        "socialaccount.SocialAccount.uid",
    }


def test_erased_account_is_closed_and_holds_no_key(person: User) -> None:
    erase_account(user=person, by=person)
    person.refresh_from_db()
    assert person.erased_at is not None
    assert (person.is_active, person.has_usable_password(), person.last_login) == (
        False,
        False,
        None,
    )
    assert (person.name, person.country, person.public_name) == ("", "", "Former participant")
    assert str(person.public_id) in person.email
    for rows in (
        EmailAddress.objects.filter(user=person),
        Authenticator.objects.filter(user=person),
        SocialAccount.objects.filter(user=person),
        UserSession.objects.filter(user=person),
        person.api_tokens.all(),
        person.memberships.all(),
        person.groups.all(),
        person.user_permissions.all(),
    ):
        assert not rows.exists()
    assert Session.objects.count() == 0


def test_erasure_takes_no_mail_of_others(person: User) -> None:
    with transaction.atomic():
        mail.send(
            to="other@example.org",
            template="accounts/mail/identity_code",
            context={"user": person, "code": "AAAA-BBBB"},
        )
    erase_account(user=person, by=person)
    mails = Job.objects.filter(task="accounts.send_mail")
    assert [job.arguments["to"] for job in mails] == ["other@example.org"]


def test_record_still_verifies_and_names_a_pseudonym(person: User) -> None:
    with transaction.atomic():
        record(stream="document-1", kind="vote.cast", by=person, principle=1)
    erase_account(user=person, by=person)
    for payload in EntryPayload.objects.select_related("entry"):
        assert digest_of(payload.salt, payload.data) == payload.entry.digest
    vote = EntryPayload.objects.get(entry__kind="vote.cast")
    assert (vote.actor, vote.data["actor"]) == (person, str(person.public_id))
    assert Entry.objects.latest("pk").kind == "account.erased"


def test_staff_erase_whoever_asks_them_to(person: User) -> None:
    staff: User = StaffFactory.create()
    erase_account(user=person, by=staff)
    assert EntryPayload.objects.latest("pk").data == {
        "actor": str(staff.public_id),
        "user": str(person.public_id),
    }


def test_stranger_erases_nobody(person: User) -> None:
    with pytest.raises(Denied):
        erase_account(user=person, by=UserFactory.create())
    person.refresh_from_db()
    assert person.erased_at is None


def test_receiver_sees_the_person_and_can_refuse(person: User) -> None:
    seen: list[str] = []

    def refuse(event: Event, **kwargs: object) -> None:
        assert isinstance(event, AccountErased)
        seen.append(User.objects.get(pk=event.user_id).email)
        raise Refused("sole-owner", "Give your consultation to someone else first.")

    happened.connect(refuse, sender=AccountErased)
    try:
        with pytest.raises(Refused):
            erase_account(user=person, by=person)
    finally:
        happened.disconnect(refuse, sender=AccountErased)
    person.refresh_from_db()
    assert (seen, person.name, person.is_active) == ([EMAIL], NAME, True)
    assert Membership.objects.filter(user=person).count() == 2


def test_erasing_twice_is_denied(person: User) -> None:
    erase_account(user=person, by=person)
    with pytest.raises(Denied):
        erase_account(user=person, by=StaffFactory.create(is_superuser=True))


def test_same_address_signs_up_anew_as_someone_else(person: User) -> None:
    erase_account(user=person, by=person)
    again: User = UserFactory.create(email=EMAIL, address=True)
    assert again.public_id != person.public_id
