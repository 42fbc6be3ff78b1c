"""All comments of a document, for those who keep order in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString
from django.utils.text import Truncator

from consultations.models import Consultation
from principles.markdown import as_rendered
from principles.models import Comment
from principles.states import CommentStatus

PAGE = 50
NEWEST = 8
OPENING = 160


@dataclass(frozen=True, slots=True)
class CommentFilters:
    """Codes of what to show; "" for all. `search` are words in the text."""

    group: str = ""
    stance: str = ""
    status: str = ""
    search: str = ""

    @property
    def narrows(self) -> bool:
        return any((self.group, self.stance, self.status, self.search))


@dataclass(frozen=True, slots=True)
class CommentLine:
    """A comment in a row of the desk, with the opening of what it says, as plain text."""

    number: int
    principle_key: int | None
    author: str
    group: str
    organisation: str
    stance: str
    status: CommentStatus
    status_label: str
    reason: str
    opening: str
    language: str
    at: datetime

    @property
    def name(self) -> str:
        return f"C-{self.number}"

    @property
    def is_hidden(self) -> bool:
        return self.status == CommentStatus.HIDDEN

    @property
    def may_be_hidden(self) -> bool:
        return self.status == CommentStatus.PUBLISHED


@dataclass(frozen=True, slots=True)
class CommentLines:
    """Newest first; `before` is the cursor of the page after this one."""

    lines: Sequence[CommentLine]
    before: int | None


def comment_lines(
    consultation: Consultation,
    filters: CommentFilters | None = None,
    *,
    before: int = 0,
    limit: int = PAGE,
) -> CommentLines:
    """Withdrawn ones have no words left to read, for the team neither. One query."""
    filters = filters or CommentFilters()
    found = Comment.objects.filter(document=consultation.document)
    if filters.group:
        found = found.filter(group__code=filters.group)
    if filters.stance:
        found = found.filter(stance=filters.stance)
    if filters.status:
        found = found.filter(status=filters.status)
    if filters.search:
        found = found.filter(body__icontains=filters.search).exclude(status=CommentStatus.WITHDRAWN)
    if before:
        found = found.filter(number__lt=before)
    rows = list(
        found.select_related(
            "principle", "author", "group", "participation__organisation"
        ).order_by("-number")[: limit + 1]
    )
    shown = rows[:limit]
    return CommentLines(
        lines=[_line(comment) for comment in shown],
        before=shown[-1].number if len(rows) > len(shown) else None,
    )


@dataclass(frozen=True, slots=True)
class FullComment:
    """The whole of it, also where it is hidden: who decides must be able to read."""

    line: CommentLine
    html: SafeString
    quote: str


def full_comment(consultation: Consultation, number: int) -> FullComment | None:
    """None where there is no such comment. One query."""
    comment = (
        Comment.objects.filter(document=consultation.document, number=number)
        .select_related("principle", "author", "group", "participation__organisation", "anchor")
        .first()
    )
    if comment is None:
        return None
    line = _line(comment)
    withdrawn = line.status == CommentStatus.WITHDRAWN
    anchor = getattr(comment, "anchor", None)
    return FullComment(
        line=line,
        html=as_rendered("" if withdrawn else comment.html),
        quote=anchor.exact if anchor and not withdrawn else "",
    )


def _line(comment: Comment) -> CommentLine:
    organisation = comment.participation.organisation
    status = CommentStatus(comment.status)
    withdrawn = status == CommentStatus.WITHDRAWN
    return CommentLine(
        number=comment.number,
        principle_key=comment.principle.key if comment.principle else None,
        author=comment.author.public_name,
        group=comment.group.label,
        organisation=organisation.name if organisation else "",
        stance="" if withdrawn else comment.get_stance_display(),
        status=status,
        status_label=str(status.label),
        reason=comment.status_reason,
        opening="" if withdrawn else Truncator(" ".join(comment.body.split())).chars(OPENING),
        language=comment.language,
        at=comment.created_at,
    )
