from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PrinciplesConfig(AppConfig):
    name = "principles"
    verbose_name = _("Principles")

    def ready(self) -> None:
        import_module("principles.receivers")
        import_module("principles.queries.personal_data")
