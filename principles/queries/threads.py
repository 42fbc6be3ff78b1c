"""Comments in threads: a page of them, filtered and sorted, at the same cost for ten as for ten
thousand."""

import re
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet, TextChoices, Window
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce, RowNumber
from django.utils.translation import gettext_lazy as _

from accounts.models import Evidence
from principles.models import Comment, Document, Principle
from principles.queries.comments import CommentNode, hang, nodes_of, rows_of
from principles.states import CommentStatus

THREADS_A_PAGE = 20
# On the page of a principle; the rest is on the thread's own page.
REPLIES_SHOWN = 10
REPLIES_A_PAGE = 100


class Sort(TextChoices):
    NEWEST = "newest", _("Newest first")
    OLDEST = "oldest", _("Oldest first")
    REPLIES = "replies", _("Most replies first")


class AuthorKind(TextChoices):
    INDIVIDUAL = "individual", _("Individuals")
    ORGANISATION = "organisation", _("Organisations")
    VERIFIED = "verified", _("Verified members")


class Words(TextChoices):
    ANCHORED = "anchored", _("On chosen words")
    ORPHANED = "orphaned", _("On words no longer in the text")


class BadCursor(ValueError):
    """Not a place in this list."""


@dataclass(frozen=True, slots=True)
class CommentFilters:
    """Codes of what to show; "" for all. `group` is a group's code, `search` words in the text."""

    group: str = ""
    stance: str = ""
    type: str = ""
    author: str = ""
    words: str = ""
    search: str = ""
    sort: str = Sort.NEWEST.value

    @property
    def narrows(self) -> bool:
        return any((self.group, self.stance, self.type, self.author, self.words, self.search))


@dataclass(frozen=True, slots=True)
class CommentPage:
    """`total` published comments, of which `matching` pass the filters; with
    filters, `threads` are those in which one does, each shown whole."""

    threads: tuple[CommentNode, ...]
    total: int
    matching: int
    filters: CommentFilters
    next_cursor: str = ""
    is_first: bool = True


@dataclass(frozen=True, slots=True)
class ThreadPage:
    root: CommentNode
    replies: int
    earlier_cursor: str = ""
    later_cursor: str = ""


def comment_page(
    on: Principle | Document, filters: CommentFilters | None = None, cursor: str = ""
) -> CommentPage:
    """Twenty threads from the cursor on; on a document, those on its text as a whole. Two queries,
    one more with filters; BadCursor for a cursor that is none of this order."""
    filters = filters or CommentFilters()
    roots = comments_on(on).filter(parent__isnull=True)
    if filters.narrows:
        matching = _matching(on, filters)
        first_of_thread = matching.values(thread_of=Coalesce("root_id", "pk"))
        roots = roots.filter(pk__in=first_of_thread)
    rows = rows_of(_from_cursor(roots, filters.sort, cursor).annotate(total=_total(on)))
    found = list(rows[: THREADS_A_PAGE + 1])
    shown = found[:THREADS_A_PAGE]
    nodes = _with_replies(nodes_of(shown))
    total = found[0]["total"] or 0 if found else count_published(on)
    return CommentPage(
        threads=tuple(nodes),
        total=total,
        matching=matching.count() if filters.narrows else total,
        filters=filters,
        next_cursor=_cursor_after(shown[-1], filters.sort) if len(found) > len(shown) else "",
        is_first=not cursor,
    )


def thread_page(comment: Comment, cursor: str = "") -> ThreadPage:
    """The thread a comment stands in: its first comment, and a hundred replies, those around the
    comment or from the cursor on. Four queries at most."""
    root_id = comment.root_id or comment.pk
    thread = Comment.objects.filter(root=root_id)
    before = _cursor_id(cursor) if cursor else _page_start(thread, comment)
    root = nodes_of(rows_of(Comment.objects.filter(pk=root_id)))[0]
    found = list(rows_of(thread.filter(pk__gt=before).order_by("pk"))[: REPLIES_A_PAGE + 1])
    shown = found[:REPLIES_A_PAGE]
    hang([root], nodes_of(shown))
    earlier = list(
        thread.filter(pk__lte=before)
        .order_by("-pk")
        .values_list("pk", flat=True)[: REPLIES_A_PAGE + 1]
    )
    start = earlier[REPLIES_A_PAGE] if len(earlier) > REPLIES_A_PAGE else 0
    return ThreadPage(
        root=root,
        replies=thread.count(),
        earlier_cursor=f"t{start}" if earlier else "",
        later_cursor=f"t{shown[-1]['pk']}" if len(found) > len(shown) else "",
    )


def one_comment(comment: Comment) -> CommentNode:
    """As it is shown, without its replies. One query."""
    (node,) = nodes_of(rows_of(Comment.objects.filter(pk=comment.pk)))
    return node


# --- Which comments -------------------------------------------------------------------------------


def _matching(on: Principle | Document, filters: CommentFilters) -> QuerySet[Comment]:
    """Published ones only: a search must not find what nobody may read."""
    comments = comments_on(on).filter(status=CommentStatus.PUBLISHED)
    if filters.group:
        comments = comments.filter(group__code=filters.group)
    if filters.stance:
        comments = comments.filter(stance=filters.stance)
    if filters.type:
        comments = comments.filter(type=filters.type)
    if filters.search:
        comments = comments.filter(body__icontains=filters.search)
    if filters.author == AuthorKind.VERIFIED:
        comments = comments.filter(participation__evidence=Evidence.VERIFIED)
    elif filters.author:
        comments = comments.filter(participation__capacity=filters.author)
    if filters.words:
        comments = comments.filter(anchor__isnull=False)
    if filters.words == Words.ORPHANED:
        comments = comments.filter(anchor__placed_start__isnull=True)
    return comments.order_by()


def _total(on: Principle | Document) -> RawSQL:
    """As SQL: the same subquery built by the ORM costs more than any other part of the page."""
    published = CommentStatus.PUBLISHED.value
    if isinstance(on, Document):
        return RawSQL(
            "(SELECT COUNT(*) FROM principles_comment"
            " WHERE status = %s AND document_id = %s AND principle_id IS NULL)",
            (published, on.pk),
        )
    return RawSQL(
        "(SELECT COUNT(*) FROM principles_comment WHERE status = %s AND principle_id = %s)",
        (published, on.pk),
    )


def count_published(on: Principle | Document) -> int:
    return comments_on(on).filter(status=CommentStatus.PUBLISHED).count()


def comments_on(on: Principle | Document) -> QuerySet[Comment]:
    """On a principle; on a document, those on its text as a whole."""
    if isinstance(on, Document):
        return Comment.objects.filter(document=on, principle__isnull=True)
    return Comment.objects.filter(principle=on)


# --- Cursors: the order's letter, what it sorts by, and the id of the last comment shown ----------

_CURSOR = re.compile(
    r"(?P<order>[not])(?P<pk>[0-9]{1,18})|r(?P<replies>[0-9]{1,9})-(?P<last>[0-9]{1,18})"
)


def _parse(cursor: str, order: str) -> re.Match[str]:
    match = _CURSOR.fullmatch(cursor)
    if match is None or not cursor.startswith(order):
        raise BadCursor(cursor)
    return match


def _cursor_id(cursor: str) -> int:
    return int(_parse(cursor, "t")["pk"])


def _from_cursor(roots: QuerySet[Comment], sort: str, cursor: str) -> QuerySet[Comment]:
    if sort == Sort.REPLIES:
        roots = roots.annotate(size=Count("thread")).order_by("-size", "-pk")
        if cursor:
            match = _parse(cursor, "r")
            size, last = int(match["replies"]), int(match["last"])
            roots = roots.filter(Q(size__lt=size) | Q(size=size, pk__lt=last))
        return roots
    after = int(_parse(cursor, sort[0])["pk"]) if cursor else None
    if sort == Sort.OLDEST:
        return (roots if after is None else roots.filter(pk__gt=after)).order_by("pk")
    return (roots if after is None else roots.filter(pk__lt=after)).order_by("-pk")


def _cursor_after(row: dict[str, Any], sort: str) -> str:
    return f"r{row['size']}-{row['pk']}" if sort == Sort.REPLIES else f"{sort[0]}{row['pk']}"


def _page_start(thread: QuerySet[Comment], comment: Comment) -> int:
    """The id before the first reply of the page on which the comment stands; 0 for the first."""
    if comment.root_id is None:
        return 0
    before = thread.filter(pk__lt=comment.pk)
    skipped = before.count() // REPLIES_A_PAGE * REPLIES_A_PAGE
    if not skipped:
        return 0
    return before.order_by("pk").values_list("pk", flat=True)[skipped - 1]


# --- Replies --------------------------------------------------------------------------------------


def _with_replies(roots: list[CommentNode]) -> list[CommentNode]:
    """Each with the first of its replies; parents come before their replies, so any first part
    of a thread hangs together. One query."""
    if not roots:
        return roots
    thread = F("root_id")
    ranked = Comment.objects.filter(root__in=[root.pk for root in roots]).annotate(
        rank=Window(RowNumber(), partition_by=thread, order_by="pk"),
        size=Window(Count("pk"), partition_by=thread),
    )
    rows = list(rows_of(ranked.filter(rank__lte=REPLIES_SHOWN).order_by("pk")))
    sizes = {row["root_id"]: row["size"] for row in rows}
    for root in roots:
        root.more_replies = max(sizes.get(root.pk, 0) - REPLIES_SHOWN, 0)
    hang(roots, nodes_of(rows))
    return roots
