"""The document as one reads it: sections of principles in the words of the present version."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Count, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from accounts.models import User
from principles.models import Amendment, Comment, Document, Principle, PrincipleText, Version
from principles.permissions import may_view
from principles.queries.freshness import with_state
from principles.queries.tallies import tallies_of
from principles.states import DECIDABLE_STATUSES, CommentStatus, Stage
from principles.tally import AGAINST, IN_FAVOUR, Tally, TallyRow
from principles.text.outline import paragraphs

_BULLET = "- "
# The tone of `components/status.html`.
_TONES = {Stage.DRAFT: "draft", Stage.PAUSED: "next", Stage.CANCELLED: "trouble"}


@dataclass(frozen=True, slots=True)
class Block:
    """The lines of a paragraph, or the items of a list."""

    is_list: bool
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GroupMark:
    """Where a group stands, at a glance."""

    row: TallyRow

    @property
    def leaning(self) -> str:
        """In words; of a group whose votes are not shown, that."""
        if self.row.suppressed:
            return _("votes not shown")
        counts = {each.code: each.count for each in self.row.counts}
        if 2 * sum(counts.get(code, 0) for code in IN_FAVOUR) > self.row.total:
            return _("mostly in favour")
        if 2 * sum(counts.get(code, 0) for code in AGAINST) > self.row.total:
            return _("mostly against")
        return _("divided")


@dataclass(frozen=True, slots=True)
class OutlineRow:
    """A principle on its document's page."""

    key: int
    number: str
    title: str
    blocks: tuple[Block, ...]
    comments: int
    amendments: int
    tally: Tally

    @property
    def marks(self) -> list[GroupMark]:
        """Of the groups of which someone voted."""
        return [GroupMark(row) for row in self.tally.groups if row.total or row.suppressed]


@dataclass(frozen=True, slots=True)
class OutlinePart:
    """A section; the one without heading and intro holds principles that stand in none."""

    heading: str
    intro: tuple[Block, ...]
    rows: tuple[OutlineRow, ...]


@dataclass(frozen=True, slots=True)
class DocumentPage:
    version: Version
    preamble: tuple[Block, ...]
    parts: tuple[OutlinePart, ...]
    comments_on_whole: int

    @property
    def rows(self) -> tuple[OutlineRow, ...]:
        return tuple(row for part in self.parts for row in part.rows)

    @property
    def tally(self) -> Tally | None:
        """One of the tallies, for what all share: the legend, or why results are hidden."""
        return next((row.tally for row in self.rows), None)

    @property
    def has_votes(self) -> bool:
        return any(row.marks for row in self.rows)


@dataclass(frozen=True, slots=True)
class Neighbour:
    key: int
    number: str
    title: str


@dataclass(frozen=True, slots=True)
class PrinciplePage:
    """A principle in its present words, and what stands before and after it."""

    principle: Principle
    text: PrincipleText
    version: Version
    previous: Neighbour | None
    next: Neighbour | None

    @property
    def blocks(self) -> tuple[Block, ...]:
        return blocks_of(self.text.body)


def blocks_of(text: str) -> tuple[Block, ...]:
    """Paragraphs and lists of a text kept as `principles.text.outline` says; a paragraph in which
    only some lines begin with "- " is parted there."""
    blocks: list[Block] = []
    for part in paragraphs(text):
        for is_list, lines in groupby(part.split("\n"), lambda line: line.startswith(_BULLET)):
            blocks.append(Block(is_list, tuple(line.removeprefix(_BULLET) for line in lines)))
    return tuple(blocks)


def tone_of(document: Document) -> str:
    """How its stage is shown: now, next, done, draft or trouble."""
    return "now" if document.is_open else _TONES.get(Stage(document.stage), "done")


def visible_document(user: User | None, slug: str) -> Document:
    """The document at this address, with its state, if the person may see it; else Http404."""
    documents = with_state(Document.objects.select_related("current_version"))
    document: Document = get_object_or_404(documents, slug=slug)
    if not may_view(user, document):
        raise Http404
    return document


def document_page(document: Document) -> DocumentPage:
    """The same queries for one principle as for many."""
    version = current_version(document)
    texts = version.texts.select_related("principle").order_by("position")
    comments = _counts(Comment.objects.filter(document=document, status=CommentStatus.PUBLISHED))
    amendments = _counts(Amendment.objects.filter(document=document, status__in=DECIDABLE_STATUSES))
    tallies = tallies_of(document)
    rows: dict[int | None, list[OutlineRow]] = {}
    for text in texts:
        row = OutlineRow(
            key=text.principle.key,
            number=text.number,
            title=text.title,
            blocks=blocks_of(text.body),
            comments=comments.get(text.principle_id, 0),
            amendments=amendments.get(text.principle_id, 0),
            tally=tallies[text.principle_id],
        )
        rows.setdefault(text.section_id, []).append(row)
    return DocumentPage(
        version=version,
        preamble=blocks_of(version.preamble),
        parts=tuple(_parts(document, rows)),
        comments_on_whole=comments.get(None, 0),
    )


def _parts(
    document: Document, rows: Mapping[int | None, list[OutlineRow]]
) -> Iterable[OutlinePart]:
    if None in rows:
        yield OutlinePart("", (), tuple(rows[None]))
    for section in document.sections.all():
        yield OutlinePart(
            section.heading, blocks_of(section.intro), tuple(rows.get(section.pk, ()))
        )


def _counts(things: QuerySet[Comment] | QuerySet[Amendment]) -> dict[int | None, int]:
    return dict(things.order_by().values_list("principle").annotate(Count("pk")))


def current_version(document: Document) -> Version:
    """Every document has one from its import on."""
    if document.current_version is None:
        raise Http404
    return document.current_version


def principle_of(document: Document, key: int) -> PrinciplePage:
    """Two queries; Http404 when the present version has no such principle."""
    version = current_version(document)
    texts = PrincipleText.objects.filter(version=version).select_related("principle", "section")
    text = get_object_or_404(texts, principle__key=key)
    near = {
        each.position: Neighbour(each.principle.key, each.number, each.title)
        for each in texts.filter(position__in=(text.position - 1, text.position + 1))
    }
    text.principle.document = document
    return PrinciplePage(
        principle=text.principle,
        text=text,
        version=version,
        previous=near.get(text.position - 1),
        next=near.get(text.position + 1),
    )
