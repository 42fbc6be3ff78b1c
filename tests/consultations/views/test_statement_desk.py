"""Statements on the desk: seeded, let in, refused, and the voices they lack."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consultations.models import Consultation
from principles.states import Role, Stage
from tests.consultations.views.pages import at, forms_of, signed_in, words_of
from tests.factories.accounts import individual
from tests.factories.comments import CommentFactory
from tests.factories.consultations import run_by, running
from tests.factories.principles import joined, principle_of
from tests.factories.statements import StatementFactory, opinions, statements

pytestmark = pytest.mark.django_db


@pytest.fixture
def consultation() -> Consultation:
    return running(Stage.COMMENT)


def test_seeds_are_written_one_a_line(consultation: Consultation) -> None:
    client, here = signed_in(run_by(consultation)), at(consultation, "desk-statements")

    done = client.post(here, {"texts": "Ports are open.\r\n\r\nFees are fair.", "principle": "1"})

    assert done["Location"] == here
    assert [
        (each.text, each.status, each.principle and each.principle.key)
        for each in consultation.statements.all()
    ] == [("Ports are open.", "open", 1), ("Fees are fair.", "open", 1)]
    assert "2 statements are open for opinions." in words_of(client.get(here))


def test_a_comment_on_the_desk_leads_to_a_statement_made_of_it(consultation: Consultation) -> None:
    comment = CommentFactory.create(principle=principle_of(consultation.document), number=3)
    client = signed_in(run_by(consultation))
    here = at(consultation, "desk-statements")

    offered = client.get(at(consultation, "desk-comments") + "?comment=3").content.decode()
    form = client.get(here + "?comment=3")
    client.post(here, {"texts": "Say who checks.", "comment": "3"})

    assert f'href="{here}?comment=3#new"' in offered
    assert "Who checks this" in words_of(form)
    assert form.context["form"]["comment"].value() == 3
    assert consultation.statements.get().comment == comment


def test_seeds_that_cannot_be_kept_are_given_back(consultation: Consultation) -> None:
    client, here = signed_in(run_by(consultation)), at(consultation, "desk-statements")

    long = client.post(here, {"texts": "Fine.\n" + "z" * 281})

    assert long.status_code == 400
    assert "at most 280 characters; this one has 281: zzz" in words_of(long)
    assert long.context["form"]["texts"].value() == "Fine.\n" + "z" * 281
    assert not consultation.statements.exists()


def test_a_proposal_is_let_in_or_not_with_a_reason(consultation: Consultation) -> None:
    client, here = signed_in(run_by(consultation)), at(consultation, "desk-statements")
    ana = joined(individual(name="Ana Kim"), consultation.document)
    for text in ("Ports are ours.", "Fees are fair."):
        StatementFactory.create(
            consultation=consultation,
            status="waiting",
            text=text,
            author=ana.user,
            participation=ana,
            is_seed=False,
        )

    queue = words_of(client.get(here))
    client.post(at(consultation, "statement-admit", 1))
    nothing = client.post(at(consultation, "statement-refuse", 2), {"reason": ""})
    client.post(at(consultation, "statement-refuse", 2), {"reason": "Two thoughts."})

    assert "Ana Kim Civil society" in queue
    assert nothing.status_code == 400
    assert "Say why: its author reads the reason." in words_of(nothing)
    assert list(consultation.statements.values_list("status", "status_reason")) == [
        ("open", ""),
        ("refused", "Two thoughts."),
    ]
    assert "Two thoughts." in words_of(client.get(here + "?status=refused"))
    assert "Two thoughts." in words_of(signed_in(ana.user).get(at(consultation, "opinion-list")))


def test_voices_still_missing_are_named_and_small_counts_are_not(
    consultation: Consultation,
) -> None:
    (statement,) = statements(consultation, 1)
    opinions(statement, "governments", "agree", 5)
    opinions(statement, "academia", "disagree", 4)
    opinions(statement, "civil-society", "skip", 9)
    (other,) = statements(consultation, 1)
    opinions(other, "private-sector", "pass", 20)

    page = signed_in(run_by(consultation)).get(at(consultation, "desk-statements"))

    of_first, of_second = (
        [(each.label, each.answered, each.joined) for each in line.missing]
        for line, _ in page.context["open"]
    )
    assert of_first == [
        ("Private sector", None, 20),
        ("Civil society", None, 9),
        ("Academia", None, None),
    ]
    assert [label for label, _, _ in of_second] == ["Governments", "Civil society", "Academia"]
    assert "Civil society (fewer than 5 of 9)" in words_of(page)
    assert "Academia (fewer than 5 take part)" in words_of(page)


def test_a_third_of_a_large_group_is_enough(consultation: Consultation) -> None:
    first, second = statements(consultation, 2)
    opinions(first, "governments", "agree", 6)
    opinions(second, "governments", "agree", 12)

    page = signed_in(run_by(consultation)).get(at(consultation, "desk-statements"))

    assert [
        [(each.answered, each.joined) for each in line.missing] for line, _ in page.context["open"]
    ] == [[], []]
    opinions(second, "governments", "skip", 1)
    page = signed_in(run_by(consultation)).get(at(consultation, "desk-statements"))
    assert [
        [(each.answered, each.joined) for each in line.missing] for line, _ in page.context["open"]
    ] == [[(6, 19)], []]


def test_observers_see_the_desk_and_change_nothing(consultation: Consultation) -> None:
    StatementFactory.create(consultation=consultation, status="waiting")
    client = signed_in(run_by(consultation, Role.OBSERVER))

    page = client.get(at(consultation, "desk-statements"))

    assert forms_of(page) == []
    assert [
        client.post(at(consultation, "desk-statements"), {"texts": "So."}).status_code,
        client.post(at(consultation, "statement-admit", 1)).status_code,
        client.post(at(consultation, "statement-refuse", 1), {"reason": "So."}).status_code,
    ] == [403] * 3


def test_a_statement_withdrawn_meanwhile_is_not_let_in(consultation: Consultation) -> None:
    StatementFactory.create(consultation=consultation, status="withdrawn")
    client = signed_in(run_by(consultation))

    admitted = client.post(at(consultation, "statement-admit", 1), follow=True)

    assert "This statement was withdrawn by its author." in words_of(admitted)
    assert client.post(at(consultation, "statement-admit", 9)).status_code == 404
    assert client.get(at(consultation, "desk-statements") + "?status=waiting").status_code == 404


def test_the_page_takes_as_many_queries_for_three_statements_as_for_one() -> None:
    counts = []
    for number in (1, 3):
        consultation = running(Stage.COMMENT)
        ana = joined(individual(), consultation.document)
        for statement in statements(consultation, number):
            opinions(statement, "academia", "agree", 2)
        statements(consultation, number, status="waiting", author=ana.user, participation=ana)
        client = signed_in(run_by(consultation))
        client.get(at(consultation, "desk-statements"))
        with CaptureQueriesContext(connection) as asked:
            client.get(at(consultation, "desk-statements"))
        counts.append(len(asked))

    assert counts[0] == counts[1]
