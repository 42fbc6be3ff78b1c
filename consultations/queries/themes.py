"""Themes across groups: what they share, what divides them, what only one of them says."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, ngettext

from consultations.analysis.quantities import whole_percent
from consultations.models import Theme
from consultations.queries.points import PointShown
from consultations.states import ThemeKind


@dataclass(frozen=True, slots=True)
class ThemeOfGroup:
    """How many of a group speak on the theme, and from which side; `low` and `high` bound the
    share (Wilson, 95 %), None for groups that are only described."""

    code: str
    label: str
    voices: int
    share: float
    low: float | None
    high: float | None
    voices_for: int
    voices_against: int

    @property
    def sentence(self) -> str:
        said = ngettext(
            "%(group)s: %(voices)s voice", "%(group)s: %(voices)s voices", self.voices
        ) % {"group": self.label, "voices": self.voices}
        if self.low is None or self.high is None:
            return said
        return gettext(
            "%(said)s, %(percent)s%% of the group (95%% interval: %(low)s%% to %(high)s%%)"
        ) % {
            "said": said,
            "percent": whole_percent(self.share),
            "low": round(100 * self.low),
            "high": round(100 * self.high),
        }

    @property
    def sides_sentence(self) -> str:
        return gettext("%(group)s: %(in_favour)s for, %(against)s against") % {
            "group": self.label,
            "in_favour": self.voices_for,
            "against": self.voices_against,
        }


@dataclass(frozen=True, slots=True)
class PointOfGroup:
    code: str
    group: str
    point: PointShown


@dataclass(frozen=True, slots=True)
class ThemeShown:
    """`principle_key` is None for the text as a whole; `points` are those of all groups on it, the
    one with most voices first."""

    pk: int
    label: str
    words: Sequence[str]
    kind: str
    kind_label: str
    principle_key: int | None
    # As it is printed; "" for the text as a whole.
    principle: str
    groups: Sequence[ThemeOfGroup]
    points: Sequence[PointOfGroup]

    @property
    def voices(self) -> int:
        return sum(group.voices for group in self.groups)

    @property
    def point_ids(self) -> Sequence[int]:
        return [each.point.pk for each in self.points]


def themes_shown(
    themes: Sequence[Theme],
    principle: tuple[int | None, str],
    labels: Mapping[str, str],
    points: Sequence[PointOfGroup],
) -> list[ThemeShown]:
    """Those of a kind about which a point is shown, those of which most is said first.

    `principle`: its key and number; `labels` of the groups by code.
    """
    about: dict[int, list[PointOfGroup]] = defaultdict(list)
    for each in sorted(points, key=lambda each: -each.point.voices):
        about[each.point.theme].append(each)
    shown = [
        ThemeShown(
            pk=theme.pk,
            label=theme.label,
            words=theme.words,
            kind=theme.kind,
            kind_label=str(theme.get_kind_display()),
            principle_key=principle[0],
            principle=principle[1],
            groups=_groups(theme.groups, labels),
            points=about[theme.pk],
        )
        for theme in themes
        if theme.kind != ThemeKind.NONE and about[theme.pk]
    ]
    return sorted(shown, key=lambda theme: -theme.voices)


def _groups(stored: Mapping[str, Any], labels: Mapping[str, str]) -> list[ThemeOfGroup]:
    """In the order of the groups, of those that speak on it."""
    return [
        ThemeOfGroup(
            code=code,
            label=label,
            voices=stored[code]["voices"],
            share=stored[code]["share"],
            low=stored[code].get("low"),
            high=stored[code].get("high"),
            voices_for=stored[code].get("for", 0),
            voices_against=stored[code].get("against", 0),
        )
        for code, label in labels.items()
        if stored.get(code, {}).get("voices")
    ]
