import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Membership, User
from accounts.verdicts import Refused
from accounts.views import memberships, profile
from tests.factories.accounts import (
    GroupFactory,
    MembershipFactory,
    OrganisationFactory,
    RepresentativeFactory,
    UserFactory,
    ended,
    group,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def user(client: Client) -> User:
    person: User = UserFactory.create(name="Ana Lima", country="BR", address=True)
    client.force_login(person)
    return person


PAGES = (
    "accounts:profile",
    "accounts:profile-edit",
    "accounts:welcome",
    "accounts:membership-declare",
    "accounts:organisation-list",
    "accounts:organisation-register",
)


@pytest.mark.parametrize("name", PAGES)
def test_stranger_is_asked_to_sign_in(client: Client, name: str) -> None:
    response = client.get(reverse(name))
    assert response["Location"] == f"{reverse('account_login')}?next={reverse(name)}"


@pytest.mark.parametrize("prefix", ["", "/ar"])
@pytest.mark.parametrize("name", PAGES)
@pytest.mark.usefixtures("user")
def test_page_shows_in_both_directions_and_is_not_kept(
    client: Client, name: str, prefix: str
) -> None:
    response = client.get(prefix + reverse(name))
    assert response.status_code == 200
    direction = 'dir="rtl"' if prefix else 'dir="ltr"'
    assert direction in response.content.decode().split("<head>")[0]
    assert "no-store" in response["Cache-Control"]


def test_profile_shows_places_with_evidence_in_words(client: Client, user: User) -> None:
    MembershipFactory.create(user=user)
    spoken: Membership = RepresentativeFactory.create(
        user=user, organisation__name="Open Lines", verified=True
    )
    text = " ".join(client.get(reverse("accounts:profile")).content.decode().split())
    assert "Yourself, in the group “Civil society”" in text
    assert "self-declared" in text
    assert "Open Lines" in text
    assert spoken.verified_at is not None
    assert f"verified on {spoken.verified_at:%-d %B %Y}" in text
    assert "Brazil (Latin American and Caribbean States)" in text


def test_profile_of_a_newcomer_says_what_to_do(client: Client, user: User) -> None:
    text = client.get(reverse("accounts:profile")).content.decode()
    assert "You have not said yet for whom you speak." in text
    assert reverse("accounts:welcome") in text


def test_profile_without_country_says_so(client: Client) -> None:
    client.force_login(UserFactory.create(country=""))
    assert "Not said" in client.get(reverse("accounts:profile")).content.decode()


def test_profile_takes_the_same_queries_for_one_and_four_places(client: Client, user: User) -> None:
    counts = []
    for more in (1, 3):
        for _one in range(more):
            RepresentativeFactory.create(user=user)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("accounts:profile"))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_profile_is_changed(client: Client, user: User) -> None:
    response = client.post(
        reverse("accounts:profile-edit"),
        {"name": " Ana  Maria", "country": "PT", "language": "ar"},
        follow=True,
    )
    user.refresh_from_db()
    assert (user.name, user.country, user.language) == ("Ana Maria", "PT", "ar")
    assert [str(message) for message in response.context["messages"]] == [
        "Your profile has been changed."
    ]


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", ""), ("name", "A\nB"), ("country", "ZZ"), ("language", "xx")],
)
def test_wrong_answer_gets_400_and_the_persons_words_back(
    client: Client, user: User, field: str, value: str
) -> None:
    data = {"name": "Ana <b>Maria</b>", "country": "PT", "language": "", field: value}
    response = client.post(reverse("accounts:profile-edit"), data)
    assert (response.status_code, list(response.context["form"].errors)) == (400, [field])
    if field != "name":
        assert "Ana &lt;b&gt;Maria&lt;/b&gt;" in response.content.decode()
    user.refresh_from_db()
    assert user.name == "Ana Lima"


def test_name_that_the_rules_refuse_is_said_on_the_form(
    client: Client, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**arguments: object) -> None:
        raise Refused("invalid-name", "Write another name.")

    monkeypatch.setattr(profile, "update_profile", refuse)
    response = client.post(reverse("accounts:profile-edit"), {"name": "Ana"})
    assert (response.status_code, response.context["form"].non_field_errors()) == (
        400,
        ["Write another name."],
    )


def test_nobody_makes_themselves_staff_through_their_profile(client: Client, user: User) -> None:
    """Abuse case 11."""
    client.post(
        reverse("accounts:profile-edit"),
        {
            "name": "Ana",
            "country": "",
            "language": "",
            "is_staff": "on",
            "is_convener": "on",
            "email": "root@example.org",
        },
    )
    before = user.email
    user.refresh_from_db()
    assert (user.is_staff, user.is_convener, user.email) == (False, False, before)


def test_welcome_asks_only_those_who_have_no_place(client: Client, user: User) -> None:
    assert client.get(reverse("accounts:welcome")).status_code == 200
    membership: Membership = MembershipFactory.create(user=user)
    assert client.get(reverse("accounts:welcome"))["Location"] == reverse("accounts:profile")
    ended(membership)
    assert client.get(reverse("accounts:welcome")).status_code == 200


def test_group_is_declared(client: Client, user: User) -> None:
    response = client.post(
        reverse("accounts:membership-declare"), {"group": str(group("academia").pk)}
    )
    assert response["Location"] == reverse("accounts:profile")
    assert user.memberships.get().group == group("academia")


def test_closed_or_missing_group_is_refused_at_its_field(client: Client, user: User) -> None:
    closed = GroupFactory.create(is_active=False)
    for value in (str(closed.pk), "", "x"):
        response = client.post(reverse("accounts:membership-declare"), {"group": value})
        assert (response.status_code, list(response.context["form"].errors)) == (400, ["group"])
    assert not user.memberships.exists()


def test_group_closed_while_the_form_was_open_is_refused(
    client: Client, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**arguments: object) -> None:
        raise Refused("group-closed", "This group cannot be chosen any more.")

    monkeypatch.setattr(memberships, "declare_individual", refuse)
    response = client.post(reverse("accounts:membership-declare"), {"group": str(group().pk)})
    assert (response.status_code, response.context["form"].errors) == (
        400,
        {"group": ["This group cannot be chosen any more."]},
    )


def test_ending_a_membership_asks_first(client: Client, user: User) -> None:
    membership: Membership = MembershipFactory.create(user=user)
    url = reverse("accounts:membership-end", args=[membership.pk])
    assert client.get(url).status_code == 200
    assert client.post(url)["Location"] == reverse("accounts:profile")
    membership.refresh_from_db()
    assert not membership.is_valid


@pytest.mark.usefixtures("user")
def test_membership_of_a_stranger_is_a_404(client: Client) -> None:
    """Abuse case 8."""
    membership: Membership = RepresentativeFactory.create()
    for name in ("accounts:membership-end", "accounts:membership-verify"):
        assert client.post(reverse(name, args=[membership.pk])).status_code == 404


def test_self_declared_colleague_does_not_verify(client: Client, user: User) -> None:
    organisation = OrganisationFactory.create()
    RepresentativeFactory.create(user=user, organisation=organisation)
    colleague: Membership = RepresentativeFactory.create(organisation=organisation)
    response = client.post(reverse("accounts:membership-verify", args=[colleague.pk]))
    colleague.refresh_from_db()
    assert (response.status_code, colleague.is_verified) == (403, False)


def test_verified_representative_verifies_and_ends_a_colleague(client: Client, user: User) -> None:
    organisation = OrganisationFactory.create()
    RepresentativeFactory.create(user=user, organisation=organisation, verified=True)
    colleague: Membership = RepresentativeFactory.create(organisation=organisation)
    detail = reverse("accounts:organisation-detail", args=[organisation.pk])
    verified = client.post(reverse("accounts:membership-verify", args=[colleague.pk]))
    colleague.refresh_from_db()
    assert (verified["Location"], colleague.is_verified) == (detail, True)
    done = client.post(reverse("accounts:membership-end", args=[colleague.pk]))
    colleague.refresh_from_db()
    assert (done["Location"], colleague.is_valid) == (detail, False)


@pytest.mark.usefixtures("user")
def test_verifying_needs_a_post(client: Client) -> None:
    assert client.get(reverse("accounts:membership-verify", args=[1])).status_code == 405
