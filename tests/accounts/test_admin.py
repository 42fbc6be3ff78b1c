import re
from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import Permission
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Entry, Membership, StakeholderGroup, User
from accounts.record import record
from tests.factories.accounts import (
    MembershipFactory,
    RepresentativeFactory,
    StaffFactory,
    UserFactory,
    group,
)

pytestmark = pytest.mark.django_db
CHANGELISTS = (
    "accounts_user",
    "accounts_stakeholdergroup",
    "accounts_organisation",
    "accounts_membership",
    "accounts_entry",
    "accounts_job",
)


@pytest.fixture
def staff(client: Client) -> User:
    person: User = StaffFactory.create(is_superuser=True)
    client.force_login(person)
    return person


def _act(client: Client, model: str, action: str, *things: int) -> None:
    client.post(
        reverse(f"admin:{model}_changelist"),
        {"action": action, "_selected_action": [str(pk) for pk in things]},
        follow=True,
    )


@pytest.mark.parametrize("name", CHANGELISTS)
@pytest.mark.usefixtures("staff")
def test_list_shows_under_the_strict_policy(client: Client, name: str) -> None:
    RepresentativeFactory.create(verified=True)
    with transaction.atomic():
        record(stream="accounts", kind="test", by=None)
    response = client.get(reverse(f"admin:{name}_changelist"))
    assert response.status_code == 200
    text = response.content.decode()
    assert re.findall(r"<script(?![^>]*(?:src=|application/json))|<style|\sstyle=", text) == []


@pytest.mark.usefixtures("staff")
def test_every_form_opens(client: Client) -> None:
    membership: Membership = RepresentativeFactory.create()
    assert membership.organisation is not None
    with transaction.atomic():
        entry = record(stream="accounts", kind="test", by=membership.user)
    for name, pk in (
        ("accounts_user", membership.user_id),
        ("accounts_stakeholdergroup", group().pk),
        ("accounts_organisation", membership.organisation.pk),
        ("accounts_membership", membership.pk),
        ("accounts_entry", entry.pk),
    ):
        assert client.get(reverse(f"admin:{name}_change", args=[pk])).status_code == 200, name


@pytest.mark.parametrize("name", CHANGELISTS)
def test_others_get_403_and_strangers_the_sign_in_page(client: Client, name: str) -> None:
    """Abuse case 5."""
    url = reverse(f"admin:{name}_changelist")
    login = client.get(url, follow=True)
    assert login.redirect_chain[-1][0].startswith(reverse("account_login"))
    client.force_login(UserFactory.create())
    assert client.get(url, follow=True).status_code == 403


def test_staff_without_rights_may_not_give_themselves_any(client: Client) -> None:
    person: User = StaffFactory.create()
    person.user_permissions.set(Permission.objects.filter(codename__endswith="_user"))
    client.force_login(person)
    client.post(
        reverse("admin:accounts_user_change", args=[person.pk]),
        {
            "is_active": "on",
            "is_staff": "on",
            "is_superuser": "on",
            "name": "Root",
            "email": "r@x.org",
        },
    )
    person.refresh_from_db()
    assert (person.is_superuser, person.name == "Root", person.email == "r@x.org") == (
        False,
        False,
        False,
    )


def test_verifying_goes_through_the_action(client: Client, staff: User) -> None:
    membership: Membership = RepresentativeFactory.create()
    _act(client, "accounts_membership", "verify", membership.pk)
    membership.refresh_from_db()
    assert (membership.is_verified, membership.verified_by) == (True, staff)
    assert Entry.objects.get().kind == "membership.verified"


def test_staff_do_not_verify_themselves(client: Client, staff: User) -> None:
    membership: Membership = RepresentativeFactory.create(user=staff)
    _act(client, "accounts_membership", "verify", membership.pk)
    membership.refresh_from_db()
    assert not membership.is_verified


@pytest.mark.usefixtures("staff")
def test_only_closed_accounts_are_erased(client: Client) -> None:
    active: User = UserFactory.create()
    closed: User = UserFactory.create(is_active=False)
    _act(client, "accounts_user", "erase", active.pk, closed.pk)
    active.refresh_from_db()
    closed.refresh_from_db()
    assert (active.erased_at, closed.erased_at is None) == (None, False)


def test_staff_may_not_erase_staff(client: Client) -> None:
    person: User = StaffFactory.create()
    person.user_permissions.set(Permission.objects.filter(codename__endswith="_user"))
    client.force_login(person)
    colleague: User = StaffFactory.create(is_active=False)
    _act(client, "accounts_user", "erase", colleague.pk)
    colleague.refresh_from_db()
    assert colleague.erased_at is None


@pytest.mark.usefixtures("staff")
@pytest.mark.parametrize(
    "name", ["accounts_entry", "accounts_job", "accounts_user", "accounts_membership"]
)
def test_nothing_is_added_by_hand(client: Client, name: str) -> None:
    assert client.get(reverse(f"admin:{name}_add")).status_code == 403


@pytest.mark.usefixtures("staff")
def test_record_is_neither_changed_nor_deleted(client: Client) -> None:
    with transaction.atomic():
        entry = record(stream="accounts", kind="test", by=None)
    change = client.post(reverse("admin:accounts_entry_change", args=[entry.pk]), {"kind": "x"})
    delete = client.post(reverse("admin:accounts_entry_delete", args=[entry.pk]), {"post": "yes"})
    assert (change.status_code, delete.status_code) == (403, 403)


@pytest.mark.usefixtures("staff")
def test_staff_add_and_edit_groups_but_no_code(client: Client) -> None:
    client.post(
        reverse("admin:accounts_stakeholdergroup_add"),
        {"code": "youth", "name": "Youth", "description": "", "position": "9", "is_active": "on"},
    )
    youth = StakeholderGroup.objects.get(code="youth")
    client.post(
        reverse("admin:accounts_stakeholdergroup_change", args=[youth.pk]),
        {"code": "other", "name": "Young people", "description": "", "position": "9"},
    )
    youth.refresh_from_db()
    assert (youth.code, youth.name, youth.is_active) == ("youth", "Young people", False)


@pytest.mark.usefixtures("staff")
def test_membership_is_limited_through_the_action(client: Client) -> None:
    membership: Membership = RepresentativeFactory.create()
    url = reverse("admin:accounts_membership_change", args=[membership.pk])
    client.post(url, {"valid_until_0": "2030-01-31", "valid_until_1": "12:00:00"})
    membership.refresh_from_db()
    assert membership.valid_until == datetime(2030, 1, 31, 12, tzinfo=UTC)
    assert Entry.objects.get().kind == "membership.limited"


def test_staff_do_not_limit_their_own_membership(client: Client, staff: User) -> None:
    membership: Membership = RepresentativeFactory.create(user=staff)
    url = reverse("admin:accounts_membership_change", args=[membership.pk])
    answer = client.post(
        url, {"valid_until_0": "2030-01-31", "valid_until_1": "12:00"}, follow=True
    )
    membership.refresh_from_db()
    assert membership.valid_until is None
    assert "Someone else must verify you." in [str(m) for m in answer.context["messages"]]


@pytest.mark.usefixtures("staff")
def test_list_of_memberships_takes_the_same_queries_for_one_and_three(client: Client) -> None:
    counts = []
    for more in (1, 2):
        for _one in range(more):
            MembershipFactory.create()
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("admin:accounts_membership_changelist"))
        counts.append(len(queries))
    assert counts[0] == counts[1]
