"""The page that says who wrote each word of a principle."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.http import Request
from principles.models import Document
from principles.passages import MarkedBlock, Passage, marked_blocks
from principles.passages import Run as MarkedRun
from principles.queries.authorship import Authorship, authorship_of
from principles.queries.principles import reading_of
from principles.text.merge import Run
from principles.views.access import document_view
from principles.views.crumbs import Crumb
from principles.views.principles import principle_crumbs


@dataclass(frozen=True, slots=True)
class MarkedText:
    """Title and body in runs with the marks of their sources; 0 for words of the first version."""

    title: tuple[MarkedRun, ...]
    body: tuple[MarkedBlock, ...]


@require_safe
@document_view
def principle_authorship(request: Request, document: Document, key: int) -> HttpResponse:
    reading = reading_of(document, key)
    authorship = authorship_of(document, key)
    titles = [line for block in _marked(authorship, authorship.title) for line in block.lines]
    context = {
        "document": document,
        "reading": reading,
        "text": MarkedText(
            title=tuple(run for line in titles for run in line),
            body=_marked(authorship, authorship.body),
        ),
        "sources": [each for each in authorship.sources if not each.is_blank],
        "crumbs": principle_crumbs(document, reading, Crumb(_("Who wrote these words"))),
    }
    return render(request, "principles/principle_authorship.html", context)


def _marked(authorship: Authorship, runs: Sequence[Run]) -> tuple[MarkedBlock, ...]:
    body = "".join(run.words for run in runs)
    return marked_blocks(body, list(_passages(authorship, runs)))


def _passages(authorship: Authorship, runs: Iterable[Run]) -> Iterable[Passage]:
    """Without the white space around, so that a mark stands at its word."""
    start = 0
    for run in runs:
        words = run.words.strip()
        first = start + run.words.find(words)
        if words and (number := authorship.source_of(run).number):
            yield Passage(first, first + len(words), 0, number)
        start += len(run.words)
