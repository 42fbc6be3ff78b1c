"""Comments as they are shown: flat rows into nodes of threads."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from django.db.models import F, QuerySet
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from accounts.models import Evidence, User
from principles.markdown import as_rendered
from principles.models import Comment
from principles.states import CommentStatus, CommentType, Stance

# Replies to replies are indented up to here; from there on they name what they answer.
DEEPEST = 4

_FIELDS = (
    "pk",
    "number",
    "parent_id",
    "root_id",
    "author_id",
    "stance",
    "type",
    "status",
    "status_reason",
    "html",
    "language",
    "created_at",
    "edited_at",
)


@dataclass(slots=True)
class CommentNode:
    """A comment as shown. Of a withdrawn or hidden one neither words nor quote are here."""

    pk: int
    number: int
    # The number in figures: templates print a string in a tenth of the time of a number.
    code: str
    parent_id: int | None
    root_id: int | None
    author_id: int
    author: str
    group: str
    organisation: str
    is_verified: bool
    stance: str
    stance_label: str
    type_label: str
    status: str
    status_label: str
    status_reason: str
    html: SafeString
    language: str
    quote: str
    quote_prefix: str
    quote_suffix: str
    is_orphan: bool
    created_at: datetime
    edited_at: datetime | None
    parent_number: int | None
    principle_key: int | None
    replies: list["CommentNode"] = field(default_factory=list)
    depth: int = 0
    # The number of what it answers, where its place on the page does not show that.
    answers: int | None = None
    # Of a thread's first comment: replies in the thread that are not in `replies`.
    more_replies: int = 0

    @property
    def is_published(self) -> bool:
        return self.status == CommentStatus.PUBLISHED

    def walk(self) -> "Iterator[CommentNode]":
        """Itself and everything below it, in order of reading."""
        yield self
        for reply in self.replies:
            yield from reply.walk()


def rows_of(comments: QuerySet[Comment]) -> QuerySet[Comment, dict[str, Any]]:
    """One flat row a comment, for `nodes_of`; annotations of `comments` stay in it."""
    annotated = comments.annotate(
        author_name=F("author__name"),
        author_erased_at=F("author__erased_at"),
        group_name=F("group__name"),
        organisation_name=F("participation__organisation__name"),
        evidence=F("participation__evidence"),
        parent_number=F("parent__number"),
        principle_key=F("principle__key"),
        exact=F("anchor__exact"),
        prefix=F("anchor__prefix"),
        suffix=F("anchor__suffix"),
        placed_start=F("anchor__placed_start"),
    )
    rows: QuerySet[Comment, dict[str, Any]] = annotated.values(
        *_FIELDS, *annotated.query.annotations
    )
    return rows


def nodes_of(rows: Iterable[dict[str, Any]]) -> list[CommentNode]:
    words = _Words()
    return [_node(row, words) for row in rows]


class _Words:
    """What many comments of a page share, in the reader's language: looked up once each."""

    def __init__(self) -> None:
        self.group = cache(gettext)
        self.stance = {stance.value: str(stance.label) for stance in Stance}
        self.type = {type_.value: str(type_.label) for type_ in CommentType}
        self.type[CommentType.GENERAL] = ""
        self.status = {status.value: str(status.label) for status in CommentStatus}


def _node(row: dict[str, Any], words: _Words) -> CommentNode:
    published = row["status"] == CommentStatus.PUBLISHED
    return CommentNode(
        pk=row["pk"],
        number=row["number"],
        code=str(row["number"]),
        parent_id=row["parent_id"],
        root_id=row["root_id"],
        author_id=row["author_id"],
        author=_author(row["author_name"], row["author_erased_at"]),
        group=words.group(row["group_name"]),
        organisation=row["organisation_name"] or "",
        is_verified=row["evidence"] == Evidence.VERIFIED,
        stance=row["stance"] if published else "",
        stance_label=words.stance[row["stance"]] if published else "",
        type_label=words.type[row["type"]] if published else "",
        status=row["status"],
        status_label=words.status[row["status"]],
        status_reason=row["status_reason"],
        html=as_rendered(row["html"] if published else ""),
        language=row["language"],
        quote=(row["exact"] or "") if published else "",
        quote_prefix=(row["prefix"] or "") if published else "",
        quote_suffix=(row["suffix"] or "") if published else "",
        is_orphan=bool(row["exact"]) and row["placed_start"] is None,
        created_at=row["created_at"],
        edited_at=row["edited_at"],
        parent_number=row["parent_number"],
        principle_key=row["principle_key"],
    )


def _author(name: str, erased_at: datetime | None) -> str:
    """As `User.public_name` says; without an account in hand for the many who simply have one."""
    if name and erased_at is None:
        return name
    return User(name=name, erased_at=erased_at).public_name


def hang(roots: Iterable[CommentNode], replies: Iterable[CommentNode]) -> None:
    """Put each reply under what it answers, `replies` being in order of their ids; under the
    first comment of the thread where that is on another page, and no deeper than `DEEPEST`."""
    nodes = {root.pk: root for root in roots}
    hosts: dict[int, CommentNode] = {}
    for reply in replies:
        root = nodes[reply.root_id or 0]
        host = nodes.get(reply.parent_id or 0, root)
        while host.depth >= DEEPEST:
            host = hosts[host.pk]
        if host.pk != reply.parent_id:
            reply.answers = reply.parent_number
        reply.depth = host.depth + 1
        host.replies.append(reply)
        nodes[reply.pk] = reply
        hosts[reply.pk] = host
