"""The record: written with its act, never changed, and checkable without trusting us."""

import hashlib

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from accounts.models.entry import Entry, EntryPayload
from accounts.record import digest_of, record
from tests.factories.accounts import UserFactory

payloads = st.dictionaries(
    st.text(max_size=20),
    st.none() | st.booleans() | st.integers() | st.text(max_size=200),
    max_size=6,
)


@pytest.mark.django_db
def test_entry_tells_who_did_what_by_the_public_id_of_the_person() -> None:
    person = UserFactory.create()
    entry = record(stream="document-1", kind="vote.cast", by=person, vote=3, choice="support")
    assert (entry.stream, entry.kind) == ("document-1", "vote.cast")
    assert entry.payload.actor == person
    assert entry.payload.data == {
        "actor": str(person.public_id),
        "vote": 3,
        "choice": "support",
    }


@pytest.mark.django_db
def test_entry_of_the_timetable_has_no_actor() -> None:
    entry = record(stream="document-1", kind="stage.moved", by=None)
    assert (entry.payload.actor, entry.payload.data) == (None, {"actor": None})


@pytest.mark.django_db
def test_entry_holds_the_digest_of_its_stored_payload() -> None:
    made = record(
        stream="document-1", kind="vote.cast", by=None, reason="«لا» – ‘no’ 🗳", vote=2**53
    )
    payload = EntryPayload.objects.get(entry=made)
    assert made.digest == digest_of(payload.salt, payload.data)


@pytest.mark.django_db
def test_entries_with_the_same_payload_have_different_digests() -> None:
    first, second = (record(stream="document-1", kind="vote.cast", by=None) for _ in range(2))
    assert first.digest != second.digest


@pytest.mark.django_db
def test_entry_outside_a_transaction_is_a_mistake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "in_atomic_block", False)
    with pytest.raises(RuntimeError):
        record(stream="document-1", kind="vote.cast", by=None)


@pytest.mark.django_db
def test_entry_is_undone_with_its_act() -> None:
    with transaction.atomic():
        record(stream="document-1", kind="vote.cast", by=None)
        transaction.set_rollback(True)
    assert (Entry.objects.count(), EntryPayload.objects.count()) == (0, 0)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE accounts_entry SET kind = 'vote.withdrawn'",
        "UPDATE accounts_entry SET occurred_at = NULL",
        "DELETE FROM accounts_entry",
    ],
)
def test_database_refuses_to_change_the_record(statement: str) -> None:
    made = record(stream="document-1", kind="vote.cast", by=None)
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert Entry.objects.values_list("kind", "occurred_at").get() == (
        "vote.cast",
        Entry.objects.get(pk=made.pk).occurred_at,
    )


@pytest.mark.django_db
def test_person_can_be_forgotten_while_the_entry_stays() -> None:
    person = UserFactory.create()
    entry = record(stream="document-1", kind="vote.cast", by=person)
    entry.payload.delete()
    person.delete()
    assert Entry.objects.get().digest == entry.digest


def test_digest_is_the_one_anybody_can_compute() -> None:
    text = 'salt\n{"actor":null,"choice":"oppose","reason":"só — не","vote":7}'
    data = {"vote": 7, "reason": "só — не", "actor": None, "choice": "oppose"}
    assert digest_of("salt", data) == hashlib.sha256(text.encode()).hexdigest()


@given(payloads)
def test_digest_does_not_depend_on_the_order_of_keys(data: dict[str, object]) -> None:
    assert digest_of("salt", data) == digest_of("salt", dict(reversed(data.items())))


@given(payloads, payloads)
def test_digest_tells_payloads_apart(one: dict[str, object], other: dict[str, object]) -> None:
    assert (digest_of("salt", one) == digest_of("salt", other)) == (
        repr(sorted(one.items())) == repr(sorted(other.items()))
    )
