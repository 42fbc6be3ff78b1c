"""Who is invited, and which role a person has."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from principles.states import TEAM_ROLES, Role

# What each role may do, where one is chosen.
EXPLAINED = {
    Role.OWNER: _("Owner: answers for it, appoints the team, announces and cancels"),
    Role.MODERATOR: _("Moderator: runs it, decides on amendments, reviews summaries"),
    Role.OBSERVER: _("Observer: sees the desk without acting"),
    Role.INVITED: _("Reader: may read, and take part, while it is not public"),
}
TEAM_CHOICES = [(role.value, role.label) for role in Role if role in TEAM_ROLES]


class InviteForm(forms.Form):
    addresses = forms.CharField(
        label=_("E-mail addresses"),
        help_text=_("One a line, or separated by commas; at most 200 at once."),
        max_length=60_000,
        widget=forms.Textarea(attrs={"rows": 4, "data-keep": "", "autocapitalize": "none"}),
    )
    role = forms.ChoiceField(label=_("As"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, roles: Sequence[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        role = self.fields["role"]
        if isinstance(role, forms.ChoiceField):
            role.choices = [(each.value, EXPLAINED[each]) for each in roles]


class SeatForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=TEAM_CHOICES)
