"""Stakeholder groups: the parties whose positions are shown apart."""

from django.db import models
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

# Default groups, so that their names are in the message catalogue: (code, name, description).
DEFAULT_GROUPS = (
    (
        "governments",
        gettext_noop("Governments"),
        gettext_noop("Ministries, regulators, parliaments and other public authorities."),
    ),
    (
        "private-sector",
        gettext_noop("Private sector"),
        gettext_noop("Companies of any size and the associations that speak for them."),
    ),
    (
        "civil-society",
        gettext_noop("Civil society"),
        gettext_noop("Non-governmental organisations, trade unions, consumers and users."),
    ),
    (
        "technical-community",
        gettext_noop("Technical community"),
        gettext_noop("People who build and run the Internet and write its standards."),
    ),
    (
        "academia",
        gettext_noop("Academia"),
        gettext_noop("Universities, research institutes and their staff."),
    ),
    (
        "intergovernmental",
        gettext_noop("Intergovernmental organisations"),
        gettext_noop("Bodies whose members are states."),
    ),
)


class StakeholderGroup(models.Model):
    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80)
    description = models.CharField(_("description"), max_length=240, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("can be chosen"), default=True)

    class Meta:
        ordering = ("position", "name")
        verbose_name = _("stakeholder group")
        verbose_name_plural = _("stakeholder groups")

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name in the reader's language, where the catalogue has it."""
        return gettext(self.name)

    @property
    def about(self) -> str:
        """The description in the reader's language, where the catalogue has it."""
        return gettext(self.description) if self.description else ""
