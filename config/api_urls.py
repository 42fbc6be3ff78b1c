"""Addresses of the API, outside the languages: /api/v1/, its description and its browser."""

from importlib import import_module

from django.urls import include, path
from drf_spectacular.views import SpectacularJSONAPIView, SpectacularSwaggerSplitView

# drf-spectacular finds an extension by its being imported.
import_module("accounts.api.scheme")

v1 = [
    path("", include("accounts.api.urls")),
    path("", include("principles.api.urls")),
    path("", include("consultations.api.urls")),
]

urlpatterns = [
    path("v1/", include((v1, "api"))),
    path("schema/", SpectacularJSONAPIView.as_view(), name="schema"),
    path(
        "",
        SpectacularSwaggerSplitView.as_view(url_name="schema", template_name="api.html"),
        name="swagger",
    ),
]
