"""The demo's story, told through the actions, comes out as its content says."""

from collections import Counter

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models.functions import Now

from accounts.models import Entry, Job, User
from consultations.demo import content
from consultations.demo.cast import PASSWORD
from consultations.demo.seed import seed_demo
from consultations.models import Consultation, Report, Summary
from principles.models import Anchor, Comment, Document, Evaluation, ProposedDecision, Vote
from principles.queries.merging import OpenAmendments, amendments_state
from principles.states import AmendmentKind, Stage


@pytest.fixture
def told(db: None) -> list[str]:
    if connection.vendor != "sqlite":
        # What the demo says on another database is a test of its own, below.
        with pytest.raises(CommandError):
            call_command("seed_demo")
        return []
    lines: list[str] = []
    seed_demo(lines.append)
    return lines


def test_the_story_ends_as_its_content_says(told: list[str]) -> None:
    if not told:
        assert not Document.objects.exists()
        return
    stages = dict(Document.objects.values_list("title", "stage"))
    assert stages == {
        content.consultation(name)["title"]: content.consultation(name)["stage"]
        for name in content.CONSULTATIONS
    }
    assert User.objects.count() == len(content.people()["people"])
    assert Comment.objects.count() == sum(
        len(content.part(name, "comments")) for name in content.CONSULTATIONS
    )
    charter = Consultation.objects.get(
        document__title=content.consultation("open_internet")["title"]
    )
    assert Vote.objects.filter(principle__document=charter.document).exists()
    assert fates_of(charter.document) == {
        "open": 21,
        "collecting": 1,
        "adopted": 2,
        "rejected": 2,
        "withdrawn": 1,
        "fallen": 1,
        "subsumed": 1,
    }
    assert_it_deliberates(charter.document)
    assert Anchor.objects.filter(placed_start=None).count() == 1
    assert Summary.objects.filter(consultation=charter).count() == 30
    concluded = Report.objects.get().consultation.document
    assert concluded.stage == Stage.CONCLUDED
    assert fates_of(concluded) == {
        "adopted": 3,
        "rejected": 1,
        "referred": 1,
        "inadmissible": 1,
    }
    assert list(Evaluation.objects.order_by("pk").values_list("amendment__number", "outcome")) == [
        (3, "not_passed"),
        (4, "not_evaluable"),
    ]
    assert (
        "4 of 6 groups reached two thirds" in Evaluation.objects.get(amendment__number=4).sentence
    )
    assert not Job.objects.exists()
    login = User.objects.get(email="moderator@example.org")
    assert login.check_password(PASSWORD)
    # The record was written when the story says, and the clock goes right again.
    assert Entry.objects.dates("occurred_at", "month").count() > 3
    assert User.objects.annotate(clock=Now()).values_list("clock", flat=True)[0] is not None
    with pytest.raises(CommandError, match="already"):
        call_command("seed_demo")


def fates_of(document: Document) -> Counter[str]:
    return Counter(document.amendments.values_list("status", flat=True))


def assert_it_deliberates(charter: Document) -> None:
    """Amendments that exclude one another, some that do not, and a compromise half agreed."""
    states = {
        principle.key: amendments_state(OpenAmendments(charter, principle))
        for principle in charter.principles.all()
    }
    assert {
        key: [component.numbers for component in state.components] for key, state in states.items()
    } == {
        1: [(3, 7, 16, 27), (11, 25)],
        2: [(9, 13)],
        3: [(4, 10, 20)],
        4: [(19, 28, 29)],
        5: [],
    }
    compromise = charter.amendments.get(kind=AmendmentKind.COMPROMISE, status="open")
    answers = compromise.consents.order_by("parent__number")
    assert list(answers.values_list("parent__number", "is_given")) == [(3, None), (7, True)]
    proposed = ProposedDecision.objects.filter(amendment__document=charter)
    assert list(proposed.order_by("proposed_at").values_list("outcome", "is_agreed")) == [
        ("adopt", True),
        ("vote", None),
    ]
