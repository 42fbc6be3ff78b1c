"""Filters of the comments on the desk."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.queries.groups import active_groups
from consultations.forms.listing import ANY, CursorField
from consultations.queries.moderation import CommentFilters
from principles.states import CommentStatus, Stance


class CommentLinesForm(forms.Form):
    group = forms.ChoiceField(label=_("Group"), required=False)
    stance = forms.ChoiceField(label=_("Stance"), required=False, choices=[ANY, *Stance.choices])
    status = forms.ChoiceField(
        label=_("State"), required=False, choices=[ANY, *CommentStatus.choices]
    )
    search = forms.CharField(label=_("Words in the comment"), required=False, max_length=100)
    before = CursorField()
    # The one shown beside the list.
    comment = CursorField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        group = self.fields["group"]
        if isinstance(group, forms.ChoiceField):
            group.choices = [ANY, *((each.code, each.label) for each in active_groups())]

    def filters(self) -> CommentFilters:
        names = ("group", "stance", "status", "search")
        return CommentFilters(**{name: self.cleaned_data[name] for name in names})
