"""Why a level of consensus is proposed, a sentence a ground. Every number in it is shown to all."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext, ngettext, pgettext

from consultations.analysis.consensus import FEWEST_VOTES, Figures, Ground, GroupVoices, Reason
from consultations.analysis.quantities import percent_reached


@dataclass(frozen=True, slots=True)
class Case:
    """What sentences draw on: `voices` and `labels` of groups by code."""

    figures: Figures
    voices: Mapping[str, GroupVoices]
    labels: Mapping[str, str]

    def names(self, codes: Iterable[str]) -> str:
        return _listed(self.labels.get(code, code) for code in codes)

    def shares(self, codes: Iterable[str]) -> str:
        return _listed(
            gettext("%(group)s (%(in_favour)s of %(votes)s)")
            % {
                "group": self.labels.get(code, code),
                "in_favour": self.voices[code].in_favour,
                "votes": self.voices[code].took_sides,
            }
            for code in codes
        )


def sentence_of(ground: Ground, case: Case) -> str:
    return _SENTENCES[ground.reason](ground, case)


def _listed(words: Iterable[str]) -> str:
    comma = pgettext("in a list of names", ",")
    return f"{comma} ".join(words)


def _few_votes(_ground: Ground, _case: Case) -> str:
    return gettext(
        "Fewer than %(fewest)s votes that take a side are shown: too few to propose a level."
    ) % {"fewest": FEWEST_VOTES}


def _few_groups(_ground: Ground, _case: Case) -> str:
    return gettext("Votes of one group only are shown: agreement is found between groups.")


def _nobody_against(_ground: Ground, case: Case) -> str:
    votes = case.figures.took_sides
    return ngettext(
        "The %(votes)s vote shown that takes a side is in favour.",
        "All %(votes)s votes shown that take a side are in favour.",
        votes,
    ) % {"votes": votes}


def _withheld(ground: Ground, case: Case) -> str:
    return gettext(
        "Whether nobody is against cannot be seen: the votes of individuals are withheld in: "
        "%(groups)s."
    ) % {"groups": case.names(ground.groups)}


def _blocked(ground: Ground, case: Case) -> str:
    blocks = case.figures.blocks
    return ngettext(
        "%(blocks)s block is not cleared, from: %(groups)s.",
        "%(blocks)s blocks are not cleared, from: %(groups)s.",
        blocks,
    ) % {"blocks": blocks, "groups": case.names(ground.groups)}


def _overall(_ground: Ground, case: Case) -> str:
    votes = case.figures.took_sides
    return ngettext(
        "%(in_favour)s of %(votes)s vote that takes a side is in favour (%(percent)s%%).",
        "%(in_favour)s of %(votes)s votes that take a side are in favour (%(percent)s%%).",
        votes,
    ) % {
        "in_favour": case.figures.in_favour,
        "votes": votes,
        "percent": percent_reached(case.figures.overall or 0),
    }


def _groups_below(ground: Ground, case: Case) -> str:
    return gettext("Opposition is gathered: less than two thirds are in favour in: %(groups)s.") % {
        "groups": case.shares(ground.groups)
    }


def _more_groups_against(ground: Ground, case: Case) -> str:
    return gettext(
        "More groups lean against it than for it. In favour in those against it: %(groups)s."
    ) % {"groups": case.shares(ground.groups)}


_SENTENCES: Mapping[Reason, Callable[[Ground, Case], str]] = {
    Reason.FEW_VOTES: _few_votes,
    Reason.FEW_GROUPS: _few_groups,
    Reason.NOBODY_AGAINST: _nobody_against,
    Reason.WITHHELD: _withheld,
    Reason.BLOCKED: _blocked,
    Reason.OVERALL: _overall,
    Reason.GROUPS_BELOW: _groups_below,
    Reason.MORE_GROUPS_AGAINST: _more_groups_against,
}
