"""Written contributions from elsewhere: brought in once, as comments that nobody can speak for."""

from dataclasses import replace

import pytest

from accounts.models import EntryPayload, Job, Organisation, User
from accounts.verdicts import Denied, Refused
from principles.actions.contributions import (
    Contribution,
    Piece,
    are_here,
    import_contribution,
)
from principles.models import Comment, Document, Participation
from principles.permissions import may_comment
from principles.queries.tallies import groups_of
from principles.states import Capacity, Stage, Stance
from tests.factories.accounts import OrganisationFactory, group, individual
from tests.factories.principles import open_document, principle_of, seated

pytestmark = pytest.mark.django_db


@pytest.fixture
def document() -> Document:
    return open_document(Stage.COMMENT)


@pytest.fixture
def moderator(document: Document) -> User:
    return seated(individual(), document)


@pytest.fixture
def contribution(document: Document) -> Contribution:
    return Contribution(
        source="17",
        organisation="Friends of the Wire",
        person="",
        group=group("civil-society"),
        country="CH",
        language="en",
        text="Open it. All of it.",
        pieces=(Piece(principle_of(document).pk, "Open it."), Piece(None, "All of *it*.")),
    )


def test_pieces_are_comments_of_the_organisation_in_order(
    document: Document, moderator: User, contribution: Contribution
) -> None:
    assert import_contribution(document=document, contribution=contribution, by=moderator) == 2
    first, second = Comment.objects.order_by("number")
    assert (first.principle, first.body) == (principle_of(document), "Open it.")
    assert (second.principle, second.html) == (None, "<p>All of <em>it</em>.</p>")
    assert {first.stance, second.stance} == {Stance.NONE}
    organisation = Organisation.objects.get()
    voice = Participation.objects.get(is_imported=True)
    assert (voice.capacity, voice.organisation) == (Capacity.ORGANISATION, organisation)
    assert (voice.group, voice.region) == (group("civil-society"), "western")
    assert (organisation.name, organisation.country) == ("Friends of the Wire", "CH")


def test_nobody_can_sign_in_as_its_author_or_speak_for_it(
    document: Document, moderator: User, contribution: Contribution
) -> None:
    import_contribution(document=document, contribution=contribution, by=moderator)
    author = Comment.objects.latest("pk").author
    assert (author.is_active, author.has_usable_password()) == (False, False)
    assert author.email.endswith("@invalid")
    assert not may_comment(author, document)


def test_its_author_is_no_member_whose_vote_is_waited_for(
    document: Document, moderator: User, contribution: Contribution
) -> None:
    import_contribution(document=document, contribution=contribution, by=moderator)
    assert sum(each.organisations_joined for each in groups_of(document).values()) == 0


def test_second_time_adds_nothing(
    document: Document, moderator: User, contribution: Contribution
) -> None:
    import_contribution(document=document, contribution=contribution, by=moderator)
    assert import_contribution(document=document, contribution=contribution, by=moderator) == 0
    assert (Comment.objects.count(), Organisation.objects.count()) == (2, 1)
    other = replace(contribution, text="Something else.")
    assert are_here(document, [contribution, other]) == {contribution.address(document)}
    assert import_contribution(document=document, contribution=other, by=moderator) == 2
    assert Organisation.objects.count() == 1


def test_known_organisation_keeps_its_group(
    document: Document, moderator: User, contribution: Contribution
) -> None:
    known = OrganisationFactory.create(name="FRIENDS OF THE WIRE", group=group("academia"))
    import_contribution(document=document, contribution=contribution, by=moderator)
    assert Participation.objects.get(is_imported=True).group == known.group
    assert set(Comment.objects.values_list("group__code", flat=True)) == {"academia"}


def test_persons_contribution_is_an_individuals(
    document: Document, moderator: User, contribution: Contribution
) -> None:
    mine = replace(contribution, organisation="", person="Pat Plain")
    import_contribution(document=document, contribution=mine, by=moderator)
    voice = Participation.objects.get(is_imported=True)
    assert (voice.capacity, voice.user.name) == (Capacity.INDIVIDUAL, "Pat Plain")
    assert not Organisation.objects.exists()


def test_it_is_recorded_once_and_analysed(
    document: Document, moderator: User, contribution: Contribution
) -> None:
    import_contribution(document=document, contribution=contribution, by=moderator)
    payload = EntryPayload.objects.get(entry__kind="contribution.imported")
    assert payload.entry.stream == document.stream
    assert (payload.data["source"], payload.data["comments"]) == ("17", 2)
    assert "Open it" not in str(payload.data)
    assert not Job.objects.exists() or Job.objects.get().task == "consultations.analyse"


def test_only_moderators_bring_in_and_only_while_it_goes_on(
    document: Document, moderator: User, contribution: Contribution
) -> None:
    with pytest.raises(Denied):
        import_contribution(document=document, contribution=contribution, by=individual())
    Document.objects.update(stage=Stage.CONCLUDED)
    with pytest.raises((Refused, Denied)):
        import_contribution(document=document, contribution=contribution, by=moderator)
    assert not Comment.objects.exists()
