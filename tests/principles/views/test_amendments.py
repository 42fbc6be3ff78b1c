"""Pages of amendments: the list, one amendment, backing, withdrawing, deciding."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from accounts.models import Entry, User
from principles.actions.amendments import revise_amendment
from principles.actions.decisions import adopt_amendment
from principles.actions.editorial import correct_principle
from principles.actions.proposals import wording
from principles.models import Amendment, Decision, Document, Principle, Support
from principles.queries.amendments import PER_PAGE
from principles.states import AmendmentStatus, Role, Stage, Visibility
from tests.factories.accounts import UserFactory, individual, representative
from tests.factories.amendments import AmendmentFactory, SupportFactory, rejected
from tests.factories.principles import (
    joined,
    open_document,
    principle_of,
    seated,
    text_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def document() -> Document:
    return open_document(Stage.AMEND)


@pytest.fixture
def principle(document: Document) -> Principle:
    return principle_of(document)


@pytest.fixture
def reader(document: Document) -> User:
    return joined(individual("academia", name="Rosa Reader"), document).user


@pytest.fixture
def moderator(document: Document) -> User:
    return seated(individual(name="Mona Moderator"), document)


def url(what: str, amendment: Amendment) -> str:
    return reverse(f"principles:amendment-{what}", args=[amendment.document.slug, amendment.number])


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def words_of(html: str) -> str:
    """What the page says, without its markup."""
    return " ".join(strip_tags(html).split())


# The page of one -------------------------------------------------------------------------------


def test_anyone_reads_an_amendment_without_account_or_cookie(
    client: Client, principle: Principle
) -> None:
    base = text_of(principle)
    amendment = AmendmentFactory.create(
        principle=principle,
        participation=joined(representative(), principle.document),
        body=base.body.replace("Everyone", "Each person"),
        rationale="Everyone is vague.",
        label="Name the person",
    )
    SupportFactory.create(amendment=amendment)
    response = client.get(url("detail", amendment))
    assert response.status_code == 200
    assert response.cookies == {}
    said = words_of(response.content.decode())
    assert "A-1: Name the person" in said
    assert "Removed: Everyone" in said
    assert "Inserted: Each person" in said
    assert "Everyone is vague." in said
    assert "1 backs it" in said
    assert "Sign in to take part." in said
    assert "Decide on it" not in said


def test_an_amendment_of_a_draft_is_not_found(client: Client, reader: User) -> None:
    document = open_document(Stage.DRAFT)
    amendment = AmendmentFactory.create(principle=principle_of(document))
    acts = [url(what, amendment) for what in ("back", "unback", "revise", "withdraw")]
    acts += [url(what, amendment) for what in ("adopt", "reject")]
    pages = [url("detail", amendment), reverse("principles:amendment-list", args=[document.slug])]
    for visitor in (client, client_of(reader)):
        assert {visitor.get(address).status_code for address in pages + acts} == {404}
        assert {visitor.post(address).status_code for address in acts} == {404}


def test_abuse_8_an_amendment_is_only_found_under_its_own_document(
    reader: User, document: Document
) -> None:
    hidden = open_document(Stage.AMEND, visibility=Visibility.INVITED)
    AmendmentFactory.create_batch(2, principle=principle_of(hidden))
    AmendmentFactory.create(principle=principle_of(document))
    client = client_of(reader)
    for what in ("detail", "back", "adopt"):
        address = reverse(f"principles:amendment-{what}", args=[document.slug, 2])
        assert client.post(address).status_code in {404, 405}
    address = reverse("principles:amendment-detail", args=[document.slug, 2])
    assert client.get(address).status_code == 404


def test_abuse_30_what_people_wrote_is_text_on_the_page(
    client: Client, principle: Principle
) -> None:
    attack = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    person = individual(name=attack[:120])
    amendment = AmendmentFactory.create(
        principle=principle,
        participation=joined(person, principle.document),
        title=attack,
        body=attack,
        rationale=attack,
        label=attack,
    )
    rejected(amendment, reason=attack)
    for address in (
        url("detail", amendment),
        reverse("principles:amendment-list", args=[amendment.document.slug]),
    ):
        html = client.get(address).content.decode()
        assert "<script>alert" not in html
        assert "<img" not in html


def test_the_page_says_what_became_of_the_amendment(
    client: Client, principle: Principle, moderator: User
) -> None:
    first, second = AmendmentFactory.create_batch(2, principle=principle)
    adopt_amendment(amendment=first, base_hash=first.base.hash, by=moderator, reason="All agree.")
    said = words_of(client.get(url("detail", first)).content.decode())
    assert "Adopted: it is the text since version 2." in said
    assert "All agree." in said
    assert "Decided by Mona Moderator, for the moderators" in said
    said = words_of(client.get(url("detail", second)).content.decode())
    assert "Fell because A-1 was adopted." in said
    assert "Read A-1" in said


def test_the_page_shows_the_contested_words_when_the_text_changed_under_it(
    client: Client, principle: Principle, moderator: User
) -> None:
    base = text_of(principle)
    amendment = AmendmentFactory.create(
        principle=principle, body=base.body.replace("network", "common network")
    )
    correct_principle(
        principle=principle,
        title=base.title,
        body=base.body.replace("network", "networks"),
        rationale="The plural is meant.",
        base_hash=base.hash,
        by=moderator,
    )
    said = words_of(client.get(url("detail", amendment)).content.decode())
    assert "The text has changed since" in said
    assert "Made on version 1. The text now reads otherwise where this would change it" in said
    assert "The words were network The text says now networks This would say common network" in said
    said = words_of(client_of(amendment.author).get(url("detail", amendment)).content.decode())
    assert "Adapt it to the new text" in said
    assert "You proposed this" in said


def test_earlier_wordings_stay_readable(client: Client, principle: Principle) -> None:
    amendment = AmendmentFactory.create(principle=principle, body="First words.")
    revise_amendment(
        amendment=amendment,
        operations=wording(amendment.principle.key, amendment.title, "Second words."),
        rationale="A new reason.",
        base_hash=amendment.base.hash,
        by=amendment.author,
    )
    said = words_of(client.get(url("detail", amendment)).content.decode())
    assert "Revised by its author" in said
    assert "Removed: First" in said
    assert "Nobody can be asked otherwise." in said


# The list --------------------------------------------------------------------------------------


def test_the_list_shows_filters_and_pages(client: Client, document: Document) -> None:
    AmendmentFactory.create_batch(PER_PAGE + 1, principle=principle_of(document))
    rejected(Amendment.objects.get(number=3))
    address = reverse("principles:amendment-list", args=[document.slug])
    first = client.get(address)
    said = words_of(first.content.decode())
    assert "21 amendments" in said
    assert "Older amendments" in said
    assert "A-21" in said
    assert "A-1:" not in said
    second = words_of(client.get(address, {"before": 2}).content.decode())
    assert "A-1:" in second
    assert "Newer amendments" in second
    filtered = words_of(client.get(address, {"status": "rejected"}).content.decode())
    assert "1 amendment" in filtered
    assert "A-3" in filtered
    assert "Clear all" in filtered
    nothing = words_of(client.get(address, {"principle": "2"}).content.decode())
    assert "No amendment is like this." in nothing


def test_an_empty_list_says_what_to_do(client: Client, document: Document) -> None:
    address = reverse("principles:amendment-list", args=[document.slug])
    assert "Amendments are proposed on the page of a principle." in words_of(
        client.get(address).content.decode()
    )


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"status": "anything"}, 400),
        ({"principle": "99"}, 400),
        ({"principle": "x"}, 400),
        ({"before": "x"}, 404),
        ({"after": "9" * 30}, 404),
        ({"author__email__startswith": "a"}, 200),
    ],
)
def test_abuse_4_only_declared_filters_filter(
    client: Client, document: Document, query: dict[str, str], status: int
) -> None:
    AmendmentFactory.create(principle=principle_of(document))
    response = client.get(reverse("principles:amendment-list", args=[document.slug]), query)
    assert response.status_code == status
    if status == 200:
        assert "1 amendment" in words_of(response.content.decode())


# Backing ---------------------------------------------------------------------------------------


def test_backing_without_javascript_leads_to_the_amendment(
    principle: Principle, reader: User
) -> None:
    amendment = AmendmentFactory.create(principle=principle)
    client = client_of(reader)
    page = words_of(client.get(url("detail", amendment)).content.decode())
    assert "Back this wording (0)" in page
    response = client.post(url("back", amendment), {"text_hash": amendment.text_hash}, follow=True)
    assert response.redirect_chain == [(url("detail", amendment), 302)]
    said = words_of(response.content.decode())
    assert "You back amendment A-1." in said
    assert "You back this wording." in said
    assert "Academia: 1 individual" in said
    response = client.post(url("unback", amendment), follow=True)
    assert "You no longer back amendment A-1." in words_of(response.content.decode())
    assert Support.objects.count() == 0


def test_backing_with_htmx_gives_that_part_of_the_card(principle: Principle, reader: User) -> None:
    amendment = AmendmentFactory.create(principle=principle)
    client = client_of(reader)
    response = client.post(
        url("back", amendment), {"text_hash": amendment.text_hash}, headers={"HX-Request": "true"}
    )
    html = response.content.decode()
    assert response.status_code == 200
    assert html.lstrip().startswith('<div id="a-1-support"')
    assert "<html" not in html
    assert "You back this wording." in html
    assert '<details class="disclosure">' in html
    here = "http://testserver" + url("detail", amendment)
    html = client.post(
        url("back", amendment), headers={"HX-Request": "true", "HX-Current-URL": here}
    ).content.decode()
    assert '<details class="disclosure" open>' in html
    html = client.post(url("unback", amendment), headers={"HX-Request": "true"}).content.decode()
    assert "Back this wording (0)" in html


@pytest.mark.parametrize("htmx", [True, False])
def test_a_wording_revised_meanwhile_is_not_backed_unread(
    principle: Principle, reader: User, htmx: bool
) -> None:
    amendment = AmendmentFactory.create(principle=principle)
    headers = {"HX-Request": "true"} if htmx else {}
    response = client_of(reader).post(
        url("back", amendment), {"text_hash": "0" * 64}, headers=headers
    )
    assert response.status_code == 409
    assert "Its author revised the wording" in words_of(response.content.decode())
    assert Support.objects.count() == 0


def test_sponsors_are_told_that_their_name_stands_there(principle: Principle) -> None:
    amendment = AmendmentFactory.create(principle=principle)
    response = client_of(amendment.author).post(url("back", amendment))
    assert response.status_code == 400
    assert "it has your name already" in words_of(response.content.decode())


def test_only_those_with_a_voice_back(client: Client, principle: Principle) -> None:
    amendment = AmendmentFactory.create(principle=principle)
    for visitor in (client, client_of(UserFactory.create())):
        for what in ("back", "unback"):
            response = visitor.post(url(what, amendment))
            assert response.status_code == 403
    page = client_of(UserFactory.create()).get(url("detail", amendment)).content.decode()
    assert "Say for whom you speak" in words_of(page)


@pytest.mark.parametrize("what", ["back", "unback", "adopt", "reject"])
def test_following_an_address_that_acts_leads_to_the_amendment(
    client: Client, principle: Principle, what: str
) -> None:
    amendment = AmendmentFactory.create(principle=principle)
    response = client.get(url(what, amendment))
    assert (response.status_code, response["Location"]) == (302, url("detail", amendment))


# Withdrawing -----------------------------------------------------------------------------------


def test_withdrawing_asks_first(principle: Principle) -> None:
    amendment = AmendmentFactory.create(principle=principle)
    SupportFactory.create(amendment=amendment)
    client = client_of(amendment.author)
    asked = words_of(client.get(url("withdraw", amendment)).content.decode())
    assert "Withdraw amendment A-1?" in asked
    assert "1 backs it:" in asked
    assert Amendment.objects.get().status == AmendmentStatus.OPEN
    response = client.post(url("withdraw", amendment), follow=True)
    assert "Amendment A-1 is withdrawn." in words_of(response.content.decode())
    assert Amendment.objects.get().status == AmendmentStatus.WITHDRAWN
    again = client.post(url("withdraw", amendment))
    assert again.status_code == 409
    assert "no longer open" in words_of(again.content.decode())


def test_only_its_author_withdraws(
    client: Client, principle: Principle, reader: User, moderator: User
) -> None:
    amendment = AmendmentFactory.create(principle=principle)
    for person in (reader, moderator):
        assert client_of(person).get(url("withdraw", amendment)).status_code == 403
        assert client_of(person).post(url("withdraw", amendment)).status_code == 403
    response = client.get(url("withdraw", amendment))
    assert response.status_code == 302
    assert "next=" in response["Location"]
    assert Amendment.objects.get().status == AmendmentStatus.OPEN


# Deciding --------------------------------------------------------------------------------------


def decision(amendment: Amendment, **fields: str) -> dict[str, str]:
    return {
        "base_hash": amendment.base.hash,
        "text_hash": amendment.text_hash,
        "reason": "",
        **fields,
    }


def test_a_moderator_adopts_after_seeing_what_it_brings_about(
    principle: Principle, moderator: User
) -> None:
    amendment = AmendmentFactory.create(principle=principle, body="Adopted words.")
    AmendmentFactory.create(principle=principle, label="Collides")
    client = client_of(moderator)
    page = client.get(url("detail", amendment)).content.decode()
    said = words_of(page)
    assert "The principle as it would read" in said
    assert "Nobody has voted on the words of today yet." in said
    assert "A-2: Collides" in said
    assert f'value="{amendment.base.hash}"' in page
    response = client.post(url("adopt", amendment), decision(amendment), follow=True)
    assert "Amendment A-1 is adopted: version 2 is published." in words_of(
        response.content.decode()
    )
    assert text_of(principle).body == "Adopted words."


def test_not_adopting_without_a_reason_is_refused_at_the_field(
    principle: Principle, moderator: User
) -> None:
    amendment = AmendmentFactory.create(principle=principle)
    client = client_of(moderator)
    response = client.post(url("reject", amendment), decision(amendment, reason="  "))
    assert response.status_code == 400
    html = response.content.decode()
    assert 'id="decision_reason_error"' in html
    assert "Say why this amendment is not adopted." in words_of(html)
    response = client.post(
        url("reject", amendment), decision(amendment, reason="Said already."), follow=True
    )
    said = words_of(response.content.decode())
    assert "Amendment A-1 is not adopted." in said
    assert "Said already." in said


def test_a_reason_too_long_is_given_back(principle: Principle, moderator: User) -> None:
    amendment = AmendmentFactory.create(principle=principle)
    reason = "Long. " * 2000
    response = client_of(moderator).post(
        url("reject", amendment), decision(amendment, reason=reason)
    )
    assert response.status_code == 400
    assert reason.strip() in response.content.decode()


def test_abuse_65_the_second_of_two_colliding_adoptions_gets_409_and_the_diff(
    principle: Principle, moderator: User
) -> None:
    first, second = AmendmentFactory.create_batch(2, principle=principle)
    page = decision(second, reason="Kept words of mine.")  # opened before the first was adopted
    other = seated(individual(), principle.document)
    client_of(other).post(url("adopt", first), decision(first))
    response = client_of(moderator).post(url("adopt", second), page)
    assert response.status_code == 409
    said = words_of(response.content.decode())
    assert "Fell because A-1 was adopted." in said
    assert "What you had written Kept words of mine." in said
    assert "Adopt this wording" not in said
    assert "Removed:" in said
    assert text_of(principle).body == first.body


def test_deciding_what_another_moderator_decided_gets_409(
    principle: Principle, moderator: User
) -> None:
    amendment = rejected(AmendmentFactory.create(principle=principle))
    for what in ("adopt", "reject"):
        response = client_of(moderator).post(
            url(what, amendment), decision(amendment, reason="No.")
        )
        assert response.status_code == 409
        assert "is no longer open" in words_of(response.content.decode())
    assert Decision.objects.count() == 1


def test_a_wording_revised_meanwhile_is_shown_before_it_is_decided_on(
    principle: Principle, moderator: User
) -> None:
    amendment = AmendmentFactory.create(principle=principle, body="First words.")
    seen = decision(amendment, reason="Fine.")
    revised = revise_amendment(
        amendment=amendment,
        operations=wording(amendment.principle.key, amendment.title, "Second words."),
        rationale="Better.",
        base_hash=amendment.base.hash,
        by=amendment.author,
    )
    response = client_of(moderator).post(url("adopt", amendment), seen)
    html = response.content.decode()
    assert response.status_code == 409
    assert revised.text_hash in html
    assert "Second" in words_of(html)
    assert text_of(principle) == amendment.base


@pytest.mark.parametrize("what", ["adopt", "reject"])
def test_abuse_1_an_ordinary_user_decides_nothing_by_post(
    client: Client, principle: Principle, reader: User, what: str
) -> None:
    amendment = AmendmentFactory.create(principle=principle)
    observer = seated(individual(), principle.document, Role.OBSERVER)
    stranger = UserFactory.create()
    elsewhere = seated(individual(), open_document(Stage.AMEND))
    entries = Entry.objects.count()
    visitors = [client, *(client_of(each) for each in (reader, observer, stranger, elsewhere))]
    for visitor in visitors:
        response = visitor.post(
            url(what, amendment), {**decision(amendment, reason="Mine."), "status": "adopted"}
        )
        assert response.status_code == 403
    assert Amendment.objects.get().status == AmendmentStatus.OPEN
    assert (Decision.objects.count(), Entry.objects.count()) == (0, entries)


def test_abuse_6_a_moderator_of_another_consultation_finds_nothing(moderator: User) -> None:
    hidden = open_document(Stage.AMEND, visibility=Visibility.INVITED)
    amendment = AmendmentFactory.create(principle=principle_of(hidden))
    client = client_of(moderator)
    for what in ("adopt", "reject", "back", "withdraw"):
        assert client.post(url(what, amendment), decision(amendment)).status_code == 404


def test_after_the_close_only_not_adopting_is_offered(
    principle: Principle, moderator: User
) -> None:
    amendment = AmendmentFactory.create(principle=principle)
    Document.objects.update(stage=Stage.CLOSED)
    client = client_of(moderator)
    said = words_of(client.get(url("detail", amendment)).content.decode())
    assert "Adopt this wording" not in said
    assert "Do not adopt it" in said
    assert client.post(url("adopt", amendment), decision(amendment)).status_code == 403
    Document.objects.update(stage=Stage.CONCLUDED)
    said = words_of(client.get(url("detail", amendment)).content.decode())
    assert "Do not adopt it" not in said


def test_the_page_of_a_person_with_no_name_and_an_erased_moderator_still_reads(
    client: Client, principle: Principle
) -> None:
    amendment = rejected(AmendmentFactory.create(principle=principle))
    User.objects.filter(pk=amendment.author_id).update(name="")
    response = client.get(url("detail", amendment))
    assert "Participant without a name" in words_of(response.content.decode())
