"""Cards in the browser: answered one by one, changed, proposed; for whom and for whom not."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from consultations.models import Consultation, StatementVote
from principles.states import Role, Stage, Visibility
from tests.consultations.views.pages import at, forms_of, signed_in, words_of
from tests.factories.accounts import UserFactory, individual
from tests.factories.consultations import run_by, running
from tests.factories.principles import joined
from tests.factories.statements import (
    StatementFactory,
    opinion_of,
    opinions,
    statements,
)

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def consultation() -> Consultation:
    return running(Stage.COMMENT)


@pytest.fixture
def ana(consultation: Consultation) -> User:
    return joined(individual(), consultation.document).user


def card_at(consultation: Consultation, number: int) -> str:
    return at(consultation, "statement-detail", number)


def answer(client: Client, consultation: Consultation, number: int, **data: str) -> Any:
    return client.post(card_at(consultation, number), {"opinion": "agree", **data})


# --- A card at a time ---------------------------------------------------------------------------


def test_the_next_card_follows_an_answer_until_none_is_left(
    consultation: Consultation, ana: User
) -> None:
    statements(consultation, 3)
    client, here = signed_in(ana), at(consultation, "opinion-card")

    seen = []
    while card := (page := client.get(here)).context["card"]:
        assert forms_of(page) == [card_at(consultation, card.number)]
        answered = answer(client, consultation, card.number)
        assert (answered.status_code, answered["Location"]) == (302, here)
        seen.append(card.number)

    words = words_of(page)
    assert sorted(seen) == [1, 2, 3]
    assert "You have seen every card." in words
    assert "3 of 3 answered" in words
    assert f"You agreed with S-{seen[-1]}." in words


def test_with_htmx_the_next_card_takes_the_place_of_the_last(
    consultation: Consultation, ana: User
) -> None:
    statements(consultation, 2)
    client = signed_in(ana)

    part = client.post(card_at(consultation, 1), {"opinion": "pass"}, headers=HTMX)

    content = part.content.decode()
    assert part.status_code == 200
    assert part.context["card"].number == 2
    assert content.strip().startswith('<div id="card"')
    assert "autofocus" in content
    assert "You passed on S-1." in content
    assert "csrfmiddlewaretoken" in content


def test_a_skipped_card_comes_again_only_where_one_asks_for_it(
    consultation: Consultation, ana: User
) -> None:
    statements(consultation, 1)
    client, here = signed_in(ana), at(consultation, "opinion-card")
    answer(client, consultation, 1, opinion="skip")

    assert "Take up the 1 card you skipped" in words_of(client.get(here))
    again = client.get(here + "?skipped=on")
    assert again.context["card"].number == 1
    done = answer(client, consultation, 1, then="skipped")

    assert done["Location"] == here + "?skipped=on"
    assert "There is nothing left that you skipped." in words_of(client.get(done["Location"]))


def test_an_answer_is_changed_from_ones_own_list(consultation: Consultation, ana: User) -> None:
    statements(consultation, 2)
    client = signed_in(ana)
    answer(client, consultation, 2)

    mine = client.get(at(consultation, "opinion-list"))
    card = client.get(card_at(consultation, 2))
    changed = answer(client, consultation, 2, opinion="disagree", then=card.context["then"])

    assert [(each.number, each.opinion) for each in mine.context["page"].cards] == [(2, "agree")]
    assert "Your answer: Agree. Choose another to change it." in words_of(card)
    assert changed["Location"] == at(consultation, "opinion-list")
    assert StatementVote.objects.get().opinion == "disagree"


def test_a_double_click_leaves_one_answer(consultation: Consultation, ana: User) -> None:
    statements(consultation, 1)
    client = signed_in(ana)

    assert [answer(client, consultation, 1).status_code for _ in range(2)] == [302, 302]
    assert StatementVote.objects.count() == 1


def test_before_the_first_statement_the_page_says_so(consultation: Consultation, ana: User) -> None:
    assert "No statement is open yet." in words_of(
        signed_in(ana).get(at(consultation, "opinion-card"))
    )
    assert "You have not answered any card yet." in words_of(
        signed_in(ana).get(at(consultation, "opinion-list"))
    )


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_no_answer_is_no_answer(
    consultation: Consultation, ana: User, headers: dict[str, str]
) -> None:
    statements(consultation, 1)

    page = signed_in(ana).post(card_at(consultation, 1), {"opinion": "block"}, headers=headers)

    assert page.status_code == 400
    assert "Choose one of the answers on the card." in page.content.decode()
    assert not StatementVote.objects.exists()


# --- For whom -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "said"),
    [
        ("anonymous", "Sign in to take part."),
        ("stranger", "Say for whom you speak first."),
        ("observer", "Observers read and do not speak."),
        ("moderator", "The team runs this consultation and takes no side in it."),
    ],
)
def test_who_cannot_answer_reads_the_statements_and_why(
    consultation: Consultation, who: str, said: str
) -> None:
    StatementFactory.create(consultation=consultation, text="Ports are open.")
    people: dict[str, Callable[[], User | None]] = {
        "anonymous": lambda: None,
        "stranger": UserFactory.create,
        "observer": lambda: run_by(consultation, Role.OBSERVER),
        "moderator": lambda: run_by(consultation, Role.MODERATOR),
    }
    client = signed_in(people[who]())

    for page in (
        client.get(at(consultation, "opinion-card")),
        client.get(card_at(consultation, 1)),
    ):
        assert said in words_of(page)
        assert "Ports are open." in words_of(page)
        assert forms_of(page) == []
    assert answer(client, consultation, 1).status_code == 403
    assert not StatementVote.objects.exists()


def test_after_the_close_one_reads_and_answers_no_more() -> None:
    closed = running(Stage.CLOSED)
    ana = joined(individual(), closed.document).user
    StatementFactory.create(consultation=closed)
    client = signed_in(ana)

    assert "Opinions are not asked at this stage." in words_of(
        client.get(at(closed, "opinion-card"))
    )
    assert answer(client, closed, 1).status_code == 403


def test_no_page_of_a_private_consultation_exists_for_others() -> None:
    private = running(Stage.COMMENT, visibility=Visibility.INVITED)
    StatementFactory.create(consultation=private)
    client = signed_in(UserFactory.create())
    names = ("opinion-card", "opinion-list", "statement-list", "statement-propose")

    assert [client.get(at(private, name)).status_code for name in names] == [404] * 4
    assert [
        client.get(card_at(private, 1)).status_code,
        answer(client, private, 1).status_code,
        client.post(at(private, "statement-withdraw", 1)).status_code,
        client.post(at(private, "statement-propose"), {"text": "So."}).status_code,
    ] == [404] * 4


@pytest.mark.parametrize("status", ["waiting", "refused", "withdrawn"])
def test_what_is_not_open_is_no_card_for_anyone(
    consultation: Consultation, ana: User, status: str
) -> None:
    StatementFactory.create(
        consultation=consultation, status=status, status_reason="No.", text="Secret."
    )
    client = signed_in(ana)

    assert [
        client.get(card_at(consultation, 1)).status_code,
        answer(client, consultation, 1).status_code,
        answer(client, consultation, 999).status_code,
    ] == [404] * 3
    assert "Secret." not in words_of(Client().get(at(consultation, "statement-list")))


def test_a_statement_of_another_consultation_is_not_answered_here(
    consultation: Consultation, ana: User
) -> None:
    other = running(Stage.COMMENT)
    statements(other, 2)
    statements(consultation, 1)

    assert answer(signed_in(ana), consultation, 2).status_code == 404


def test_nobody_reads_what_others_answered(consultation: Consultation, ana: User) -> None:
    """Neither words nor counts: the pages are the same with and without them."""
    (statement,) = statements(consultation, 1)
    names = ("statement-list", "opinion-card")
    before = [words_of(Client().get(at(consultation, name) + "?after=0")) for name in names]
    opinions(statement, "academia", "disagree", 7)

    after = [words_of(Client().get(at(consultation, name) + "?after=0")) for name in names]

    assert before == after
    assert signed_in(ana).get(card_at(consultation, 1)).context["card"].opinion == ""


def test_words_of_people_are_shown_as_words(consultation: Consultation, ana: User) -> None:
    nasty = "<script>alert(1)</script><b>Bold</b> & \u202eevil"
    signed_in(ana).post(at(consultation, "statement-propose"), {"text": nasty})
    consultation.statements.update(status="open")

    for page in (
        Client().get(at(consultation, "statement-list")),
        signed_in(ana).get(at(consultation, "opinion-card")),
        signed_in(ana).get(at(consultation, "opinion-list")),
    ):
        content = page.content.decode()
        assert (
            "&lt;script&gt;alert(1)&lt;/script&gt;&lt;b&gt;Bold&lt;/b&gt; &amp; [U+202E]evil"
            in (content)
        )
        assert "<script>alert" not in content


# --- In one's own words -------------------------------------------------------------------------


def test_a_proposal_waits_in_ones_own_list_and_can_be_taken_back(
    consultation: Consultation, ana: User
) -> None:
    client = signed_in(ana)

    sent = client.post(
        at(consultation, "statement-propose"), {"text": "Ports are ours.", "principle": "2"}
    )
    mine = client.get(sent["Location"])
    taken = client.post(at(consultation, "statement-withdraw", 1), follow=True)

    statement = consultation.statements.get()
    assert sent["Location"] == at(consultation, "opinion-list")
    assert "Waiting for a moderator Ports are ours. Withdraw it" in words_of(mine)
    assert "Statement S-1 is withdrawn." in words_of(taken)
    assert (statement.status, statement.principle and statement.principle.key) == ("withdrawn", 2)


def test_a_refusal_of_the_rule_gives_the_words_back(consultation: Consultation, ana: User) -> None:
    StatementFactory.create(consultation=consultation, text="Ports are open.")
    client, here = signed_in(ana), at(consultation, "statement-propose")

    same = client.post(here, {"text": "ports are open."})
    long = client.post(here, {"text": "y" * 281})
    strange = client.post(here, {"text": "So.", "principle": "99", "comment": "12"})

    assert (same.status_code, long.status_code, strange.status_code) == (400, 400, 400)
    assert "This statement is there already: S-1." in words_of(same)
    assert card_at(consultation, 1) in same.content.decode()
    assert same.context["form"]["text"].value() == "ports are open."
    assert "this one has 281" in words_of(long)
    assert set(strange.context["form"].errors) == {"principle", "comment"}


def test_others_proposals_cannot_be_withdrawn_nor_found(
    consultation: Consultation, ana: User
) -> None:
    signed_in(ana).post(at(consultation, "statement-propose"), {"text": "Ports are ours."})
    ben = joined(individual(), consultation.document).user

    there, nowhere = (
        signed_in(ben).post(at(consultation, "statement-withdraw", n)).status_code for n in (1, 2)
    )

    assert (there, nowhere) == (404, 404)


# --- What a page costs --------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["opinion-card", "statement-list", "opinion-list"])
def test_a_page_takes_as_many_queries_for_three_statements_as_for_one(name: str) -> None:
    counts = []
    for number in (1, 3):
        consultation = running(Stage.COMMENT)
        voice = joined(individual(), consultation.document)
        for statement in statements(consultation, number):
            opinions(statement, "academia", "agree", 2)
            if name == "opinion-list":
                opinion_of(voice, statement, "pass")
        client = signed_in(voice.user)
        client.get(at(consultation, name))
        with CaptureQueriesContext(connection) as asked:
            client.get(at(consultation, name))
        counts.append(len(asked))

    assert counts[0] == counts[1] <= 12


def test_lists_go_on_where_the_page_before_ended(consultation: Consultation) -> None:
    statements(consultation, 52)
    here = at(consultation, "statement-list")

    first = Client().get(here)
    second = Client().get(here + first.context["older_url"])

    assert [len(page.context["page"].cards) for page in (first, second)] == [50, 2]
    assert second.context["older_url"] == ""
    assert [Client().get(here + f"?after={bad}").status_code for bad in ("x", "-1", "9" * 30)] == [
        404
    ] * 3
