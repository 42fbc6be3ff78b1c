"""The demo's story, told through the actions, comes out as its content says."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models.functions import Now

from accounts.models import Entry, Job, User
from consultations.demo import content
from consultations.demo.seed import PASSWORD, seed_demo
from consultations.models import Consultation, Report, Summary
from principles.models import Amendment, Anchor, Comment, Document, Vote
from principles.states import AmendmentStatus, Stage


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
    assert Amendment.objects.filter(status=AmendmentStatus.ADOPTED).count() == 4
    assert Anchor.objects.filter(placed_start=None).count() == 1
    assert Summary.objects.filter(consultation=charter).count() == 30
    assert Report.objects.get().consultation.document.stage == Stage.CONCLUDED
    assert not Job.objects.exists()
    login = User.objects.get(email="moderator@example.org")
    assert login.check_password(PASSWORD)
    # The record was written when the story says, and the clock goes right again.
    assert Entry.objects.dates("occurred_at", "month").count() > 3
    assert User.objects.annotate(clock=Now()).values_list("clock", flat=True)[0] is not None
    with pytest.raises(CommandError, match="already"):
        call_command("seed_demo")
