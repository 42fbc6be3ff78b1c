"""The page of one principle: its words, where groups stand, one's vote, amendments, comments."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.caching import kept
from accounts.http import Request, actor
from accounts.models import User
from principles.forms.comments import CommentFilterForm, CommentForm
from principles.forms.votes import VoteForm
from principles.models import Document, standing_of
from principles.passages import marked_blocks
from principles.permissions import may_comment, may_decide, may_moderate, may_vote
from principles.queries.amendment_changes import Changes
from principles.queries.amendments import amendments_of
from principles.queries.comments import CommentNode
from principles.queries.freshness import state_of
from principles.queries.outline import tone_of
from principles.queries.passages import passages_of
from principles.queries.principles import Reading, reading_of
from principles.queries.tallies import groups_of, organisation_votes, results_hidden, tally_by_group
from principles.queries.threads import CommentPage, comment_page
from principles.tally import GroupVotes
from principles.views.access import document_view
from principles.views.crumbs import Crumb, crumbs_of
from principles.views.passages import linked
from principles.views.refusals import Refusal, refusal_of


@require_safe
@document_view
def principle_detail(request: Request, document: Document, key: int) -> HttpResponse:
    return principle_response(request, document, reading_for(actor(request), document, key))


@require_safe
@document_view
def vote_list(request: Request, document: Document, key: int) -> HttpResponse:
    """How organisations voted, by name; individuals are only counted."""
    reading = reading_of(document, key)
    context = {
        "document": document,
        "reading": reading,
        "votes": organisation_votes(reading.principle, reading.hash),
        "hidden": results_hidden(document),
        "crumbs": principle_crumbs(document, reading, Crumb(_("Votes of organisations"))),
    }
    return render(request, "principles/principle_votes.html", context)


def reading_for(user: User | None, document: Document, key: int) -> Reading:
    """With the vote of those for whom the person speaks."""
    voice = standing_of(user, document).participation
    return reading_of(document, key, voice.holder if voice else None)


@dataclass(frozen=True, slots=True)
class Shared:
    """What on the page is the same to everyone, rendered, and some numbers of it; `authors` are the
    accounts whose comments are shown."""

    text: str
    tally: str
    summaries: str
    around: str
    total: int
    orphans: int
    next_cursor: str
    authors: frozenset[int]


def principle_response(
    request: Request,
    document: Document,
    reading: Reading,
    *,
    status: int = 200,
    **answers: Any,
) -> HttpResponse:
    """The page; `answers` are forms given back with what was wrong, instead of empty ones."""
    context = {
        **vote_context(request, document, reading),
        **comments_context(request, document, reading, ()),
        "tone": tone_of(document),
        **_kept(request, document, reading),
        "amendments": amendments_of(reading.principle, actor(request)),
        "comment_form": CommentForm(auto_id="comment_%s"),
        "may_correct": may_decide(actor(request), document),
        "crumbs": principle_crumbs(document, reading),
        **answers,
    }
    return render(request, "principles/principle.html", context, status=status)


def _kept(request: Request, document: Document, reading: Reading) -> dict[str, Any]:
    """`shared`, and `threads`, in which one's own comments have more links, as may all: made once
    for each state of the document."""
    user = actor(request)
    page = cache(partial(comment_page, reading.principle))
    place = (reading.principle.pk, reading.text_id, get_language(), settings.RELEASE)
    here = ("principle", *state_of(document), *place)
    shared = kept(here, lambda: _shared(request, document, reading, page()))
    who: tuple[object, ...] = ("nobody",)
    if user is not None:
        own = user.pk if user.pk in shared.authors else 0
        who = (own, bool(may_comment(user, document)), bool(may_moderate(user, document)))

    def threads() -> str:
        context = comments_context(request, document, reading, page().threads)
        return render_to_string("principles/comment_list_threads.html", context, request)

    return {"shared": shared, "threads": kept((*here, "threads", *who), threads)}


def _shared(request: Request, document: Document, reading: Reading, page: CommentPage) -> Shared:
    groups = groups_of(document)
    words = text_context(document, reading, page.threads)
    tally = tally_by_group(reading.principle, reading.hash, groups)

    def part(name: str) -> str:
        return render_to_string(f"principles/{name}", {**words, "tally": tally}, request)

    return Shared(
        text=part("principle_text.html"),
        tally=part("principle.html#tally"),
        summaries=part("principle.html#summaries"),
        around=part("principle.html#around"),
        total=page.total,
        orphans=words["orphans"],
        next_cursor=page.next_cursor,
        authors=frozenset(node.author_id for root in page.threads for node in root.walk()),
    )


def text_context(
    document: Document, reading: Reading, threads: Sequence[CommentNode]
) -> dict[str, Any]:
    """The words, with the passages commented on; where the comment is on this page they lead to
    it, else to its own page."""
    passages = passages_of(reading.same_words)
    here = {node.number for root in threads for node in root.walk()}
    blocks = marked_blocks(reading.body, passages.placed)
    return {
        "document": document,
        "tone": tone_of(document),
        "reading": reading,
        "blocks": linked(blocks, here, comments_url(document)),
        "orphans": passages.orphans,
    }


def vote_context(
    request: Request, document: Document, reading: Reading, changes: Changes | None = None
) -> dict[str, Any]:
    """`changes`: what happened to the text while the person was reading."""
    user = actor(request)
    own = reading.own_vote
    initial = {"choice": own.choice, "reason": own.reason} if own else {}
    return {
        "document": document,
        "reading": reading,
        "voice": standing_of(user, document).participation,
        "vote_form": VoteForm(
            allows_block=document.allows_block,
            auto_id="vote_%s",
            initial={**initial, "text_hash": reading.hash},
        ),
        "vote_refusal": _gone(reading)
        or refusal_of(may_vote(user, document), document, request.path),
        "changes": changes,
    }


def comments_context(
    request: Request, document: Document, reading: Reading | None, threads: Sequence[CommentNode]
) -> dict[str, Any]:
    """`reading` is None of comments on the text as a whole."""
    user = actor(request)
    gone = _gone(reading) if reading else None
    return {
        "threads": threads,
        "may_reply": gone is None and bool(may_comment(user, document)),
        "may_moderate": bool(may_moderate(user, document)),
        "comment_refusal": gone
        or refusal_of(
            may_comment(user, document), document, f"{place_url(document, reading)}#comments"
        ),
        "comments_url": comments_url(document),
    }


def _gone(reading: Reading) -> Refusal | None:
    """Of a principle that is no part of the text what was said stays, and no more is said."""
    if reading.gone is None:
        return None
    return Refusal(_("This principle is no longer part of the text."))


def comments_url(document: Document) -> str:
    """Under which every comment has its address, by number: reversed once, not once a comment."""
    return reverse("principles:comment-detail", args=[document.slug, 0]).removesuffix("0/")


def place_url(document: Document, reading: Reading | None) -> str:
    """Where comments are read: the principle's page, or that of the text as a whole."""
    if reading is None:
        return reverse("principles:comment-list-whole", args=[document.slug])
    return reverse("principles:principle-detail", args=[document.slug, reading.principle.key])


def filter_form(
    groups: dict[int, GroupVotes], data: Any = None, *, on_words: bool = True
) -> CommentFilterForm:
    choices = [(group.code, group.label) for group in groups.values()]
    return CommentFilterForm(data, groups=choices, on_words=on_words, auto_id="filter_%s")


def principle_crumbs(document: Document, reading: Reading | None, *rest: Crumb) -> list[Crumb]:
    label = _("The text as a whole")
    if reading is not None:
        label = _("Principle %(number)s") % {"number": reading.number}
    here = place_url(document, reading) if rest else ""
    return crumbs_of(document, Crumb(label, here), *rest)
