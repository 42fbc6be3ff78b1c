"""Statements and opinions in the data a person may download, and after an erasure."""

import json

import pytest

from accounts.actions.users import erase_account
from accounts.queries.personal_data import personal_data
from consultations.actions.statement_votes import give_opinion
from consultations.actions.statements import propose_statement
from consultations.models import StatementVote
from principles.states import Stage
from tests.factories.accounts import individual, representative
from tests.factories.consultations import running
from tests.factories.principles import joined
from tests.factories.statements import opinions, statements

pytestmark = pytest.mark.django_db


def test_personal_data_holds_ones_own_statements_and_opinions_only() -> None:
    consultation = running(Stage.COMMENT)
    speaker = representative(name="Ana")
    voice = joined(speaker, consultation.document)
    (statement,) = statements(consultation, 1, text="Ports are open.")
    opinions(statement, "academia", "disagree", 2)
    give_opinion(statement=statement, opinion="pass", by=speaker)
    propose_statement(consultation=consultation, text="Ports are ours.", by=speaker)

    held = json.loads(json.dumps(personal_data(speaker)))["statements"]

    (given,), (proposed,) = held["opinions"], held["proposed"]
    assert voice.organisation is not None
    assert (given["statement"], given["text"], given["opinion"], given["organisation"]) == (
        1,
        "Ports are open.",
        "pass",
        voice.organisation.name,
    )
    assert (proposed["number"], proposed["text"], proposed["status"]) == (
        2,
        "Ports are ours.",
        "waiting",
    )


def test_after_an_erasure_the_opinion_stands_with_its_holder_and_no_name() -> None:
    consultation = running(Stage.COMMENT)
    ana = joined(individual(name="Ana Kim"), consultation.document)
    (statement,) = statements(consultation, 1)
    give_opinion(statement=statement, opinion="agree", by=ana.user)

    erase_account(user=ana.user, by=ana.user)

    vote = StatementVote.objects.select_related("participation__user").get()
    assert (vote.holder, vote.opinion) == (f"u{ana.user_id}", "agree")
    assert vote.participation is not None
    assert vote.participation.user.public_name != "Ana Kim"
