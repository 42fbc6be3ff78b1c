"""Where a page of one's own account stands."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Crumb:
    label: str | Promise
    url: str = ""


def crumbs_to(label: str | Promise, *between: Crumb) -> list[Crumb]:
    return [Crumb(_("Your profile"), reverse("accounts:profile")), *between, Crumb(label)]
