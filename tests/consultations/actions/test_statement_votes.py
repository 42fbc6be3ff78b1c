"""Opinions given, changed, taken back."""

import pytest

from accounts.models import User
from accounts.verdicts import Denied, Refused
from consultations.actions.statement_votes import give_opinion
from consultations.actions.statements import refuse_statement
from consultations.events import OpinionGiven
from consultations.models import Consultation, Statement, StatementVote
from consultations.queries.journal import happenings, journal
from principles.states import OPEN_STAGES, Role, Stage
from tests.consultations.heard import announced
from tests.consultations.record import acts
from tests.factories.accounts import RepresentativeFactory, individual
from tests.factories.consultations import DAY, run_by, running
from tests.factories.principles import joined
from tests.factories.statements import StatementFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def consultation() -> Consultation:
    return running(Stage.COMMENT)


@pytest.fixture
def statement(consultation: Consultation) -> Statement:
    return StatementFactory.create(consultation=consultation)


def speaker(consultation: Consultation) -> User:
    return joined(individual(), consultation.document).user


def test_an_opinion_is_one_row_changed_in_place(
    consultation: Consultation, statement: Statement
) -> None:
    ana = speaker(consultation)

    with announced() as events:
        for opinion in ("agree", "agree", "disagree"):
            given = give_opinion(statement=statement, opinion=opinion, by=ana)

    vote = StatementVote.objects.get()
    assert vote == given
    assert (vote.holder, vote.opinion) == (f"u{ana.pk}", "disagree")
    assert vote.group == vote.participation.group if vote.participation else False
    assert [
        (act["opinion"], act["replaces"], act["holder"])
        for act in acts(consultation.document, "opinion.given")
    ] == [("agree", "skip", vote.holder), ("disagree", "agree", vote.holder)]
    assert events == [OpinionGiven(consultation_id=consultation.pk)] * 2


def test_an_organisation_has_one_opinion_however_many_speak_for_it(
    consultation: Consultation, statement: Statement
) -> None:
    first = RepresentativeFactory.create()
    second = RepresentativeFactory.create(organisation=first.organisation)
    for each in (first, second):
        joined(each.user, consultation.document)

    give_opinion(statement=statement, opinion="agree", by=first.user)
    give_opinion(statement=statement, opinion="pass", by=second.user)

    vote = StatementVote.objects.get()
    assert (vote.holder, vote.opinion) == (f"o{first.organisation_id}", "pass")
    assert vote.participation is not None
    assert vote.participation.user == second.user


def test_a_skip_is_no_opinion_until_it_takes_one_back(
    consultation: Consultation, statement: Statement
) -> None:
    ana = speaker(consultation)

    with announced() as events:
        skipped = give_opinion(statement=statement, opinion="skip", by=ana)
        again = give_opinion(statement=statement, opinion="skip", by=ana)
    assert (events, acts(consultation.document, "opinion.given")) == ([], [])
    assert again.cast_at > skipped.cast_at

    give_opinion(statement=statement, opinion="agree", by=ana)
    with announced() as events:
        give_opinion(statement=statement, opinion="skip", by=ana)

    assert StatementVote.objects.get().opinion == "skip"
    assert len(events) == 1
    assert acts(consultation.document, "opinion.given")[-1]["replaces"] == "agree"


@pytest.mark.parametrize("opinion", ["", "AGREE", "block", "agree "])
def test_an_answer_that_is_on_no_card_is_refused(
    consultation: Consultation, statement: Statement, opinion: str
) -> None:
    with pytest.raises(Refused) as refused:
        give_opinion(statement=statement, opinion=opinion, by=speaker(consultation))

    assert refused.value.code == "unknown_choice"
    assert not StatementVote.objects.exists()


@pytest.mark.parametrize("status", ["waiting", "refused", "withdrawn"])
def test_a_statement_that_is_not_open_takes_no_opinion(
    consultation: Consultation, status: str
) -> None:
    reason = "Off topic." if status == "refused" else ""
    statement = StatementFactory.create(
        consultation=consultation, status=status, status_reason=reason
    )

    with pytest.raises(Refused) as refused:
        give_opinion(statement=statement, opinion="agree", by=speaker(consultation))

    assert refused.value.code == "statement_gone"


def test_what_was_taken_away_while_one_read_takes_no_opinion(
    consultation: Consultation, statement: Statement
) -> None:
    as_read = Statement.objects.select_related("consultation__document").get()
    refuse_statement(statement=statement, reason="Unlawful.", by=run_by(consultation))

    with pytest.raises(Refused, match="not open for opinions"):
        give_opinion(statement=as_read, opinion="agree", by=speaker(consultation))


def test_the_window_counts_not_the_stage_and_the_team_takes_no_side() -> None:
    overdue = running(Stage.COMMENT, closes_in=-DAY)

    with pytest.raises(Refused) as refused:
        give_opinion(
            statement=StatementFactory.create(consultation=overdue),
            opinion="agree",
            by=speaker(overdue),
        )
    assert refused.value.code == "window_closed"
    fine = running(Stage.VOTE)
    moderator = run_by(fine, Role.MODERATOR)
    joined(moderator, fine.document)
    with pytest.raises(Denied, match="takes no side"):
        give_opinion(
            statement=StatementFactory.create(consultation=fine), opinion="agree", by=moderator
        )


@pytest.mark.parametrize("stage", sorted(set(Stage) - set(OPEN_STAGES)))
def test_where_nothing_is_open_no_opinion_is_taken(stage: Stage) -> None:
    consultation = running(stage)

    with pytest.raises(Denied):
        give_opinion(
            statement=StatementFactory.create(consultation=consultation),
            opinion="agree",
            by=speaker(consultation),
        )


def test_nobody_reads_in_the_journal_who_thinks_what(
    consultation: Consultation, statement: Statement
) -> None:
    give_opinion(statement=statement, opinion="disagree", by=speaker(consultation))

    assert [act.words for act in journal(consultation).acts] == []
    assert happenings(consultation) == []
