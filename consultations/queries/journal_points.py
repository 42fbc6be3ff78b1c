"""Contributions, summaries and their points, as the record of a consultation tells of them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from accounts.models import EntryPayload, StakeholderGroup
from consultations.queries.point_review import part_name

type Data = Mapping[str, Any]


class _Known(Protocol):
    @property
    def groups(self) -> Mapping[str, str]: ...


type Sentence = Callable[[Data, _Known], str]


def groups_named(payloads: Sequence[EntryPayload]) -> dict[str, str]:
    """What those are called whose summaries and points were worked on, by code."""
    codes = {
        payload.data["group"]
        for payload in payloads
        if payload.entry.kind.startswith(("summary.", "point.")) and "group" in payload.data
    }
    if not codes:
        return {}
    return {group.code: group.label for group in StakeholderGroup.objects.filter(code__in=codes)}


def _of_part(sentence: str | Promise) -> Sentence:
    """`where` in it: whose summary, and of what."""
    return lambda data, known: (
        str(sentence)
        % {
            "where": _where(data, known),
            "point": data.get("point"),
            "number": data.get("number"),
            "into": (data.get("new") or {}).get("into"),
        }
    )


def _where(data: Data, known: _Known) -> str:
    code = data.get("group", "")
    group = known.groups.get(code, code)
    # Not every entry names what it is on.
    if "principle" not in data:
        return group or gettext("a summary")
    return part_name(group, data["principle"])


POINT_SENTENCES: Mapping[str, Sentence] = {
    "contribution.imported": _of_part(gettext_lazy("A written contribution was brought in.")),
    "summaries.requested": _of_part(gettext_lazy("New summaries were asked for.")),
    "summaries.stopped": _of_part(gettext_lazy("The making of summaries was stopped.")),
    "opinions.requested": _of_part(gettext_lazy("New groups of opinion were asked for.")),
    "opinions.stopped": _of_part(gettext_lazy("The search for groups of opinion was stopped.")),
    "summary.reviewed": _of_part(gettext_lazy("Summary reviewed: %(where)s.")),
    "summary.published": _of_part(gettext_lazy("Summary published: %(where)s.")),
    "summary.reopened": _of_part(
        gettext_lazy("The review of a summary was taken one step back: %(where)s.")
    ),
    "point.renamed": _of_part(gettext_lazy("P-%(point)s (%(where)s) was reworded.")),
    "point.pinned": _of_part(
        gettext_lazy("The wording of P-%(point)s (%(where)s) is kept in later runs.")
    ),
    "point.unpinned": _of_part(
        gettext_lazy("Later runs may choose other words for P-%(point)s (%(where)s).")
    ),
    "point.dropped": _of_part(gettext_lazy("P-%(point)s (%(where)s) was dropped.")),
    "point.restored": _of_part(gettext_lazy("P-%(point)s (%(where)s) was restored.")),
    "point.merged": _of_part(gettext_lazy("P-%(point)s (%(where)s) was merged into P-%(into)s.")),
    "point.split": _of_part(
        gettext_lazy("P-%(point)s (%(where)s) was split; P-%(into)s is a part of it.")
    ),
    "point.uncited": _of_part(
        gettext_lazy("C-%(number)s was taken out of P-%(point)s (%(where)s).")
    ),
    "point.flagged": _of_part(
        gettext_lazy(
            "Who made C-%(number)s said of P-%(point)s (%(where)s): this is not what I said."
        )
    ),
    "point.settled": _of_part(
        gettext_lazy("Who made C-%(number)s was answered on P-%(point)s (%(where)s).")
    ),
}
