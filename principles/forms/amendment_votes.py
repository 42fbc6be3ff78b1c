"""Ballots on amendments, and the order in which they are voted on."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from principles.forms.amendments import LARGEST_NUMBER, LinesField
from principles.forms.votes import VoteForm


def ballot_form(
    number: int, *, allows_block: bool, data: Mapping[str, Any] | None = None, **kwargs: Any
) -> VoteForm:
    """Of one amendment, by its number: several stand on one page."""
    form = VoteForm(data, allows_block=allows_block, auto_id=f"vote_{number}_%s", **kwargs)
    form.fields["choice"].label = _("Your position on %(amendment)s") % {"amendment": f"A-{number}"}
    return form


class OrderForm(forms.Form):
    """A place for each amendment that waits, as `place_12`, and why the order is changed."""

    reason = LinesField(
        label=gettext_lazy("Why the order is changed"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "data-keep": "", "dir": "auto"}),
        error_messages={"required": gettext_lazy("Say why the order is changed.")},
    )

    def __init__(self, *args: Any, numbers: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = {
            f"place_{number}": forms.IntegerField(
                label=_("Place of %(amendment)s") % {"amendment": f"A-{number}"},
                min_value=1,
                max_value=LARGEST_NUMBER,
                initial=place,
                widget=forms.NumberInput(attrs={"class": "short"}),
            )
            for place, number in enumerate(numbers, 1)
        }
        self.fields = {**places, **self.fields}
        self._numbers = tuple(numbers)

    @property
    def order(self) -> list[int]:
        """The numbers by the places given; of two at one place the one that stood first."""
        return sorted(self._numbers, key=lambda number: self.cleaned_data[f"place_{number}"])
