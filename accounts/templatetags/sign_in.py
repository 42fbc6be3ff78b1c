"""What the sign-in pages need of forms that are not ours."""

from django import template
from django.forms import BoundField

register = template.Library()


@register.filter
def without_placeholder(field: BoundField) -> BoundField:
    """allauth repeats each label inside its field, where it looks like an answer."""
    field.field.widget.attrs.pop("placeholder", None)
    return field
