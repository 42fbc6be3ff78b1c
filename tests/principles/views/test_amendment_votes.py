"""Votes on amendments in the browser: in order, by whom, closed by the rule."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags

from accounts.models import User
from principles.models import Amendment, AmendmentVote, Document, VotingOrder
from principles.rules import PRESETS
from principles.states import AmendmentStatus, ResultsShown, Role, Stage
from tests.factories.accounts import (
    OrganisationFactory,
    RepresentativeFactory,
    UserFactory,
    individual,
)
from tests.factories.amendments import AmendmentFactory
from tests.factories.ballots import individuals_vote, organisations_vote
from tests.factories.comments import cast_by
from tests.factories.principles import (
    joined,
    open_document,
    principle_of,
    seated,
)

pytestmark = pytest.mark.django_db
FIRST = "Everyone may reach every part of the network, whoever runs it and wherever they are."


@pytest.fixture
def document() -> Document:
    return open_document(Stage.AMEND)


@pytest.fixture
def moderator(document: Document) -> Client:
    return client_of(seated(UserFactory.create(name="Mo Chair"), document))


@pytest.fixture
def amendments(document: Document) -> tuple[Amendment, Amendment, Amendment]:
    """One small change, one that words all anew and excludes it, one of other words."""
    principle = principle_of(document)
    near = FIRST.replace("Everyone", "Every person")
    apart = FIRST.replace("wherever they are", "from anywhere")
    return (
        AmendmentFactory.create(principle=principle, body=near),
        AmendmentFactory.create(principle=principle, body="Nobody is kept out of anything."),
        AmendmentFactory.create(principle=principle, body=apart),
    )


def client_of(user: User | None) -> Client:
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


def voting_url(document: Document) -> str:
    return reverse("principles:amendment-voting", args=[document.slug, 1])


def at(name: str, amendment: Amendment) -> str:
    return reverse(f"principles:{name}", args=[amendment.document.slug, amendment.number])


def words_of(response: Any) -> str:
    return " ".join(strip_tags(response.content.decode()).split())


def opened(document: Document, moderator: Client) -> None:
    url = reverse("principles:amendment-votes-open", args=[document.slug, 1])
    assert moderator.post(url).status_code == 302


def status_of(amendment: Amendment) -> str:
    return Amendment.objects.get(pk=amendment.pk).status


def test_page_lists_them_in_voting_order_with_measure_and_what_each_excludes(
    document: Document, amendments: tuple[Amendment, ...]
) -> None:
    page = Client().get(voting_url(document))

    ballots = page.context["voting"].ballots
    assert [(each.number, each.excludes) for each in ballots] == [(2, (1, 3)), (3, (2,)), (1, (2,))]
    words = words_of(page)
    assert "Adopted when more than half of the votes for or against are in favour." in words
    assert ballots[0].measure in words
    assert "If it is adopted, these fall: A-1, A-3" in words.replace(" ,", ",")


def test_an_amendment_to_an_amendment_rewords_it_where_others_make_it_fall(
    document: Document, moderator: Client, amendments: tuple[Amendment, ...]
) -> None:
    near = amendments[0]
    AmendmentFactory.create(
        principle=near.principle, parent=near, body=FIRST.replace("Everyone", "Every human being")
    )
    opened(document, moderator)
    words = words_of(Client().get(voting_url(document)))
    assert words.count("If it is adopted, A-1 says this instead.") == 1
    closing = words_of(moderator.get(at("amendment-vote-close", Amendment.objects.get(number=4))))
    assert "If it is adopted, A-1 says this instead." in closing
    assert "these fall" not in closing
    assert "is asked again" not in closing


@pytest.mark.parametrize(("stage", "announces"), [(Stage.AMEND, True), (Stage.CONCLUDED, False)])
def test_votes_to_come_are_announced_until_the_document_ends(stage: Stage, announces: bool) -> None:
    words = words_of(Client().get(voting_url(open_document(stage))))
    assert "No amendment to this principle is open." in words
    assert ("Once moderators open the votes" in words) == announces


def test_votes_are_opened_by_moderators_after_being_asked(
    document: Document, moderator: Client, amendments: tuple[Amendment, ...]
) -> None:
    url = reverse("principles:amendment-votes-open", args=[document.slug, 1])

    asked = moderator.get(url)
    assert "none of these amendments can be revised or withdrawn" in words_of(asked)
    assert {status_of(each) for each in amendments} == {AmendmentStatus.OPEN}

    answer = moderator.post(url)

    assert answer["Location"] == voting_url(document)
    assert {status_of(each) for each in amendments} == {AmendmentStatus.VOTING}


def test_opening_where_nothing_is_open_is_refused_at_the_form(
    document: Document, moderator: Client
) -> None:
    url = reverse("principles:amendment-votes-open", args=[document.slug, 1])
    answer = moderator.post(url)

    assert answer.status_code == 400
    assert "No amendment to this principle is open." in words_of(answer)


@pytest.mark.parametrize("role", [None, Role.OBSERVER])
@pytest.mark.parametrize(
    "act", ["amendment-votes-open", "amendment-reorder", "amendment-vote-close"]
)
def test_acts_of_moderators_are_closed_to_others(
    act: str, role: Role | None, document: Document, amendments: tuple[Amendment, ...]
) -> None:
    person = individual()
    joined(person, document)
    if role is not None:
        seated(person, document, role)
    key = amendments[0].number if act == "amendment-vote-close" else 1
    url = reverse(f"principles:{act}", args=[document.slug, key])

    assert client_of(person).post(url, {"reason": "Because."}).status_code == 403
    assert {status_of(each) for each in amendments} == {AmendmentStatus.OPEN}


@pytest.mark.parametrize("stage", [Stage.COMMENT, Stage.PAUSED, Stage.CLOSED])
def test_votes_are_not_opened_out_of_their_stages(stage: Stage) -> None:
    document = open_document(stage)
    AmendmentFactory.create(principle=principle_of(document))
    moderator = client_of(seated(UserFactory.create(), document))
    url = reverse("principles:amendment-votes-open", args=[document.slug, 1])

    answer = moderator.post(url)

    assert answer.status_code == 403
    assert "Amendments are not voted on at this stage." in words_of(
        moderator.get(voting_url(document))
    )


def test_a_participant_votes_and_changes_it_until_the_close(
    document: Document, moderator: Client, amendments: tuple[Amendment, ...]
) -> None:
    opened(document, moderator)
    person = individual()
    joined(person, document)
    client = client_of(person)
    one = amendments[0]

    for choice in ("support", "oppose"):
        sent = {"choice": choice, "text_hash": one.text_hash}
        answer = client.post(at("amendment-vote", one), sent)
        assert answer["Location"] == f"{voting_url(document)}#a-1"

    assert list(AmendmentVote.objects.values_list("choice", flat=True)) == ["oppose"]
    page = words_of(client.get(voting_url(document)))
    assert "Your vote on A-1 is recorded: Oppose." in page
    assert "Your vote: Oppose" in page


def test_an_organisation_has_one_vote_whoever_of_it_casts_it(
    document: Document, moderator: Client, amendments: tuple[Amendment, ...]
) -> None:
    opened(document, moderator)
    firm = OrganisationFactory.create()
    one = amendments[0]
    for choice in ("support", "abstain"):
        person = RepresentativeFactory.create(organisation=firm).user
        joined(person, document)
        sent = {"choice": choice, "text_hash": one.text_hash}
        client_of(person).post(at("amendment-vote", one), sent)

    assert list(AmendmentVote.objects.values_list("choice", flat=True)) == ["abstain"]


def test_a_block_without_a_reason_is_given_back_at_its_form(
    document: Document, moderator: Client, amendments: tuple[Amendment, ...]
) -> None:
    opened(document, moderator)
    person = individual()
    joined(person, document)
    one = amendments[0]

    sent = {"choice": "block", "text_hash": one.text_hash}
    answer = client_of(person).post(at("amendment-vote", one), sent)

    assert answer.status_code == 400
    assert 'id="vote_1_reason"' in answer.content.decode()
    assert "Say why you block" in words_of(answer)
    assert not AmendmentVote.objects.exists()


def test_a_vote_before_the_opening_is_refused_with_what_was_chosen(
    document: Document, amendments: tuple[Amendment, ...]
) -> None:
    person = individual()
    joined(person, document)
    one = amendments[0]

    sent = {"choice": "support", "text_hash": one.text_hash}
    answer = client_of(person).post(at("amendment-vote", one), sent)

    assert answer.status_code == 409
    assert "A-1 is not ready for this" in words_of(answer)


@pytest.mark.parametrize("who", ["stranger", "moderator"])
def test_whoever_has_no_voice_does_not_vote(
    who: str, document: Document, moderator: Client, amendments: tuple[Amendment, ...]
) -> None:
    opened(document, moderator)
    client = moderator if who == "moderator" else client_of(UserFactory.create())
    one = amendments[0]

    sent = {"choice": "support", "text_hash": one.text_hash}
    answer = client.post(at("amendment-vote", one), sent)

    assert answer.status_code == 403
    assert not AmendmentVote.objects.exists()


def test_closing_adopts_by_the_rule_and_says_what_fell(
    document: Document, moderator: Client, amendments: tuple[Amendment, ...]
) -> None:
    opened(document, moderator)
    near, far, apart = amendments
    individuals_vote(far, "academia", *["support"] * 5)

    asked = moderator.get(at("amendment-vote-close", far))
    assert "What it adopts becomes the text at once" in words_of(asked)
    answer = moderator.post(at("amendment-vote-close", far))

    assert answer["Location"] == voting_url(document)
    assert (status_of(far), status_of(near), status_of(apart)) == ("adopted", "fallen", "fallen")
    page = words_of(moderator.get(voting_url(document)))
    assert "A-2 is adopted by the rule." in page
    assert "The rule adopts it." in page
    assert "because A-2 was adopted" in page
    assert "It is the text since version 2" in page
    assert "Votes on the principle that were cast on earlier words are asked again." in page


def test_closing_out_of_order_is_refused_and_says_which_comes_first(
    document: Document, moderator: Client, amendments: tuple[Amendment, ...]
) -> None:
    opened(document, moderator)

    answer = moderator.post(at("amendment-vote-close", amendments[0]))

    assert answer.status_code == 409
    assert "A-2 excludes A-1 and is voted on first." in words_of(answer)
    assert status_of(amendments[0]) == AmendmentStatus.VOTING
    assert at("amendment-vote-close", amendments[1]) in answer.content.decode()


def test_what_the_rule_cannot_decide_is_left_to_moderators_with_a_reason(
    document: Document, moderator: Client, amendments: tuple[Amendment, ...]
) -> None:
    opened(document, moderator)
    far = amendments[1]

    moderator.post(at("amendment-vote-close", far))

    page = moderator.get(voting_url(document))
    assert status_of(far) == AmendmentStatus.VOTING
    assert "The rule could not decide: the moderators do." in words_of(page)
    assert f"{at('amendment-detail', far)}#decide" in page.content.decode()


def test_silence_is_not_closed_before_its_time(
    document: Document, moderator: Client, amendments: tuple[Amendment, ...]
) -> None:
    Document.objects.update(decision_rule=PRESETS["silence"].as_json())
    opened(document, moderator)

    page = moderator.get(voting_url(document))

    assert "Anybody may object until:" in words_of(page)
    assert page.context["voting"].next is None


def test_the_chair_changes_the_order_with_a_reason_that_is_shown(
    document: Document, moderator: Client, amendments: tuple[Amendment, ...]
) -> None:
    url = reverse("principles:amendment-reorder", args=[document.slug, 1])
    places = {"place_1": "1", "place_2": "2", "place_3": "3"}

    refused = moderator.post(url, places)
    assert refused.status_code == 400
    assert "Say why the order is changed." in words_of(refused)
    assert not VotingOrder.objects.exists()

    moderator.post(url, {**places, "reason": "The short one settles most."})

    page = Client().get(voting_url(document))
    assert [each.number for each in page.context["voting"].ballots] == [1, 2, 3]
    words = words_of(page)
    assert "Mo Chair changed the order for the moderators" in words
    assert "The short one settles most." in words


@pytest.mark.parametrize("hidden", [False, True])
def test_results_are_shown_when_the_document_shows_results(
    hidden: bool, document: Document, moderator: Client, amendments: tuple[Amendment, ...]
) -> None:
    shown = ResultsShown.CLOSED if hidden else ResultsShown.LIVE
    Document.objects.update(results_shown=shown)
    opened(document, moderator)
    organisations_vote(amendments[1], "academia", *["abstain"] * 7)
    moderator.post(at("amendment-vote-close", amendments[1]))

    for url in (voting_url(document), at("amendment-detail", amendments[1])):
        words = words_of(moderator.get(url))
        assert ("7 votes" in words) != hidden
        assert "The rule could not decide: the moderators do." in words
        assert ("Results are shown to everyone at once" in words) == hidden
        assert ("Not adopted:" in words) != hidden


def test_nothing_on_the_pages_depends_on_votes_that_are_withheld() -> None:
    """Of two votes that differ in withheld individuals and have one outcome, pages are alike."""
    seen = []
    for choices in (("support", "support", "oppose"), ("support", "abstain")):
        document = open_document(Stage.AMEND)
        moderator = client_of(seated(UserFactory.create(name="Mo Chair"), document))
        amendment = AmendmentFactory.create(
            principle=principle_of(document), body="Nobody is kept out of anything."
        )
        opened(document, moderator)
        individuals_vote(amendment, "academia", *["support"] * 5, "oppose")
        organisations_vote(amendment, "private-sector", "support", "oppose")
        individuals_vote(amendment, "private-sector", *choices)
        moderator.post(at("amendment-vote-close", amendment))
        assert status_of(amendment) == AmendmentStatus.ADOPTED
        pages = [
            Client().get(voting_url(document)),
            Client().get(at("amendment-detail", amendment)),
        ]
        seen.append([_results(page) for page in pages])

    assert seen[0] == seen[1]
    assert (
        "Fewer than 5 individuals voted, or all voted alike, in: Private sector." in seen[0][0][0]
    )
    assert "the votes of Private sector are counted, not shown" in seen[0][0][1]


def _results(page: Any) -> tuple[str, str]:
    """The tally, and the rule's sentence with its table."""
    told = page.context.get("vote")
    if told is None:
        (each,) = page.context["voting"].decided
        tally, evaluation = each.tally, each.evaluation
    else:
        tally, evaluation = told["tally"], told["evaluation"]
    return f"{tally} {tally.withheld_sentence}", f"{evaluation.sentence} {evaluation.groups}"


def test_the_amendments_own_page_takes_the_vote_and_returns_to_it(
    document: Document, moderator: Client, amendments: tuple[Amendment, ...]
) -> None:
    opened(document, moderator)
    person = individual()
    joined(person, document)
    client = client_of(person)
    one = amendments[0]

    page = client.get(at("amendment-detail", one))
    assert at("amendment-vote", one) in page.content.decode()
    sent = {"choice": "accept", "text_hash": one.text_hash, "from": "amendment"}
    answer = client.post(at("amendment-vote", one), sent)

    assert answer["Location"] == at("amendment-detail", one) + "#vote"
    assert "Your vote: Accept" in words_of(client.get(at("amendment-detail", one)))


def test_an_amendment_that_was_never_voted_on_shows_no_vote(
    amendments: tuple[Amendment, ...],
) -> None:
    page = Client().get(at("amendment-detail", amendments[0]))

    assert page.context["vote"] is None


def test_a_draft_is_not_among_those_voted_on(document: Document) -> None:
    AmendmentFactory.create(principle=principle_of(document), status=AmendmentStatus.DRAFT)

    assert Client().get(voting_url(document)).context["voting"].ballots == ()


def test_whoever_may_not_read_finds_no_votes() -> None:
    document = open_document(Stage.AMEND, visibility="invited")

    assert Client().get(voting_url(document)).status_code == 404


def test_page_asks_as_many_queries_for_many_amendments_as_for_few(
    document: Document, moderator: Client
) -> None:
    person = individual()
    joined(person, document)
    client = client_of(person)

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert client.get(voting_url(document)).status_code == 200
        return len(caught)

    counts = []
    for so_many in (1, 4):
        for _ in range(so_many):
            AmendmentFactory.create(principle=principle_of(document))
        opened(document, moderator)
        client.get(voting_url(document))
        counts.append(queries())

    assert counts[0] == counts[1] <= 32


def test_whoever_voted_on_the_principle_is_asked_to_confirm_after_an_adoption(
    document: Document, moderator: Client, amendments: tuple[Amendment, ...]
) -> None:
    person = individual()
    voice = joined(person, document)
    Document.objects.update(early_voting=True)
    cast_by(voice, principle_of(document), "support")
    opened(document, moderator)
    individuals_vote(amendments[1], "academia", *["support"] * 5)

    moderator.post(at("amendment-vote-close", amendments[1]))

    here = reverse("principles:principle-detail", args=[document.slug, 1])
    page = words_of(client_of(person).get(here))
    assert "You voted “Support” on version 1. The words have changed since" in page
    assert "Confirm vote" in page
