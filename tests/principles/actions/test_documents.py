"""Outlines become documents, with their addresses and who may read them."""

import pytest
from django.db import IntegrityError

from accounts.events import happened
from accounts.models import EntryPayload, User
from accounts.verdicts import Denied, Refused
from principles.actions import documents as module
from principles.actions.documents import (
    change_visibility,
    create_document,
    create_ownerless_document,
)
from principles.events import DocumentImported
from principles.models import Document, Seat
from principles.queries.history import check_version
from principles.states import Role, Stage, VersionStatus, Visibility
from principles.text.outline import Outline, OutlinePrinciple, OutlineSection
from tests.factories.accounts import ConvenerFactory, StaffFactory, UserFactory
from tests.factories.principles import DocumentFactory, seated

pytestmark = pytest.mark.django_db

OUTLINE = Outline(
    title="An open network",
    preamble="We agree on this.",
    sections=(
        OutlineSection(
            "Access",
            (OutlinePrinciple(1, "Reach", "All reach all."), OutlinePrinciple(2, "Price", "Fair.")),
            intro="About access.",
        ),
        OutlineSection("Trust", (OutlinePrinciple(1, "Safety", "Safe."),)),
    ),
    left_out=("Page 1",),
)


@pytest.fixture
def convener() -> User:
    return ConvenerFactory.create()


def create(by: User, outline: Outline = OUTLINE, **options: object) -> Document:
    fields = {"source": "rules.txt", "language": "en", **options}
    return create_document(outline=outline, by=by, **fields)  # type: ignore[arg-type]


# --- Documents ----------------------------------------------------------------------------------


def test_create_document_keeps_the_outline_as_version_one(convener: User) -> None:
    document = create(convener)
    version = document.current_version
    assert version is not None
    assert (document.title, document.slug, document.source, document.language) == (
        "An open network",
        "an-open-network",
        "rules.txt",
        "en",
    )
    assert (version.number, version.status, version.title, version.preamble) == (
        1,
        VersionStatus.PUBLISHED,
        "An open network",
        "We agree on this.",
    )
    sections = document.sections.values_list("position", "heading", "intro")
    assert list(sections) == [(1, "Access", "About access."), (2, "Trust", "")]
    texts = version.texts.values_list(
        "principle__key", "section__heading", "position", "number", "title", "body"
    )
    assert list(texts) == [
        (1, "Access", 1, "1", "Reach", "All reach all."),
        (2, "Access", 2, "2", "Price", "Fair."),
        (3, "Trust", 3, "1", "Safety", "Safe."),
    ]


def test_create_document_is_a_draft_of_which_the_actor_is_owner(convener: User) -> None:
    document = create(convener)
    assert (document.stage, document.created_by) == (Stage.DRAFT, convener)
    assert list(Seat.objects.values_list("document", "user", "role")) == [
        (document.pk, convener.pk, Role.OWNER)
    ]


def test_create_document_records_and_announces(convener: User) -> None:
    announced: list[DocumentImported] = []

    def hear(event: DocumentImported, **_: object) -> None:
        announced.append(event)

    happened.connect(hear, sender=DocumentImported)
    try:
        document = create(convener)
    finally:
        happened.disconnect(hear, sender=DocumentImported)
    assert announced == [DocumentImported(document_id=document.pk)]
    payload = EntryPayload.objects.get(entry__stream=document.stream)
    assert document.current_version is not None
    assert (payload.entry.kind, payload.data) == (
        "document.imported",
        {
            "actor": str(convener.public_id),
            "title": "An open network",
            "source": "rules.txt",
            "version": 1,
            "hash": document.current_version.hash,
            "principles": 3,
        },
    )


def test_invariant_01_the_first_version_checks(convener: User) -> None:
    version = create(convener).current_version
    assert version is not None
    assert check_version(version)


def test_create_document_may_have_another_title(convener: User) -> None:
    document = create(convener, title="  Our \n rules ")
    assert document.current_version is not None
    assert (document.title, document.slug, document.current_version.title) == (
        "Our rules",
        "our-rules",
        "Our rules",
    )


def test_create_document_keeps_a_section_without_principles(convener: User) -> None:
    outline = Outline("Rules", "", (*OUTLINE.sections, OutlineSection("Annex", (), "Later.")))
    document = create(convener, outline)
    assert list(document.sections.values_list("heading", flat=True)) == ["Access", "Trust", "Annex"]


def test_create_document_is_for_conveners() -> None:
    with pytest.raises(Denied):
        create(UserFactory.create())
    assert not Document.objects.exists()


def test_create_document_is_open_to_staff() -> None:
    assert create(StaffFactory.create()).title == "An open network"


def test_create_ownerless_document_has_no_team() -> None:
    document = create_ownerless_document(outline=OUTLINE, source="", language="en")
    assert (document.created_by, Seat.objects.count()) == (None, 0)
    payload = EntryPayload.objects.get(entry__stream=document.stream)
    assert (payload.actor, payload.data["actor"]) == (None, None)


def one(title: str = "T", heading: str = "", text: str = "Text.") -> Outline:
    return Outline("Rules", "", (OutlineSection(heading, (OutlinePrinciple(1, title, text),)),))


@pytest.mark.parametrize(
    ("outline", "title", "code"),
    [
        (Outline("", "", OUTLINE.sections), "", "no_title"),
        (OUTLINE, "x" * 201, "title_too_long"),
        (Outline("Rules", "All of it.", ()), "", "no_principles"),
        (one(heading="h" * 301), "", "heading_too_long"),
        (one(title=" "), "", "principle_title"),
        (one(title="t" * 301), "", "principle_title"),
        (
            Outline("R", "", (OutlineSection("", (OutlinePrinciple(1, "T", ""),) * 1001),)),
            "",
            "too_many_principles",
        ),
    ],
)
def test_create_document_refuses_what_it_would_have_to_cut(
    convener: User, outline: Outline, title: str, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        create(convener, outline, title=title)
    assert refused.value.code == code
    assert not Document.objects.exists()


def test_create_document_takes_all_that_fits(convener: User) -> None:
    outline = one(title="t" * 300, heading="h" * 300, text="long " * 20_000)
    document = create(convener, outline, title="x" * 200, source="s" * 300)
    assert (len(document.title), len(document.source)) == (200, 200)


# --- Addresses ----------------------------------------------------------------------------------


def test_addresses_are_never_taken_twice(convener: User) -> None:
    assert [create(convener).slug for _ in range(3)] == [
        "an-open-network",
        "an-open-network-2",
        "an-open-network-3",
    ]


@pytest.mark.parametrize(
    ("title", "slugs"),
    [
        ("Import", ["import-2", "import-3"]),
        ("互联网", ["document", "document-2"]),
        ("Сеть", ["set", "set-2"]),
    ],
)
def test_addresses_avoid_those_of_other_pages_and_need_no_latin_title(
    convener: User, title: str, slugs: list[str]
) -> None:
    assert [create(convener, title=title).slug for _ in slugs] == slugs


def test_an_address_taken_in_between_is_tried_again(
    convener: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    create(convener)
    slugs = iter(["an-open-network", "an-open-network-2"])
    monkeypatch.setattr(module, "_free_slug", lambda *_: next(slugs))
    assert create(convener).slug == "an-open-network-2"


def test_an_address_that_stays_taken_is_an_error(
    convener: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    create(convener)
    monkeypatch.setattr(module, "_free_slug", lambda *_: "an-open-network")
    with pytest.raises(IntegrityError):
        create(convener)


def test_a_document_by_link_has_an_address_nobody_guesses(convener: User) -> None:
    one, two = (create(convener, visibility=Visibility.LINK).slug for _ in range(2))
    assert one != two
    assert (one.rpartition("-")[0], len(one.rpartition("-")[2])) == ("an-open-network", 20)


# --- Visibility -----------------------------------------------------------------------------------


def test_change_visibility_records_old_and_new(convener: User) -> None:
    document = create(convener)
    changed = change_visibility(document=document, visibility=Visibility.INVITED, by=convener)
    assert (changed.visibility, changed.slug) == (Visibility.INVITED, document.slug)
    payload = EntryPayload.objects.filter(entry__stream=document.stream).latest("pk")
    assert (payload.entry.kind, payload.data["old"], payload.data["new"]) == (
        "document.visibility_changed",
        "public",
        "invited",
    )


def test_change_visibility_to_by_link_gives_a_new_address(convener: User) -> None:
    document = create(convener)
    changed = change_visibility(document=document, visibility=Visibility.LINK, by=convener)
    assert changed.slug.startswith("an-open-network-")
    assert len(changed.slug) > 30
    same = change_visibility(document=changed, visibility=Visibility.LINK, by=convener)
    assert same.slug == changed.slug
    back = change_visibility(document=changed, visibility=Visibility.PUBLIC, by=convener)
    assert back.slug == changed.slug


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.OBSERVER, Role.INVITED])
def test_change_visibility_is_the_owners(role: Role) -> None:
    document = DocumentFactory.create()
    user = seated(UserFactory.create(), document, role)
    with pytest.raises(Denied):
        change_visibility(document=document, visibility=Visibility.LINK, by=user)
