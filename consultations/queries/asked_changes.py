"""What a group asks to change: its amendments, who backs them, and what became of them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import ngettext, pgettext

from principles.models import Amendment, Document
from principles.queries.amendment_cards import supporters_of
from principles.states import ADOPTED_STATUSES, LIVE_STATUSES


@dataclass(frozen=True, slots=True)
class ChangeAsked:
    """An amendment by someone of the group; backed by `organisations`, by name and from any group,
    and by `individuals`, who are only counted."""

    number: int
    url: str
    label: str
    proposed_by: str
    status: str
    status_label: str
    organisations: Sequence[str]
    individuals: int

    @property
    def is_open(self) -> bool:
        return self.status in LIVE_STATUSES

    @property
    def is_adopted(self) -> bool:
        return self.status in ADOPTED_STATUSES

    @property
    def backing(self) -> str:
        """ "" where nobody else does."""
        names = [*self.organisations]
        if self.individuals:
            counted = ngettext(
                "%(count)s individual", "%(count)s individuals", self.individuals
            ) % {"count": self.individuals}
            names.append(counted)
        comma = pgettext("in a list of names", ",")
        return f"{comma} ".join(names)


def changes_asked(document: Document) -> dict[tuple[int, int], list[ChangeAsked]]:
    """By principle and group, in the order they were proposed; drafts are nobody's yet, and what
    moderators propose is no group's. Two queries."""
    amendments = list(
        Amendment.objects.visible_to(None)
        .filter(document=document, participation__isnull=False)
        .select_related("author", "participation__organisation")
        .order_by("number")
    )
    supporters = supporters_of(amendments)
    found: dict[tuple[int, int], list[ChangeAsked]] = defaultdict(list)
    for each in amendments:
        voice = each.participation
        if voice is None:
            continue
        backed = supporters.get(each.pk, ())
        asked = ChangeAsked(
            number=each.number,
            url=reverse("principles:amendment-detail", args=[document.slug, each.number]),
            label=each.label,
            proposed_by=str(voice.organisation or each.author.public_name),
            status=each.status,
            status_label=str(each.get_status_display()),
            organisations=[name for group in backed for name in group.organisations],
            individuals=sum(group.individuals for group in backed),
        )
        found[each.principle_id, voice.group_id].append(asked)
    return found
