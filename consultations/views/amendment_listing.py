"""The list of amendments in voting order, to take away: for a word processor, and as data."""

import json

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from accounts.http import Request
from consultations.models import Consultation
from consultations.queries.amendment_listing import AmendmentsInOrder
from consultations.views.access import consultation_view
from consultations.writers.docx import write_amendments

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_safe
@consultation_view
def amendments_docx(request: Request, consultation: Consultation) -> HttpResponse:
    """With tracked changes; `?principle=` gives those of one principle."""
    listing = _asked(request, consultation).as_listing()
    return _file(request, consultation, "docx", _DOCX, write_amendments(listing))


@require_safe
@consultation_view
def amendments_json(request: Request, consultation: Consultation) -> HttpResponse:
    """The shape is that of the API's answer."""
    plain = _asked(request, consultation).as_json()
    text = json.dumps(plain, ensure_ascii=False, indent=2) + "\n"
    return _file(request, consultation, "json", "application/json", text.encode())


def _asked(request: Request, consultation: Consultation) -> AmendmentsInOrder:
    return AmendmentsInOrder(consultation.document, _key(request))


def _key(request: Request) -> int | None:
    key = request.GET.get("principle", "")
    if not key:
        return None
    if not (key.isascii() and key.isdigit() and len(key) < 6):
        raise Http404
    return int(key)


def _file(
    request: Request, consultation: Consultation, suffix: str, type_: str, content: bytes
) -> HttpResponse:
    key = _key(request)
    name = f"{consultation.document.slug}-amendments" + (f"-{key}" if key else "")
    headers = {"Content-Disposition": f'attachment; filename="{name}.{suffix}"'}
    return HttpResponse(content, content_type=type_, headers=headers)
