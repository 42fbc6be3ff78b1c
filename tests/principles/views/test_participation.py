"""The page on which a person says for whom they speak."""

import pytest
from django.test import Client

from accounts.models import Membership
from principles.models import Document, Participation
from principles.states import Role, Stage, Visibility
from tests.factories.accounts import (
    MembershipFactory,
    OrganisationFactory,
    RepresentativeFactory,
    UserFactory,
    group,
)
from tests.factories.principles import DocumentFactory, open_document, seated

pytestmark = pytest.mark.django_db


@pytest.fixture
def document() -> Document:
    return open_document(Stage.COMMENT)


@pytest.fixture
def membership(client: Client) -> Membership:
    """Whose person is signed in."""
    made: Membership = MembershipFactory.create(group=group("academia"))
    client.force_login(made.user)
    return made


def url_of(document: Document) -> str:
    return f"/documents/{document.slug}/join/"


def page(client: Client, document: Document, expected: int = 200) -> str:
    response = client.get(url_of(document))
    assert response.status_code == expected
    return " ".join(response.content.decode().split())


def test_join_page_offers_each_membership_with_its_group(
    client: Client, document: Document, membership: Membership
) -> None:
    organisation = OrganisationFactory.create(name="Harbour <Watch>", group=group("governments"))
    RepresentativeFactory.create(user=membership.user, organisation=organisation)
    html = page(client, document)
    assert "as an individual: Academia" in html
    assert "for Harbour &lt;Watch&gt;: Governments" in html
    assert " checked" not in html


def test_join_page_chooses_the_only_membership(
    client: Client, document: Document, membership: Membership
) -> None:
    assert html_checked(page(client, document)) == [str(membership.pk)]


def html_checked(html: str) -> list[str]:
    """The values of the options that are chosen."""
    return [
        tag.split('value="')[1].split('"')[0] for tag in html.split("<input") if "checked" in tag
    ]


def test_join_page_chooses_for_whom_the_person_speaks_now(
    client: Client, document: Document, membership: Membership
) -> None:
    speaker = RepresentativeFactory.create(user=membership.user)
    client.post(url_of(document), {"membership": speaker.pk})
    assert html_checked(page(client, document)) == [str(speaker.pk)]


def test_joining_goes_back_to_where_the_person_came_from(
    client: Client, document: Document, membership: Membership
) -> None:
    back = f"/documents/{document.slug}/principles/1/"
    assert f'name="next" value="{back}"' in " ".join(
        client.get(url_of(document), {"next": back}).content.decode().split()
    )
    response = client.post(url_of(document), {"membership": membership.pk, "next": back})
    assert (response.status_code, response["Location"]) == (302, back)
    assert Participation.objects.get().group.code == "academia"


@pytest.mark.parametrize(
    "evil",
    ["//evil.example", "/\\evil.example", "https://evil.example/", "javascript:alert(1)", "\\evil"],
)
def test_joining_never_leads_to_another_site(
    client: Client, document: Document, membership: Membership, evil: str
) -> None:
    """ABUSE 28."""
    own = f"/documents/{document.slug}/"
    response = client.post(url_of(document), {"membership": membership.pk, "next": evil})
    assert response["Location"] == own
    assert (
        "evil"
        not in client.get(url_of(document), {"next": evil})
        .content.decode()
        .replace(f"next={evil}", "")
        .partition("<main")[2]
        .partition("<footer")[0]
    )


def test_joining_without_a_choice_says_so_at_the_field(
    client: Client, document: Document, membership: Membership
) -> None:
    RepresentativeFactory.create(user=membership.user)
    response = client.post(url_of(document), {})
    assert response.status_code == 400
    assert "Choose one." in response.content.decode()
    assert not Participation.objects.exists()


def test_joining_with_someone_elses_membership_is_no_choice(
    client: Client, document: Document, membership: Membership
) -> None:
    other = MembershipFactory.create()
    assert client.post(url_of(document), {"membership": other.pk}).status_code == 400
    assert not Participation.objects.exists()


def test_joining_takes_no_group_from_the_request(
    client: Client, document: Document, membership: Membership
) -> None:
    """ABUSE 11."""
    client.post(
        url_of(document),
        {"membership": membership.pk, "group": group("governments").pk, "evidence": "verified"},
    )
    voice = Participation.objects.get()
    assert (voice.group.code, voice.evidence) == ("academia", "self-declared")


def test_joining_twice_is_once(client: Client, document: Document, membership: Membership) -> None:
    for _ in range(2):
        client.post(url_of(document), {"membership": membership.pk})
    assert Participation.objects.count() == 1


def test_join_page_says_why_a_membership_gives_no_voice(
    client: Client, document: Document, membership: Membership
) -> None:
    RepresentativeFactory.create(
        user=membership.user, organisation__name="Quiet Institute", role="member"
    )
    html = page(client, document)
    assert "Quiet Institute" in html
    assert "Only representatives speak for an organisation" in html
    assert html_checked(html) == [str(membership.pk)]


def test_join_page_where_only_verified_members_take_part(
    client: Client, document: Document, membership: Membership
) -> None:
    Document.objects.update(verified_only=True)
    html = page(client, document)
    assert html.count("Only verified members may take part here.") == 2
    assert html_checked(html) == []
    assert client.post(url_of(document), {"membership": membership.pk}).status_code == 400


def test_join_page_without_a_membership_leads_to_the_profile(
    client: Client, document: Document
) -> None:
    client.force_login(UserFactory.create())
    html = page(client, document)
    assert "You have not said yet to which group you belong." in html
    assert 'href="/me/"' in html


def test_join_page_asks_anonymous_visitors_to_sign_in(client: Client, document: Document) -> None:
    response = client.get(url_of(document))
    assert response.status_code == 302
    assert response["Location"].endswith(f"?next=/documents/{document.slug}/join/")


@pytest.mark.parametrize("stage", [Stage.CONCLUDED, Stage.CANCELLED])
def test_join_page_after_the_end_says_so(
    client: Client, membership: Membership, stage: Stage
) -> None:
    page(client, open_document(stage), expected=403)


def test_join_page_is_not_for_observers(
    client: Client, document: Document, membership: Membership
) -> None:
    seated(membership.user, document, Role.OBSERVER)
    page(client, document, expected=403)


def test_join_page_of_a_document_one_may_not_see_is_not_found(
    client: Client, membership: Membership
) -> None:
    page(client, DocumentFactory.create(), expected=404)
    page(client, open_document(visibility=Visibility.INVITED), expected=404)


def test_joining_between_page_and_click_refused_is_shown_at_the_field(
    client: Client, document: Document, membership: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rule changed after the page had asked which memberships may be used."""
    monkeypatch.setattr(
        "principles.views.participation._memberships", lambda *_: ([membership], [])
    )
    Document.objects.update(verified_only=True)
    response = client.post(url_of(document), {"membership": membership.pk})
    assert response.status_code == 400
    assert "Only verified members may take part here. Ask" in response.content.decode()
