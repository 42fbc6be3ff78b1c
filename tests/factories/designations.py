"""Designations for tests: `decided(consultation)` is the owner's on the first principle, with the
votes as they are; `lapsed(designation)` one whose time for objections is over."""

from datetime import timedelta

from accounts.models import User
from consultations.actions.designations import designate
from consultations.models import Consultation, Designation
from consultations.states import ConsensusLevel
from principles.states import Stage
from tests.factories.accounts import individual
from tests.factories.comments import organisation_vote, votes
from tests.factories.consultations import run_by, running
from tests.factories.principles import joined, principle_of


def voted() -> Consultation:
    """Closed, after votes on its first principle: six individuals of academia and a firm for it, a
    government that blocks, two individuals too few to show."""
    consultation = running(Stage.CLOSED)
    principle = principle_of(consultation.document)
    votes(principle, "academia", "support", 5)
    votes(principle, "academia", "accept", 1)
    votes(principle, "technical-community", "oppose", 2)
    organisation_vote(principle, "private-sector", "accept", "Cables Ltd")
    organisation_vote(
        principle, "governments", "block", "Ministry of Posts", reason="It costs too much."
    )
    return consultation


def decided(
    consultation: Consultation,
    level: str = ConsensusLevel.CONSENSUS,
    *,
    key: int = 1,
    by: User | None = None,
    replaces: int | None = None,
    rationale: str = "All but one can live with it.",
) -> Designation:
    return designate(
        principle=principle_of(consultation.document, key),
        level=level,
        rationale=rationale,
        replaces=replaces,
        by=by or run_by(consultation),
    )


def lapsed(designation: Designation) -> Designation:
    """The same, made longer ago than others can object to it."""
    designation.decided_at -= timedelta(days=30)
    designation.objections_until -= timedelta(days=30)
    designation.save()
    return designation


def participant(consultation: Consultation, code: str = "civil-society") -> User:
    """Somebody with a voice."""
    person = individual(code)
    joined(person, consultation.document)
    return person
