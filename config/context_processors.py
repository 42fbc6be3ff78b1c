"""What every template may use besides the request."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:  # noqa: ARG001  # Django's signature
    return {
        "SITE_URL": settings.SITE_URL,
        "SOURCE_URL": settings.SOURCE_URL,
        "CONTACT_EMAIL": settings.CONTACT_EMAIL,
        "RELEASE": settings.RELEASE,
        "DEBUG": settings.DEBUG,
    }
