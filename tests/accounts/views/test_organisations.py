import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Membership, Organisation, User
from accounts.views import organisations
from tests.factories.accounts import (
    OrganisationFactory,
    RepresentativeFactory,
    StaffFactory,
    UserFactory,
    group,
    representative,
)

pytestmark = pytest.mark.django_db
LIST = "accounts:organisation-list"
DETAIL = "accounts:organisation-detail"
DATA = {
    "name": "Open Lines",
    "type": "ngo",
    "country": "KE",
    "website": "openlines.example",
    "register_number": "17-4",
}


@pytest.fixture
def user(client: Client) -> User:
    person: User = UserFactory.create()
    client.force_login(person)
    return person


@pytest.mark.usefixtures("user")
def test_list_finds_by_name_and_group(client: Client) -> None:
    OrganisationFactory.create(name="Open Lines")
    OrganisationFactory.create(name="Zeta", group=group("academia"))
    found = client.get(reverse(LIST), {"search": "lines"}).context["page"].object_list
    assert [organisation.name for organisation in found] == ["Open Lines"]
    by_group = client.get(reverse(LIST), {"group": str(group("academia").pk)})
    assert [made.name for made in by_group.context["page"].object_list] == ["Zeta"]


@pytest.mark.usefixtures("user")
def test_empty_list_says_what_to_do_next(client: Client) -> None:
    text = client.get(reverse(LIST), {"search": "nothing of the kind"}).content.decode()
    assert "No organisation found." in text
    assert reverse("accounts:organisation-register") in text


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"group": "999"}, 400),
        ({"search": "x" * 500}, 400),
        ({"search": "a\0b"}, 400),
        ({"page": "999"}, 200),
        ({"page": "x"}, 200),
        ({"search": "' OR 1=1 --"}, 200),
        ({"search": "<script>alert(1)</script>"}, 200),
    ],
)
@pytest.mark.usefixtures("user")
def test_odd_query_is_answered_with_a_page(
    client: Client, query: dict[str, str], status: int
) -> None:
    """Abuse cases 31 and 35."""
    response = client.get(reverse(LIST), query)
    assert response.status_code == status
    assert "<script>alert" not in response.content.decode()


@pytest.mark.usefixtures("user")
def test_pages_of_the_list_keep_the_filter(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(organisations, "PAGE_SIZE", 1)
    for name in ("Line A", "Line B", "Line C"):
        OrganisationFactory.create(name=name)
    page = client.get(reverse(LIST), {"search": "line", "page": "2"})
    assert (page.context["previous_url"], page.context["next_url"]) == (
        "?search=line&page=1",
        "?search=line&page=3",
    )


@pytest.mark.usefixtures("user")
def test_list_takes_the_same_queries_for_one_and_three(client: Client) -> None:
    counts = []
    for more in (1, 2):
        for _one in range(more):
            representative(verified=True)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse(LIST))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_registering_leads_to_its_page(client: Client, user: User) -> None:
    response = client.post(
        reverse("accounts:organisation-register"), {**DATA, "group": str(group().pk)}
    )
    organisation = Organisation.objects.get()
    assert response["Location"] == reverse(DETAIL, args=[organisation.pk])
    assert (organisation.name, organisation.website, organisation.memberships.get().user) == (
        "Open Lines",
        "https://openlines.example",
        user,
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "Open\nLines"),
        ("website", "javascript:alert(1)"),
        ("type", "empire"),
        ("country", "ZZ"),
        ("group", "999"),
        ("register_number", "x" * 65),
    ],
)
@pytest.mark.usefixtures("user")
def test_wrong_answer_is_refused_at_its_field(client: Client, field: str, value: str) -> None:
    data = {**DATA, "group": str(group().pk), field: value}
    response = client.post(reverse("accounts:organisation-register"), data)
    assert (response.status_code, list(response.context["form"].errors)) == (400, [field])


@pytest.mark.usefixtures("user")
def test_name_that_is_taken_is_said_at_the_name_and_the_words_are_kept(client: Client) -> None:
    OrganisationFactory.create(name="open lines", country="KE")
    response = client.post(
        reverse("accounts:organisation-register"), {**DATA, "group": str(group().pk)}
    )
    assert (response.status_code, list(response.context["form"].errors)) == (400, ["name"])
    assert 'value="17-4"' in response.content.decode()


@pytest.mark.usefixtures("user")
def test_page_of_a_missing_organisation_is_a_404(client: Client) -> None:
    for name in (DETAIL, "accounts:organisation-edit"):
        assert client.get(reverse(name, args=[999])).status_code == 404


def test_stranger_sees_the_organisation_and_no_member(client: Client, user: User) -> None:
    organisation = OrganisationFactory.create(
        name="Open <Lines>", website="https://lines.example", register_number="17", country=""
    )
    representative(organisation, name="Ana Lima")
    text = client.get(reverse(DETAIL, args=[organisation.pk])).content.decode()
    assert "Open &lt;Lines&gt;" in text
    assert "Works across countries" in text
    assert "Ana Lima" not in text


def test_addresses_of_members_are_for_those_who_verify(client: Client) -> None:
    organisation = OrganisationFactory.create()
    newcomer = representative(organisation, email="newcomer@example.org")
    url = reverse(DETAIL, args=[organisation.pk])
    seen = {}
    for who, reader in {
        "colleague": newcomer,
        "verified": representative(organisation, verified=True),
        "staff": StaffFactory.create(),
    }.items():
        client.force_login(reader)
        seen[who] = "newcomer@example.org" in client.get(url).content.decode()
    assert seen == {"colleague": False, "verified": True, "staff": True}


def test_joining_and_changing_role(client: Client, user: User) -> None:
    organisation = OrganisationFactory.create()
    url = reverse("accounts:organisation-join", args=[organisation.pk])
    roles = []
    for role in ("member", "representative"):
        response = client.post(url, {"role": role})
        assert response["Location"] == reverse(DETAIL, args=[organisation.pk])
        roles.append(Membership.objects.valid().get(user=user).role)
    assert roles == ["member", "representative"]
    assert client.get(reverse(DETAIL, args=[organisation.pk])).status_code == 200


def test_joining_twice_or_in_no_role_is_refused_with_words(client: Client, user: User) -> None:
    membership: Membership = RepresentativeFactory.create(user=user)
    assert membership.organisation is not None
    url = reverse("accounts:organisation-join", args=[membership.organisation.pk])
    for role in ("representative", "owner", ""):
        response = client.post(url, {"role": role})
        assert (response.status_code, list(response.context["form"].errors)) == (400, ["role"])
    assert user.memberships.count() == 1


def test_verified_representative_edits_and_cannot_regroup(client: Client, user: User) -> None:
    """Abuse case 11."""
    organisation = OrganisationFactory.create()
    RepresentativeFactory.create(user=user, organisation=organisation, verified=True)
    url = reverse("accounts:organisation-edit", args=[organisation.pk])
    assert client.get(url).status_code == 200
    client.post(url, {**DATA, "group": str(group("governments").pk)})
    organisation.refresh_from_db()
    assert (organisation.name, organisation.group) == ("Open Lines", group())


def test_staff_regroup_in_the_form(client: Client) -> None:
    organisation = OrganisationFactory.create()
    client.force_login(StaffFactory.create())
    url = reverse("accounts:organisation-edit", args=[organisation.pk])
    client.post(url, {**DATA, "group": str(group("governments").pk)})
    organisation.refresh_from_db()
    assert organisation.group == group("governments")


def test_edit_to_a_name_that_is_taken_is_refused(client: Client) -> None:
    OrganisationFactory.create(name="Open Lines", country="KE")
    organisation = OrganisationFactory.create()
    client.force_login(StaffFactory.create())
    response = client.post(
        reverse("accounts:organisation-edit", args=[organisation.pk]),
        {**DATA, "group": str(group().pk)},
    )
    assert (response.status_code, list(response.context["form"].errors)) == (400, ["name"])


def test_self_declared_representative_gets_403_on_edit(client: Client, user: User) -> None:
    organisation = OrganisationFactory.create()
    RepresentativeFactory.create(user=user, organisation=organisation)
    url = reverse("accounts:organisation-edit", args=[organisation.pk])
    assert (client.get(url).status_code, client.post(url, DATA).status_code) == (403, 403)
