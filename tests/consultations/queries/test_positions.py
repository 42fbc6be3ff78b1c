"""Summaries as pages show them."""

import pytest

from consultations.models import Summary
from consultations.queries.positions import summaries_of_consultation
from consultations.states import SummaryStatus
from principles.actions.decisions import adopt_amendment
from principles.states import Stage
from tests.factories.accounts import group
from tests.factories.amendments import AmendmentFactory
from tests.factories.consultations import run_by, running
from tests.factories.principles import principle_of

pytestmark = pytest.mark.django_db


def test_a_summary_is_out_of_date_once_the_words_it_is_on_have_changed() -> None:
    consultation = running(Stage.AMEND)
    version = consultation.document.current_version
    assert version is not None
    for key in (1, 2):
        Summary.objects.create(
            consultation=consultation,
            principle=principle_of(consultation.document, key),
            group=group("academia"),
            version=version,
            comment_count=1,
            people_count=1,
            input_hash="0" * 64,
            engine="tests",
            status=SummaryStatus.MACHINE,
        )
    assert [each.out_of_date for each in summaries_of_consultation(consultation)] == [False, False]
    amendment = AmendmentFactory.create(principle=principle_of(consultation.document))

    adopt_amendment(amendment=amendment, base_hash=amendment.base.hash, by=run_by(consultation))

    shown = summaries_of_consultation(consultation)
    assert [(each.out_of_date, each.words_changed) for each in shown] == [
        (True, True),
        (False, False),
    ]
