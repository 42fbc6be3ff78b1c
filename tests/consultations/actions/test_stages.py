"""The table of moves, held by the only function that moves."""

import hashlib
from itertools import product

import pytest
from django.db import transaction

from accounts.verdicts import Refused
from consultations.actions.stages import change_stage, hold, votes_digest
from consultations.models import StageChange
from principles.actions.votes import cast_vote
from principles.models import Vote
from principles.states import STAGE_MOVES, Stage
from tests.consultations.record import acts
from tests.factories.accounts import UserFactory, individual
from tests.factories.consultations import running
from tests.factories.principles import joined, principle_of, text_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("old", "new"), list(product(Stage, Stage)))
def test_change_stage_follows_the_table_for_every_pair(old: Stage, new: Stage) -> None:
    consultation = running(old)
    person = UserFactory.create()

    with transaction.atomic():
        document = hold(consultation)
        if new not in STAGE_MOVES[old]:
            with pytest.raises(Refused) as caught:
                change_stage(consultation, document, new, by=person)
            assert caught.value.code == "not_a_move"
            assert not StageChange.objects.exists()
            return
        change_stage(consultation, document, new, by=person, reason="Because.")

    (change,) = StageChange.objects.all()
    assert (change.old, change.new, change.by, change.reason) == (old, new, person, "Because.")
    (entry,) = acts(document, "stage.changed")
    assert (entry["old"], entry["new"], entry["reason"]) == (old.value, new.value, "Because.")


def test_votes_digest_is_what_a_recount_of_the_stored_votes_gives() -> None:
    consultation = running(Stage.VOTE)
    principle = principle_of(consultation.document)
    text = text_of(principle)
    for choice in ("support", "oppose", "support"):
        person = individual()
        joined(person, consultation.document)
        cast_vote(principle=principle, choice=choice, text_hash=text.hash, by=person)

    digest = votes_digest(consultation.document)

    lines = sorted(
        f"{vote.principle.key} {vote.holder} {vote.choice} {vote.text_hash}"
        for vote in Vote.objects.select_related("principle")
    )
    assert digest == {
        "votes": 3,
        "votes_sha256": hashlib.sha256("\n".join(lines).encode()).hexdigest(),
    }


def test_votes_digest_does_not_depend_on_the_order_of_rows_and_does_on_every_vote() -> None:
    consultation = running(Stage.VOTE)
    principle = principle_of(consultation.document)
    text = text_of(principle)
    person = individual()
    joined(person, consultation.document)
    empty = votes_digest(consultation.document)
    cast_vote(principle=principle, choice="support", text_hash=text.hash, by=person)
    first = votes_digest(consultation.document)
    cast_vote(principle=principle, choice="oppose", text_hash=text.hash, by=person)
    second = votes_digest(consultation.document)
    cast_vote(principle=principle, choice="support", text_hash=text.hash, by=person)

    assert len({str(empty), str(first), str(second)}) == 3
    assert votes_digest(consultation.document) == first
