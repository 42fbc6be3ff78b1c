"""Contributions, summaries and their points, as the record of a consultation tells of them."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

POINT_ACTS: Mapping[str, Promise] = {
    "contribution.imported": gettext_lazy("A written contribution was brought in."),
    "summaries.requested": gettext_lazy("New summaries were asked for."),
    "summaries.stopped": gettext_lazy("The making of summaries was stopped."),
    "summary.reviewed": gettext_lazy("A summary was reviewed."),
    "summary.published": gettext_lazy("A summary was published."),
    "summary.reopened": gettext_lazy("The review of a summary was taken one step back."),
    "point.renamed": gettext_lazy("P-%(point)s of a summary was reworded."),
    "point.pinned": gettext_lazy("The wording of P-%(point)s of a summary is kept in later runs."),
    "point.unpinned": gettext_lazy("Later runs may choose other words for P-%(point)s."),
    "point.dropped": gettext_lazy("P-%(point)s of a summary was dropped."),
    "point.restored": gettext_lazy("P-%(point)s of a summary was restored."),
    "point.merged": gettext_lazy("P-%(point)s of a summary was merged into another point."),
    "point.split": gettext_lazy("P-%(point)s of a summary was split."),
    "point.uncited": gettext_lazy("C-%(number)s was taken out of P-%(point)s of a summary."),
    "point.flagged": gettext_lazy(
        "The author of C-%(number)s said of P-%(point)s of a summary: this is not what I said."
    ),
    "point.settled": gettext_lazy("The author of C-%(number)s was answered."),
}
