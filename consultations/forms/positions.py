"""Which group's positions to show."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from consultations.forms.listing import CursorField


class GroupForm(forms.Form):
    group = forms.ChoiceField(label=_("Group"), required=False)

    def __init__(self, *args: Any, groups: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        """`groups` are pairs of code and label."""
        super().__init__(*args, **kwargs)
        field = cast("forms.ChoiceField", self.fields["group"])
        field.choices = [("", gettext("All groups")), *groups]

    @property
    def code(self) -> str:
        """Of the group asked for; "" for all."""
        return str(self.cleaned_data.get("group", "")) if self.is_valid() else ""


class ResidualForm(GroupForm):
    after = CursorField()
