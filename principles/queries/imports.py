"""A draft import as its uploader sees it: the outline with the place of each part in it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models.fields.json import KT
from django.shortcuts import get_object_or_404

from accounts.models import User
from principles.models import ImportDraft
from principles.queries.history import spans_between
from principles.queries.outline import Block, blocks_of
from principles.text.diff import Span
from principles.text.outline import Outline, as_readable, from_json, paragraphs

# Beyond this many principles their texts are folded.
FOLD_BEYOND = 40


@dataclass(frozen=True, slots=True)
class UnfinishedImport:
    """A text that was uploaded and neither kept nor discarded."""

    pk: int
    title: str
    source: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class DraftPrinciple:
    """`place` is "1-0" for the first principle of the second section."""

    place: str
    number: int
    title: str
    blocks: tuple[Block, ...]
    has_next: bool
    can_go_up: bool
    can_go_down: bool

    @property
    def address(self) -> str:
        """As the buttons name it."""
        return self.place.replace("-", ":")


@dataclass(frozen=True, slots=True)
class DraftSection:
    place: int
    heading: str
    blocks: tuple[Block, ...]
    principles: tuple[DraftPrinciple, ...]


@dataclass(frozen=True, slots=True)
class DraftPage:
    outline: Outline
    preamble: tuple[Block, ...]
    sections: tuple[DraftSection, ...]

    @property
    def count(self) -> int:
        return len(self.outline.principles)

    @property
    def is_folded(self) -> bool:
        return self.count > FOLD_BEYOND

    @property
    def preamble_paragraphs(self) -> list[str]:
        return paragraphs(self.outline.preamble)


def unfinished_imports(user: User) -> list[UnfinishedImport]:
    """The newest ten, without reading their texts."""
    drafts = ImportDraft.objects.filter(user=user, document__isnull=True).order_by("-pk")
    rows = drafts.annotate(title=KT("outline__title")).values_list(
        "pk", "title", "source", "created_at"
    )
    return [UnfinishedImport(*row) for row in rows[:10]]


def own_import(user: User, pk: int) -> ImportDraft:
    """The person's draft, or Http404."""
    return get_object_or_404(ImportDraft.objects.select_related("document"), pk=pk, user=user)


def draft_page(draft: ImportDraft) -> DraftPage:
    outline = from_json(draft.outline)
    return DraftPage(
        outline=outline,
        preamble=blocks_of(outline.preamble),
        sections=tuple(_sections(outline)),
    )


def _sections(outline: Outline) -> Iterator[DraftSection]:
    last_section = len(outline.sections) - 1
    for place, section in enumerate(outline.sections):
        last = len(section.principles) - 1
        yield DraftSection(
            place=place,
            heading=section.heading,
            blocks=blocks_of(section.intro),
            principles=tuple(
                DraftPrinciple(
                    place=f"{place}-{position}",
                    number=each.number,
                    title=each.title,
                    blocks=blocks_of(each.text),
                    has_next=position < last,
                    can_go_up=(place, position) != (0, 0),
                    can_go_down=(place, position) != (last_section, last),
                )
                for position, each in enumerate(section.principles)
            ),
        )


def changes_since(draft: ImportDraft, revision: str) -> tuple[Span, ...]:
    """From the outline of that revision, if undo still reaches it, to the one there is now."""
    for outline in reversed(draft.history):
        if ImportDraft(outline=outline).revision == revision:
            before = as_readable(from_json(outline))
            return spans_between(before, as_readable(from_json(draft.outline)), whole=False)
    return ()
