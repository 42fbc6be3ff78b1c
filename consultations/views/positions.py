"""Where the groups stand, for everyone: the matrix, one principle, and what no point carries; and
all of it to take away."""

from urllib.parse import urlencode

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.http import Request
from consultations.forms.positions import GroupForm, ResidualForm
from consultations.models import Consultation
from consultations.queries.engines import engine_sentence
from consultations.queries.matrix import matrix_of
from consultations.queries.position_listing import position_listing
from consultations.queries.positions import Positions, PrinciplePosition, positions_of
from consultations.queries.residual import residual_page
from consultations.queries.themes import ThemeShown
from consultations.states import ThemeKind
from consultations.views.access import consultation_view
from consultations.views.crumbs import Crumb, consultation_crumbs
from consultations.writers.positions import Format, written


@require_safe
@consultation_view
def position_list(request: Request, consultation: Consultation) -> HttpResponse:
    """All principles and groups at a glance; `?group=` shows one."""
    positions = positions_of(consultation)
    form = GroupForm(request.GET, groups=_choices(positions), auto_id="filter_%s")
    context = {
        "consultation": consultation,
        "document": consultation.document,
        "positions": positions,
        "matrix": matrix_of(positions, form.code),
        "form": form,
        "code": form.code,
        "files": _files(consultation.document.slug, form.code),
        "across": [
            (heading, about, found)
            for kind, heading, about in _kinds()
            if (found := _themes(positions, kind, form.code))
        ],
        "made": engine_sentence({each.engine for each in positions.principles if each.engine}),
        "crumbs": consultation_crumbs(consultation, Crumb(label=_("Where groups stand"))),
    }
    status = 200 if form.is_valid() else 400
    return render(request, "consultations/position_list.html", context, status=status)


@require_safe
@consultation_view
def position_detail(
    request: Request, consultation: Consultation, key: int | None = None
) -> HttpResponse:
    """The groups side by side on a principle; without a key, on the text as a whole."""
    positions = positions_of(consultation)
    position = positions.on(key)
    if position is None:
        raise Http404
    form = GroupForm(request.GET, groups=_choices(positions), auto_id="filter_%s")
    groups = [group for group in position.speaking if form.code in {"", group.code}]
    place = positions.principles.index(position)
    context = {
        "consultation": consultation,
        "document": consultation.document,
        "positions": positions,
        "position": position,
        "groups": groups,
        "form": form,
        "code": form.code,
        "across": [
            (heading, about, found)
            for kind, heading, about in _kinds()
            if (found := position.themes_of(kind))
        ],
        "made": engine_sentence({position.engine} if position.engine else set()),
        "previous": positions.principles[place - 1] if place else None,
        "next": next(iter(positions.principles[place + 1 :]), None),
        "crumbs": _crumbs(consultation, _title(position)),
    }
    status = 200 if form.is_valid() else 400
    return render(request, "consultations/position_detail.html", context, status=status)


@require_safe
@consultation_view
def position_residual(request: Request, consultation: Consultation) -> HttpResponse:
    """The comments that no point carries, fifty a page."""
    positions = positions_of(consultation)
    form = ResidualForm(request.GET, groups=_choices(positions), auto_id="filter_%s")
    if "after" in form.errors:
        raise Http404
    after = form.cleaned_data.get("after", 0)
    page = residual_page(consultation, positions, after=after, code=form.code)
    context = {
        "consultation": consultation,
        "document": consultation.document,
        "positions": positions,
        "page": page,
        "form": ResidualForm(
            initial={"group": form.code}, groups=_choices(positions), auto_id="filter_%s"
        )
        if form.is_valid()
        else form,
        "code": form.code,
        "first_url": "?" + urlencode({"group": form.code}) if after else "",
        "next_url": "?" + urlencode({"group": form.code, "after": page.after})
        if page.after
        else "",
        "crumbs": _crumbs(consultation, _("Comments that no point carries")),
    }
    status = 200 if form.is_valid() else 400
    return render(request, "consultations/position_residual.html", context, status=status)


@require_safe
@consultation_view
def position_file(
    request: Request, consultation: Consultation, ending: str
) -> StreamingHttpResponse:
    """What the pages say, as a file; `?group=` gives what one group says."""
    form = GroupForm(request.GET, groups=_choices(positions_of(consultation)))
    if ending not in Format or not form.is_valid():
        raise Http404
    format_ = Format(ending)
    name = "-".join(filter(None, (consultation.document.slug, "positions", form.code)))
    return StreamingHttpResponse(
        written(position_listing(consultation, form.code), format_),
        content_type=format_.content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}.{format_}"'},
    )


def _files(slug: str, code: str) -> list[tuple[str, str]]:
    """Pairs of an address and what is there."""
    labels = {
        Format.CSV: _("as a table (CSV)"),
        Format.JSON: _("as data (JSON)"),
        Format.MARKDOWN: _("as text (Markdown)"),
        Format.DOCX: _("for a word processor (DOCX)"),
    }
    query = {"group": code} if code else None
    return [
        (reverse("consultations:position-file", args=[slug, format_.value], query=query), label)
        for format_, label in labels.items()
    ]


def _choices(positions: Positions) -> list[tuple[str, str]]:
    return [(group.code, group.label) for group in positions.groups]


def _kinds() -> list[tuple[str, str, str]]:
    """Kind, heading, and what the heading claims."""
    return [
        (
            ThemeKind.SHARED,
            _("What groups share"),
            _("In every group that is large enough to say so, many speak on it."),
        ),
        (
            ThemeKind.CONTESTED,
            _("What divides groups"),
            _("One group is for it where another is against it, by more than chance."),
        ),
        (
            ThemeKind.DISTINCTIVE,
            _("What one group says"),
            _("A far larger part of one group speaks on it than of the others."),
        ),
    ]


def _themes(positions: Positions, kind: str, code: str) -> list[ThemeShown]:
    """Of a group: those on which it speaks."""
    found = [theme for each in positions.principles for theme in each.themes_of(kind)]
    return [theme for theme in found if not code or code in {group.code for group in theme.groups}]


def _title(position: PrinciplePosition) -> str:
    if position.key is None:
        return _("The text as a whole")
    return _("Principle %(number)s") % {"number": position.number}


def _crumbs(consultation: Consultation, label: str) -> list[Crumb]:
    slug = consultation.document.slug
    above = {
        "label": _("Where groups stand"),
        "url": reverse("consultations:position-list", args=[slug]),
    }
    return consultation_crumbs(consultation, above, {"label": label})
