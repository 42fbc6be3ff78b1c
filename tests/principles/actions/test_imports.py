"""Imports under their uploader's eyes, until they become documents or are discarded."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db.models.functions import Now

from accounts.actions.users import erase_account
from accounts.models import User
from accounts.verdicts import Conflict, Denied, Refused
from principles.actions import documents as module
from principles.actions.documents import (
    confirm_import,
    discard_import,
    edit_import,
    start_import,
    undo_import,
)
from principles.importers import Imported
from principles.models import Document, ImportDraft, Principle
from principles.text.outline import Outline, OutlinePrinciple, OutlineSection, as_json
from principles.text.restructure import drop, rename
from tests.factories.accounts import ConvenerFactory, UserFactory

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


# --- Drafts of imports ----------------------------------------------------------------------------


def start(by: User) -> ImportDraft:
    imported = Imported(OUTLINE, ("tracked_changes",))
    return start_import(source="rules.docx", imported=imported, by=by)


def test_start_import_keeps_what_was_read_for_its_uploader(convener: User) -> None:
    draft = start(convener)
    draft.refresh_from_db()
    assert (draft.user, draft.source, draft.outline, draft.notices, draft.history) == (
        convener,
        "rules.docx",
        as_json(OUTLINE),
        ["tracked_changes"],
        [],
    )
    assert not Document.objects.exists()


def test_start_import_is_for_conveners() -> None:
    with pytest.raises(Denied):
        start(UserFactory.create())


def test_start_import_forgets_what_the_person_left_lying_for_a_month(convener: User) -> None:
    old, recent, other = start(convener), start(convener), start(ConvenerFactory.create())
    ImportDraft.objects.exclude(pk=recent.pk).update(created_at=Now() - timedelta(days=31))
    new = start(convener)
    assert set(ImportDraft.objects.values_list("pk", flat=True)) == {recent.pk, other.pk, new.pk}
    assert old.pk not in {recent.pk, new.pk}


def test_edit_import_replaces_the_outline_and_remembers_the_one_before(convener: User) -> None:
    draft = start(convener)
    edited = edit_import(
        draft=draft, outline=rename(OUTLINE, "Rules"), base=draft.revision, by=convener
    )
    assert (edited.outline["title"], [each["title"] for each in edited.history]) == (
        "Rules",
        ["An open network"],
    )
    assert edited.revision != draft.revision


def test_edit_import_that_changes_nothing_is_no_step(convener: User) -> None:
    draft = start(convener)
    assert edit_import(draft=draft, outline=OUTLINE, base=draft.revision, by=convener).history == []


def test_edit_import_of_two_windows_the_second_is_refused(convener: User) -> None:
    """ABUSE 66: two tabs edit one text."""
    draft = start(convener)
    base = draft.revision
    edit_import(draft=draft, outline=rename(OUTLINE, "First"), base=base, by=convener)
    with pytest.raises(Conflict):
        edit_import(draft=draft, outline=rename(OUTLINE, "Second"), base=base, by=convener)
    assert ImportDraft.objects.get().outline["title"] == "First"


def test_undo_import_goes_back_step_by_step(convener: User) -> None:
    draft = start(convener)
    outline = OUTLINE
    for _ in range(2):
        outline = drop(outline, 0, 0)
        draft = edit_import(draft=draft, outline=outline, base=draft.revision, by=convener)
    draft = undo_import(draft=draft, base=draft.revision, by=convener)
    assert draft.outline == as_json(drop(OUTLINE, 0, 0))
    draft = undo_import(draft=draft, base=draft.revision, by=convener)
    assert draft.outline == as_json(OUTLINE)
    with pytest.raises(Refused) as refused:
        undo_import(draft=draft, base=draft.revision, by=convener)
    assert refused.value.code == "nothing_to_undo"


def test_undo_import_reaches_back_so_far_and_no_further(
    convener: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "UNDO_STEPS", 3)
    draft = start(convener)
    for number in range(5):
        outline = rename(OUTLINE, f"Title {number}")
        draft = edit_import(draft=draft, outline=outline, base=draft.revision, by=convener)
    assert [each["title"] for each in draft.history] == ["Title 1", "Title 2", "Title 3"]


def test_undo_import_of_a_huge_text_keeps_at_least_one_step(
    convener: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "UNDO_SIZE", 10)
    draft = start(convener)
    for number in range(3):
        outline = rename(OUTLINE, f"Title {number}")
        draft = edit_import(draft=draft, outline=outline, base=draft.revision, by=convener)
    assert [each["title"] for each in draft.history] == ["Title 1"]


def test_discard_import_leaves_nothing(convener: User) -> None:
    draft = start(convener)
    discard_import(draft=draft, by=convener)
    discard_import(draft=draft, by=convener)
    assert not ImportDraft.objects.exists()


def test_who_is_erased_leaves_no_text_they_never_made_a_document(
    convener: User, run_jobs: Callable[[], list[str]]
) -> None:
    """ABUSE 56."""
    kept, other = start(convener), start(ConvenerFactory.create())
    confirm_import(draft=kept, base=kept.revision, title="T", language="en", by=convener)
    start(convener)
    erase_account(user=convener, by=convener)
    assert "principles.forget_imports" in run_jobs()
    assert set(ImportDraft.objects.all()) == {kept, other}


def test_confirm_import_makes_the_document_once(convener: User) -> None:
    """ABUSE 69: a double click."""
    draft = start(convener)
    made = [
        confirm_import(
            draft=draft, base=draft.revision, title="Our rules", language="fr", by=convener
        )
        for _ in range(2)
    ]
    assert made[0] == made[1] == Document.objects.get()
    assert (made[0].title, made[0].language, made[0].source) == ("Our rules", "fr", "rules.docx")
    assert Principle.objects.count() == 3


def test_confirm_import_forgets_the_draft_and_what_it_left_out(convener: User) -> None:
    draft = start(convener)
    document = confirm_import(
        draft=draft, base=draft.revision, title="T", language="en", by=convener
    )
    draft.refresh_from_db()
    assert (draft.document, draft.outline, draft.history, draft.notices) == (document, {}, [], [])
    with pytest.raises(Conflict):
        edit_import(draft=draft, outline=OUTLINE, base=draft.revision, by=convener)
    discard_import(draft=draft, by=convener)
    assert ImportDraft.objects.get().document == document


def test_confirm_import_of_a_text_changed_elsewhere_is_refused(convener: User) -> None:
    draft = start(convener)
    base = draft.revision
    edit_import(draft=draft, outline=rename(OUTLINE, "Other"), base=base, by=convener)
    with pytest.raises(Conflict):
        confirm_import(draft=draft, base=base, title="T", language="en", by=convener)
    assert not Document.objects.exists()


def test_confirm_import_without_a_principle_keeps_the_draft(convener: User) -> None:
    draft = start(convener)
    draft = edit_import(
        draft=draft, outline=Outline("Rules", "Text.", ()), base=draft.revision, by=convener
    )
    with pytest.raises(Refused) as refused:
        confirm_import(draft=draft, base=draft.revision, title="T", language="en", by=convener)
    assert refused.value.code == "no_principles"
    assert ImportDraft.objects.get().document is None


def test_a_draft_is_its_uploaders_alone(convener: User) -> None:
    draft = start(convener)
    other = ConvenerFactory.create()
    base = draft.revision
    with pytest.raises(Denied):
        edit_import(draft=draft, outline=OUTLINE, base=base, by=other)
    with pytest.raises(Denied):
        undo_import(draft=draft, base=base, by=other)
    with pytest.raises(Denied):
        confirm_import(draft=draft, base=base, title="T", language="en", by=other)
    with pytest.raises(Denied):
        discard_import(draft=draft, by=other)
    assert ImportDraft.objects.get() == draft


def test_who_may_no_longer_convene_may_no_longer_confirm(convener: User) -> None:
    """ABUSE 14: the right is asked for at every step, not only at the first."""
    draft = start(convener)
    convener.is_convener = False
    convener.save()
    with pytest.raises(Denied):
        confirm_import(draft=draft, base=draft.revision, title="T", language="en", by=convener)
