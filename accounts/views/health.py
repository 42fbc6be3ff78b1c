"""For load balancers and supervisors: is this process alive, is the whole at work?

Neither page reads the session, so neither sets a cookie.
"""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.queries.readiness import readiness


@never_cache
@require_safe
def live(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  # Django's signature
    """200 while this process answers; asks nothing of any other part."""
    return HttpResponse("ok", content_type="text/plain")


@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:  # noqa: ARG001  # Django's signature
    """200 when database, outbox and worker are at work, else 503; says which is not."""
    state = readiness()
    checks = {"database": state.database, "outbox": state.outbox, "worker": state.worker}
    return JsonResponse(
        {"ready": state.ready, **{name: "ok" if ok else "failing" for name, ok in checks.items()}},
        status=200 if state.ready else 503,
    )
