"""For whom a person speaks."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership


class JoinForm(forms.Form):
    """`cleaned_data["membership"]` is one of `memberships`, each of which the person may use."""

    def __init__(self, *args: Any, memberships: Sequence[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        by_pk = {str(each.pk): each for each in memberships}
        self.fields["membership"] = forms.TypedChoiceField(
            label=_("You speak"),
            choices=[(pk, _label(each)) for pk, each in by_pk.items()],
            coerce=by_pk.__getitem__,
            widget=forms.RadioSelect,
            error_messages={"required": _("Choose one.")},
        )


def _label(membership: Membership) -> str:
    words = {"group": membership.stakeholder_group.label, "organisation": membership.organisation}
    if membership.organisation is None:
        return gettext("as an individual: %(group)s") % words
    return gettext("for %(organisation)s: %(group)s") % words
