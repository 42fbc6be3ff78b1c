"""Addresses. Pages exist in every language, the default one without a prefix."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import TemplateView

from accounts.views.health import live, ready
from config.styleguide import StyleguideView
from consultations.views.home import home

urlpatterns = [
    path("health/live", live, name="health-live"),
    path("health/ready", ready, name="health-ready"),
    path("api/", include("config.api_urls")),
]

pages: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path(
        "how-it-works/",
        TemplateView.as_view(template_name="pages/how_it_works.html"),
        name="how-it-works",
    ),
    path(
        "accessibility/",
        TemplateView.as_view(template_name="pages/accessibility.html"),
        name="accessibility",
    ),
    path("privacy/", TemplateView.as_view(template_name="pages/privacy.html"), name="privacy"),
    path("accounts/", include("allauth.urls")),
    path("me/", include("accounts.urls")),
    path("documents/", include("principles.urls")),
    path("consultations/", include("consultations.urls")),
    path("admin/", admin.site.urls),
]
if settings.DEBUG:
    pages.append(path("styleguide/", StyleguideView.as_view(), name="styleguide"))

urlpatterns += i18n_patterns(*pages, prefix_default_language=False)
