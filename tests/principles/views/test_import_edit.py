"""The import screen: check, edit, and confirm a text before anything of it is kept."""

from dataclasses import replace

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from principles.actions.documents import start_import
from principles.forms.documents import NOTICES
from principles.importers import Imported
from principles.models import Document, ImportDraft, Seat
from principles.states import Role
from principles.text.outline import Outline, OutlinePrinciple, OutlineSection, from_json
from tests.factories.accounts import ConvenerFactory
from tests.factories.imports import OUTLINE

pytestmark = pytest.mark.django_db

URL = "/documents/import/"


@pytest.fixture
def convener(client: Client) -> User:
    user: User = ConvenerFactory.create()
    client.force_login(user)
    return user


@pytest.fixture
def draft(convener: User) -> ImportDraft:
    return start_import(source="A working group", imported=Imported(OUTLINE), by=convener)


def flat(content: bytes) -> str:
    return " ".join(content.decode().split())


def press(client: Client, draft: ImportDraft, button: str, **typed: str) -> str:
    """Press a button on the page as it is now; returns where it leads."""
    draft.refresh_from_db()
    data = {"revision": draft.revision, "press": button, "title": draft.outline["title"], **typed}
    response = client.post(f"{URL}{draft.pk}/", data)
    assert response.status_code == 302, flat(response.content)
    draft.refresh_from_db()
    return response["Location"]


def titles(draft: ImportDraft) -> list[str]:
    return [each.title for each in from_json(draft.outline).principles]


# --- Check and edit ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("button", "expected", "place"),
    [
        ("up:0:1", ["Trust", "Reach", "Care"], "p-0-0"),
        ("down:0:1", ["Reach", "Care", "Trust"], "p-0-2"),
        ("drop:0:1", ["Reach", "Care"], "p-0-1"),
        ("to-preamble:0:0", ["Trust", "Care"], "p-0-0"),
        ("merge:0:1", ["Reach", "Trust"], "p-0-1"),
        ("split:0:0:1", ["Reach", "It costs what it costs", "Trust", "Care"], "p-0-0"),
        ("from-preamble:0", None, ""),
    ],
)
def test_a_button_changes_the_outline_and_leads_back_to_the_place(
    client: Client, draft: ImportDraft, button: str, expected: list[str] | None, place: str
) -> None:
    where = press(client, draft, button)
    assert where == f"{URL}{draft.pk}/" + (f"#{place}" if place else "")
    if expected is not None:
        assert titles(draft) == expected
    html = flat(client.get(where).content)
    assert f'id="{place}"' in html or not place


def test_moves_between_sections_lead_to_the_new_place(client: Client, convener: User) -> None:
    first, *rest = OUTLINE.principles
    sections = (OutlineSection("One", (first,)), OutlineSection("Two", tuple(rest)))
    imported = Imported(replace(OUTLINE, sections=sections))
    draft = start_import(source="", imported=imported, by=convener)
    assert press(client, draft, "up:1:0").endswith("#p-0-1")
    assert press(client, draft, "down:0:1").endswith("#p-1-0")
    assert press(client, draft, "up:0:0").endswith("#p-0-0")
    assert press(client, draft, "down:1:1").endswith("#p-1-1")
    assert press(client, draft, "dissolve:1") == f"{URL}{draft.pk}/"
    assert len(from_json(draft.outline).sections) == 1


def test_what_was_left_out_is_listed_and_comes_back(client: Client, draft: ImportDraft) -> None:
    assert "every word of the text is in one of the parts above" in flat(
        client.get(f"{URL}{draft.pk}/").content
    )
    press(client, draft, "drop:0:1")
    html = flat(client.get(f"{URL}{draft.pk}/").content)
    assert "What is promised is kept." in html.partition('id="left-out"')[2]
    assert press(client, draft, "restore:0").endswith("#left-out")
    assert titles(draft) == ["Reach", "Care", "Trust"]
    assert draft.outline["left_out"] == []


def test_what_was_left_out_comes_back_into_the_preamble(client: Client, draft: ImportDraft) -> None:
    press(client, draft, "drop:0:1")
    press(client, draft, "restore-to-preamble:0")
    assert draft.outline["preamble"].endswith("Trust\n\nWhat is promised is kept.")


def test_undo_takes_the_last_change_back(client: Client, draft: ImportDraft) -> None:
    undo = 'value="undo"'
    assert undo not in client.get(f"{URL}{draft.pk}/").content.decode()
    press(client, draft, "drop:0:0")
    assert undo in client.get(f"{URL}{draft.pk}/").content.decode()
    press(client, draft, "undo")
    assert titles(draft) == ["Reach", "Trust", "Care"]


def test_undo_with_nothing_to_undo_says_so(client: Client, draft: ImportDraft) -> None:
    data = {"revision": draft.revision, "press": "undo"}
    response = client.post(f"{URL}{draft.pk}/", data)
    assert response.status_code == 400
    assert "There is nothing to undo." in flat(response.content)


def test_a_principle_is_opened_for_typing_and_saved(client: Client, draft: ImportDraft) -> None:
    html = flat(client.get(f"{URL}{draft.pk}/?edit=p-0-0").content)
    assert 'name="principle_title" value="Reach"' in html
    assert 'value="split:0:0:1"' in html
    where = press(
        client,
        draft,
        "save",
        editing="p-0-0",
        principle_title="Access",
        principle_text="Everyone may\r\n\r\nreach.",
    )
    assert where.endswith("#p-0-0")
    first = from_json(draft.outline).principles[0]
    assert (first.title, first.text) == ("Access", "Everyone may\n\nreach.")


def test_what_was_typed_is_kept_whichever_button_is_pressed(
    client: Client, draft: ImportDraft
) -> None:
    press(
        client,
        draft,
        "down:0:1",
        title="Better rules",
        editing="p-0-0",
        principle_title="Access",
        principle_text="Everyone.",
    )
    assert (draft.outline["title"], titles(draft)) == ("Better rules", ["Access", "Care", "Trust"])


def test_the_preamble_and_a_section_are_typed_anew(client: Client, draft: ImportDraft) -> None:
    url = f"{URL}{draft.pk}/"
    assert 'name="preamble"' in client.get(f"{url}?edit=opening").content.decode()
    press(client, draft, "save", editing="opening", preamble="Other words.")
    assert draft.outline["preamble"] == "Other words."
    assert 'name="heading"' in client.get(f"{url}?edit=s-0").content.decode()
    press(client, draft, "save", editing="s-0", heading="All of it", intro="Read this.")
    section = from_json(draft.outline).sections[0]
    assert (section.heading, section.intro) == ("All of it", "Read this.")


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"principle_title": "", "principle_text": " "}, "A principle has words."),
        ({"principle_title": "t" * 301, "principle_text": "Mine."}, "at most 300 characters"),
    ],
)
def test_what_cannot_be_saved_is_given_back_with_the_reason(
    client: Client, draft: ImportDraft, typed: dict[str, str], message: str
) -> None:
    data = {"revision": draft.revision, "press": "save", "editing": "p-0-0", **typed}
    response = client.post(f"{URL}{draft.pk}/", data)
    assert response.status_code == 400
    html = flat(response.content)
    assert message in html
    assert typed["principle_title"] in html
    assert titles(ImportDraft.objects.get()) == ["Reach", "Trust", "Care"]


@pytest.mark.parametrize("place", ["p-9-9", "s-9", "p-0", "x", "p-0-0-0", "p--1-0", "opening-1"])
def test_a_place_that_is_not_there_opens_nothing(
    client: Client, draft: ImportDraft, place: str
) -> None:
    html = client.get(f"{URL}{draft.pk}/", {"edit": place}).content.decode()
    assert "data-keep" not in html
    assert 'name="editing" value=""' in html


@pytest.mark.parametrize("button", ["drop:0:9", "fly:0:0", "up:x:y", "restore:5", "split:9:9:9"])
def test_a_button_for_what_is_gone_changes_nothing(
    client: Client, draft: ImportDraft, button: str
) -> None:
    data = {"revision": draft.revision, "press": button}
    response = client.post(f"{URL}{draft.pk}/", data)
    assert response.status_code == 409
    assert "is not there any more" in flat(response.content)
    assert ImportDraft.objects.get().history == []


@pytest.mark.parametrize("notice", list(NOTICES))
def test_notices_of_the_importer_are_shown(client: Client, convener: User, notice: str) -> None:
    draft = start_import(source="", imported=Imported(OUTLINE, (notice,)), by=convener)
    assert str(NOTICES[notice]) in flat(client.get(f"{URL}{draft.pk}/").content)


def test_a_text_without_principles_is_made_into_some(client: Client, convener: User) -> None:
    bare = Outline("Rules", "Reach all.\n\nKeep promises.", ())
    draft = start_import(source="", imported=Imported(bare, ("no_principles",)), by=convener)
    for _ in range(2):
        press(client, draft, "from-preamble:0")
    assert (titles(draft), draft.outline["preamble"]) == (["Reach all", "Keep promises"], "")


def test_a_huge_text_is_folded_and_stays_usable(
    client: Client, convener: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    many = tuple(OutlinePrinciple(n, f"Rule {n}", f"What {n} says.") for n in range(1, 301))
    outline = Outline("Rules", "", (OutlineSection("", many),))
    draft = start_import(source="", imported=Imported(outline), by=convener)
    with django_assert_num_queries(3):
        html = client.get(f"{URL}{draft.pk}/").content.decode()
    assert html.count("<summary>Read its text</summary>") == 300
    press(client, draft, "up:0:299")
    assert titles(draft)[-2:] == ["Rule 300", "Rule 299"]


def test_a_script_in_the_text_is_shown_and_not_run(client: Client, convener: User) -> None:
    """ABUSE 30."""
    evil = "<script>alert(1)</script>"
    principles = (OutlinePrinciple(1, evil, f"{evil}\n\n- {evil}"),)
    outline = Outline(evil, evil, (OutlineSection(evil, principles, evil),), (evil,))
    start_import(source=evil, imported=Imported(outline, (evil,)), by=convener)
    for place in ("", "opening", "s-0", "p-0-0"):
        html = client.get(f"{URL}{ImportDraft.objects.get().pk}/?edit={place}").content.decode()
        assert "<script>alert" not in html
    assert "<script>alert" not in client.get(URL).content.decode()


# --- Two windows ------------------------------------------------------------------------------------


def test_the_second_of_two_windows_is_told_what_changed_and_overwrites_nothing(
    client: Client, draft: ImportDraft
) -> None:
    """ABUSE 66."""
    old = draft.revision
    press(client, draft, "drop:0:1")
    press(client, draft, "save", title="Newer rules")
    response = client.post(
        f"{URL}{draft.pk}/",
        {
            "revision": old,
            "press": "save",
            "title": "My new title",
            "editing": "p-0-0",
            "principle_title": "Mine",
            "principle_text": "My long words.",
        },
    )
    assert response.status_code == 409
    html = flat(response.content)
    assert "This text was changed in another window" in html
    assert "What changed since" in html
    assert "My long words." in html.partition("What you had written")[2]
    assert titles(ImportDraft.objects.get()) == ["Reach", "Care"]


def test_a_window_older_than_undo_reaches_is_told_without_the_difference(
    client: Client, draft: ImportDraft
) -> None:
    data = {"revision": "unknown", "press": "drop:0:0", "title": "T"}
    response = client.post(f"{URL}{draft.pk}/", data)
    assert response.status_code == 409
    assert "What changed since" not in flat(response.content)


@pytest.mark.parametrize("button", ["create", "undo", "save", "drop:0:0"])
def test_every_button_of_an_old_window_is_refused(
    client: Client, draft: ImportDraft, button: str
) -> None:
    old = draft.revision
    press(client, draft, "drop:0:1")
    data = {"revision": old, "press": button, "title": "T", "language": "en"}
    assert client.post(f"{URL}{draft.pk}/", data).status_code == 409
    assert not Document.objects.exists()


# --- Confirm ----------------------------------------------------------------------------------------


def test_creating_the_document_leads_on_to_its_consultation(
    client: Client, draft: ImportDraft, convener: User
) -> None:
    where = press(client, draft, "create", title="Our rules", language="fr")
    document = Document.objects.get()
    assert where == f"/consultations/new/{document.slug}/"
    assert (document.title, document.language, document.source) == (
        "Our rules",
        "fr",
        "A working group",
    )
    assert Seat.objects.get().role == Role.OWNER
    assert document.current_version is not None
    assert list(document.current_version.texts.values_list("title", flat=True)) == [
        "Reach",
        "Trust",
        "Care",
    ]


def test_creating_twice_gives_one_document(client: Client, draft: ImportDraft) -> None:
    """ABUSE 69."""
    data = {"revision": draft.revision, "press": "create", "title": "Rules", "language": "en"}
    places = [client.post(f"{URL}{draft.pk}/", data)["Location"] for _ in range(2)]
    assert places[0] == places[1]
    assert Document.objects.count() == 1
    assert client.get(f"{URL}{draft.pk}/")["Location"] == places[0]


def test_where_no_app_asks_about_documents_creating_leads_to_the_document(
    client: Client, draft: ImportDraft, monkeypatch: pytest.MonkeyPatch
) -> None:
    def only_ours(name: str, args: list[str]) -> str:
        if name.startswith("consultations:"):
            raise NoReverseMatch(name)
        return reverse(name, args=args)

    monkeypatch.setattr("principles.views.imports.reverse", only_ours)
    where = press(client, draft, "create", title="Rules", language="en")
    assert where == f"/documents/{Document.objects.get().slug}/"


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"title": "", "language": "en"}, "Title of the document"),
        ({"title": "t" * 201, "language": "en"}, "at most 200 characters"),
        ({"title": "Rules", "language": "xx"}, "Language of the text"),
    ],
)
def test_creating_without_title_or_language_says_so_at_the_field(
    client: Client, draft: ImportDraft, typed: dict[str, str], message: str
) -> None:
    data = {"revision": draft.revision, "press": "create", **typed}
    response = client.post(f"{URL}{draft.pk}/", data)
    assert response.status_code == 400
    assert message in flat(response.content)
    assert not Document.objects.exists()


def test_creating_without_a_principle_says_so(client: Client, draft: ImportDraft) -> None:
    for _ in range(3):
        press(client, draft, "drop:0:0")
    data = {"revision": draft.revision, "press": "create", "title": "Rules", "language": "en"}
    response = client.post(f"{URL}{draft.pk}/", data)
    assert response.status_code == 400
    assert "There is no principle in this text." in flat(response.content)
    assert not Document.objects.exists()


def test_the_language_chosen_is_kept_while_editing(client: Client, draft: ImportDraft) -> None:
    where = press(client, draft, "down:0:0", language="pt-br")
    assert '<option value="pt-br" selected>' in flat(client.get(where).content)
    where = press(client, draft, "down:0:0", language="nonsense")
    assert '<option value="en" selected>' in flat(client.get(where).content)


def test_the_language_is_guessed_from_the_script(client: Client, convener: User) -> None:
    client.post(URL, {"text": "قواعد\n\n1. الوصول للجميع\nشبكة مفتوحة.\n\n2. الثقة\nالوعد وعد.\n"})
    html = flat(client.get(f"{URL}{ImportDraft.objects.get().pk}/").content)
    assert '<option value="ar" selected>' in html


def test_discarding_leaves_nothing(client: Client, draft: ImportDraft) -> None:
    response = client.post(f"{URL}{draft.pk}/", {"press": "discard"})
    assert (response.status_code, response["Location"]) == (302, URL)
    assert not ImportDraft.objects.exists()
