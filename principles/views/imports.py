"""From a text to a document: upload or paste, then confirm and edit before anything is kept."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.http import SignedInRequest
from accounts.verdicts import Conflict, Refused, require
from principles.actions.documents import (
    confirm_import,
    discard_import,
    edit_import,
    start_import,
    undo_import,
)
from principles.forms.documents import LANGUAGES, NOTICES, ConfirmForm, ImportForm
from principles.forms.outline_edits import UnknownEditError, edited, reworded_opening
from principles.forms.outline_panels import Panel, panel_of
from principles.importers import Refusal
from principles.models import Document, ImportDraft
from principles.permissions import may_convene
from principles.queries.imports import changes_since, draft_page, own_import, unfinished_imports
from principles.scripts import likely_language
from principles.text.outline import Outline, from_json
from principles.text.restructure import NoSuchPlaceError
from principles.views.crumbs import Crumb


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def document_import(request: SignedInRequest) -> HttpResponse:
    require(may_convene(request.user))
    form = ImportForm()
    if request.method == "POST":
        form = ImportForm(request.POST, request.FILES)
        if form.is_valid():
            draft = start_import(
                source=form.cleaned_data["source"], imported=form.imported, by=request.user
            )
            return HttpResponseRedirect(reverse("principles:import-edit", args=[draft.pk]))
    return render(
        request,
        "principles/document_import.html",
        {"form": form, "unfinished": unfinished_imports(request.user)},
        status=_status(form),
    )


def _status(form: ImportForm) -> int:
    if not form.errors:
        return 200
    return 413 if form.refusal == Refusal.TOO_LARGE else 400


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def import_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    draft = own_import(request.user, pk)
    require(may_convene(request.user))
    if draft.document is not None:
        return _to_document(draft.document)
    if request.method != "POST":
        return _page(request, draft)
    try:
        return _act(request, draft)
    except Conflict as conflict:
        draft.refresh_from_db()
        return _page(request, draft, refused=conflict, status=409)
    except Refused as refused:
        draft.refresh_from_db()
        return _page(request, draft, refused=refused, status=400)
    except (NoSuchPlaceError, UnknownEditError):
        gone = Conflict("no_such_place", _("What you wanted to change is not there any more."))
        return _page(request, draft, refused=gone, status=409)


def _act(request: SignedInRequest, draft: ImportDraft) -> HttpResponse:
    """Do what the pressed button says, after keeping what was typed before it was pressed."""
    data, user = request.POST, request.user
    base, pressed = data.get("revision", ""), data.get("press", "save")
    if pressed == "discard":
        discard_import(draft=draft, by=user)
        messages.success(request, _("The text was discarded; nothing of it was kept."))
        return HttpResponseRedirect(reverse("principles:document-import"))
    if pressed == "undo":
        return _to_draft(request, undo_import(draft=draft, base=base, by=user))
    outline = from_json(draft.outline)
    panel = panel_of(outline, data.get("editing", ""), data)
    if panel is not None and not panel.is_valid():
        return _page(request, draft, panel=panel, status=400)
    outline = reworded_opening(outline, data.get("title", ""), outline.preamble)
    outline = panel.applied(outline) if panel is not None else outline
    if pressed == "create":
        return _create(request, edit_import(draft=draft, outline=outline, base=base, by=user))
    anchor = data.get("editing", "")
    if pressed != "save":
        if pressed.startswith("restore:"):
            pressed += f":{data.get('into', '0')}"
        anchor = _anchor(outline, pressed)
        outline = edited(outline, pressed)
    draft = edit_import(draft=draft, outline=outline, base=base, by=user)
    return _to_draft(request, draft, anchor)


def _create(request: SignedInRequest, draft: ImportDraft) -> HttpResponse:
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        return _page(request, draft, form=form, status=400)
    document = confirm_import(
        draft=draft, base=draft.revision, by=request.user, **form.cleaned_data
    )
    messages.success(request, _("The document was created. Only you see it so far."))
    return _to_document(document)


def _anchor(outline: Outline, pressed: str) -> str:
    """Where to look after the change: the principle concerned, at its new place."""
    name, *places = pressed.split(":")
    if name in {"restore", "restore-to-preamble"}:
        return "left-out"
    if len(places) < 2 or not all(place.isdecimal() for place in places):
        return ""
    section, position = int(places[0]), int(places[1])
    if section >= len(outline.sections):
        return ""
    last = len(outline.sections[section].principles) - 1
    if name == "up":
        if position > 0:
            position -= 1
        elif section > 0:
            section, position = section - 1, len(outline.sections[section - 1].principles)
    elif name == "down":
        if position < last:
            position += 1
        elif section + 1 < len(outline.sections):
            section, position = section + 1, 0
    return f"p-{section}-{position}"


def _to_draft(request: SignedInRequest, draft: ImportDraft, anchor: str = "") -> HttpResponse:
    url = reverse("principles:import-edit", args=[draft.pk])
    language = request.POST.get("language", "")
    if language in dict(LANGUAGES):
        url += f"?language={language}"
    return HttpResponseRedirect(f"{url}#{anchor}" if anchor else url)


def _to_document(document: Document) -> HttpResponse:
    """On to the consultation on it, in the app above, where that is installed."""
    try:
        url = reverse("consultations:consultation-create", args=[document.slug])
    except NoReverseMatch:
        url = reverse("principles:document-detail", args=[document.slug])
    return HttpResponseRedirect(url)


def _page(
    request: SignedInRequest,
    draft: ImportDraft,
    *,
    form: ConfirmForm | None = None,
    panel: Panel | None = None,
    refused: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    page = draft_page(draft)
    open_place = request.GET.get("edit", "") if panel is None else request.POST["editing"]
    panel = panel or panel_of(page.outline, open_place)
    context: dict[str, Any] = {
        "draft": draft,
        "page": page,
        "notices": [NOTICES[code] for code in draft.notices if code in NOTICES],
        "crumbs": [
            Crumb(_("Import a text"), reverse("principles:document-import")),
            Crumb(_("Check")),
        ],
        "form": form or _confirm_form(request, page.outline),
        "panel": panel,
        "open_place": open_place if panel is not None else "",
        "refused": refused,
        "changes": (),
        "typed": _typed(request) if refused is not None else (),
    }
    if isinstance(refused, Conflict):
        context["changes"] = changes_since(draft, request.POST.get("revision", ""))
    return render(request, "principles/import_edit.html", context, status=status)


def _confirm_form(request: SignedInRequest, outline: Outline) -> ConfirmForm:
    chosen = request.POST.get("language") or request.GET.get("language")
    text = outline.preamble + "".join(each.text for each in outline.principles[:3])
    guess = likely_language(text, (get_language() or "en"))
    return ConfirmForm(initial={"title": outline.title, "language": chosen or guess})


def _typed(request: SignedInRequest) -> list[str]:
    """What the person wrote, to be given back with a refusal."""
    names = ("title", "preamble", "heading", "intro", "principle_title", "principle_text")
    return [text for name in names if (text := request.POST.get(name, "").strip())]
