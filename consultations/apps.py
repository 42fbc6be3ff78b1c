from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConsultationsConfig(AppConfig):
    name = "consultations"
    verbose_name = _("Consultations")

    def ready(self) -> None:
        import_module("consultations.receivers")
        # Models are not loaded when this module is.
        personal_data = import_module("accounts.queries.personal_data")
        own = import_module("consultations.queries.personal_data")
        personal_data.contribute("invitations", own.invitation_data)
        personal_data.contribute("objections", own.objection_data)
        personal_data.contribute("minority_statements", own.minority_statement_data)
        personal_data.contribute("objections_to_points", own.point_flag_data)
        personal_data.contribute("statements", own.statement_data)
