"""A frozen report laid out for its reader: names, labels in their language, bars."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.http import Http404
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext

from accounts.models import User
from accounts.regions import Region
from consultations.models import Consultation, Report
from consultations.queries.agreement_report import (
    AgreementReported,
    SaidReported,
    agreement_reported,
    people_in,
)
from consultations.queries.frozen_votes import groups_from
from consultations.queries.opinion_page import OpinionPage, opinion_page
from consultations.states import PointSide, ReportStatus, SummaryStatus
from principles.queries.decision_rules import way_in_sentences
from principles.queries.outline import Block, blocks_of
from principles.rules import RuleSet, describe
from principles.states import (
    ADOPTED_STATUSES,
    AmendmentKind,
    AmendmentStatus,
    ProposedOutcome,
    ResultsShown,
    Stage,
    Stance,
    SupportUnit,
)
from principles.tally import Tally, tally_from

Plain = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Counted:
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class PointReported:
    """`reworded`: the words are a moderator's; else they are verbatim from the first comment."""

    side_label: str
    text: str
    citations: Sequence[int]
    reworded: bool = False
    voices: int = 0


@dataclass(frozen=True, slots=True)
class SummaryReported:
    group: str
    reviewed: bool
    status_label: str
    out_of_date: bool
    voices: int
    comments: int
    points: Sequence[PointReported]


@dataclass(frozen=True, slots=True)
class AmendmentReported:
    number: int
    label: str
    principle_key: int
    principle: str
    author: str
    group: str
    organisation: str
    status: str
    status_label: str
    rationale: str
    reason: str
    version: int | None
    organisations: Sequence[str]
    individuals: int
    # Reports made before there were kinds, rules and proposed decisions have none of these.
    kind_label: str = ""
    because: int | None = None
    evaluation: str = ""
    proposed: str = ""


@dataclass(frozen=True, slots=True)
class CommentsReported:
    """On a principle, or on the text as a whole: how many by stance, and what each group says."""

    comments: Sequence[Counted]
    summaries: Sequence[SummaryReported]


@dataclass(frozen=True, slots=True)
class PrincipleReported:
    key: int
    number: str
    title: str
    blocks: Sequence[Block]
    changed: bool
    tally: Tally
    said: CommentsReported
    amendments: Sequence[AmendmentReported]
    agreement: AgreementReported | None
    minority_statements: Sequence[SaidReported]


@dataclass(frozen=True, slots=True)
class SectionReported:
    heading: str
    intro: Sequence[Block]
    principles: Sequence[PrincipleReported]


@dataclass(frozen=True, slots=True)
class TurnoutReported:
    label: str
    people: int
    organisations: int
    commenters: int


@dataclass(frozen=True, slots=True)
class MoveReported:
    label: str
    at: datetime | None
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReportPage:
    """`contents` are the plain values; the rest is how they read."""

    report: Report
    contents: Plain
    preamble: Sequence[Block]
    sections: Sequence[SectionReported]
    amendments: Sequence[AmendmentReported]
    turnout: Sequence[TurnoutReported]
    regions: Sequence[Counted]
    moves: Sequence[MoveReported]
    rules: Sequence[str]
    whole: CommentsReported
    # Reports made before there were any, or without enough answers, have none.
    opinions: OpinionPage | None = None

    @property
    def principles(self) -> list[PrincipleReported]:
        return [principle for section in self.sections for principle in section.principles]

    @property
    def adopted(self) -> int:
        return sum(a.status in ADOPTED_STATUSES for a in self.amendments)

    @property
    def people(self) -> int:
        return sum(row.people for row in self.turnout)

    @property
    def organisations(self) -> int:
        return sum(row.organisations for row in self.turnout)


def published_report(consultation: Consultation, number: int | None = None) -> Report:
    """The newest published one, or the one with this number; 404 if there is none."""
    reports = consultation.reports.filter(status=ReportStatus.PUBLISHED).order_by("-number")
    report = (reports.filter(number=number) if number else reports).first()
    if report is None:
        raise Http404
    return report


def report_page(report: Report) -> ReportPage:
    """One query: the names of the people in it, as they are called today."""
    contents: Plain = report.contents
    names = _names(contents)
    amendments = [_amendment(plain, names) for plain in contents["amendments"]]
    return ReportPage(
        report=report,
        contents=contents,
        preamble=blocks_of(contents["preamble"]),
        sections=[
            SectionReported(
                heading=section["heading"],
                intro=blocks_of(section["intro"]),
                principles=[
                    _principle(plain, amendments, contents["process"]["rules"], names)
                    for plain in section["principles"]
                ],
            )
            for section in contents["sections"]
        ],
        amendments=amendments,
        turnout=[
            TurnoutReported(
                gettext(row["name"]), row["people"], row["organisations"], row["commenters"]
            )
            for row in contents["turnout"]
        ],
        regions=[
            Counted(
                str(Region(row["code"]).label) if row["code"] else gettext("Region not given"),
                row["people"],
            )
            for row in contents["regions"]
        ],
        moves=[_move(plain, names) for plain in contents["process"]["stages"]],
        rules=_rules(contents["process"]["rules"], contents["process"].get("group_names", {})),
        # Reports made before the text as a whole could be commented on have none.
        whole=_said(
            contents.get("comments_on_the_whole", {}), contents.get("summaries_of_the_whole", ())
        ),
        opinions=opinion_page(contents["opinions"]) if contents.get("opinions") else None,
    )


def tally_of(plain: Plain, *, allows_block: bool) -> Tally:
    """The frozen votes on one principle as the page showed them."""
    return replace(
        tally_from(groups_from(plain["votes"]), allows_block=allows_block, one_scale=True),
        awaiting=plain["awaiting"],
    )


def _principle(
    plain: Plain,
    amendments: Iterable[AmendmentReported],
    rules: Plain,
    names: dict[int, str],
) -> PrincipleReported:
    agreement, minority_statements = agreement_reported(plain.get("agreement"), names)
    return PrincipleReported(
        key=plain["key"],
        number=plain["number"],
        title=plain["title"],
        blocks=blocks_of(plain["body"]),
        changed=plain["changed"],
        tally=tally_of(plain, allows_block=rules["allows_block"]),
        said=_said(plain["comments"], plain["summaries"]),
        amendments=[a for a in amendments if a.principle_key == plain["key"]],
        agreement=agreement,
        minority_statements=minority_statements,
    )


def _said(comments: dict[str, int], summaries: Iterable[Plain]) -> CommentsReported:
    return CommentsReported(
        comments=[
            Counted(str(stance.label), comments[stance.value])
            for stance in Stance
            if comments.get(stance.value)
        ],
        summaries=[_summary(each) for each in summaries],
    )


def _summary(plain: Plain) -> SummaryReported:
    """Reports made before there were points have sentences, by the stance of their comment."""
    earlier = SummaryStatus.REVIEWED if plain.get("reviewed") else SummaryStatus.MACHINE
    status = SummaryStatus(plain.get("status", earlier))
    return SummaryReported(
        group=gettext(plain["group"]),
        reviewed=status != SummaryStatus.MACHINE,
        status_label=str(status.label),
        out_of_date=plain["out_of_date"],
        voices=plain["voices"],
        comments=plain["comments"],
        points=[
            PointReported(
                side_label=str(PointSide(point["side"]).label),
                text=point["text"],
                citations=point["citations"],
                reworded=point["reworded"],
                voices=point["voices"],
            )
            for point in plain.get("points", ())
        ]
        or [
            PointReported(str(Stance(each["stance"]).label), each["text"], each["citations"])
            for each in plain.get("claims", ())
        ],
    )


def _amendment(plain: Plain, names: dict[int, str]) -> AmendmentReported:
    return AmendmentReported(
        number=plain["number"],
        label=plain["label"],
        principle_key=plain["principle_key"],
        principle=plain["principle"],
        author=names.get(plain["author"], gettext("Former participant")),
        group=gettext(plain["group"]),
        organisation=plain["organisation"],
        status=plain["status"],
        status_label=str(AmendmentStatus(plain["status"]).label),
        rationale=plain["rationale"],
        reason=plain["reason"],
        version=plain["version"],
        organisations=plain["organisations"],
        individuals=plain["individuals"],
        kind_label=_kind(plain.get("kind", AmendmentKind.ORDINARY)),
        because=plain.get("because"),
        evaluation=_evaluation(plain),
        proposed=_proposed(plain.get("proposed_decision")),
    )


def _kind(kind: str) -> str:
    """Of those that are more than an amendment."""
    return "" if kind == AmendmentKind.ORDINARY else str(AmendmentKind(kind).label)


def _evaluation(plain: Plain) -> str:
    """The rule's sentence, unless the decision says it already."""
    sentence: str = (plain.get("evaluation") or {}).get("sentence", "")
    return "" if sentence == plain["reason"] else sentence


def _proposed(decision: Plain | None) -> str:
    if decision is None:
        return ""
    return gettext("Moderators proposed: %(decision)s. %(explanation)s") % {
        "decision": ProposedOutcome(decision["outcome"]).label,
        "explanation": decision["explanation"],
    }


def _move(plain: Plain, names: dict[int, str]) -> MoveReported:
    return MoveReported(
        label=str(Stage(plain["new"]).label),
        at=parse_datetime(plain["at"]),
        by=names.get(plain["by"], "") if plain["by"] else gettext("by the timetable"),
        reason=plain["reason"],
    )


def _rules(rules: Plain, groups: dict[str, str]) -> list[str]:
    """How it was decided, a sentence a rule; `groups` are untranslated names by code."""
    return [
        gettext("A vote could block, with a reason.")
        if rules["allows_block"]
        else gettext("No vote could block."),
        gettext("Votes could be cast from the amendments stage on and changed until the close.")
        if rules["early_voting"]
        else gettext("Votes could be cast and changed while voting was open."),
        gettext("Results were shown while votes were cast.")
        if rules["results_shown"] == ResultsShown.LIVE
        else gettext("Results were shown to everyone at once, after the close."),
        gettext("Only people whose membership was verified could take part.")
        if rules["verified_only"]
        else gettext("People could take part on their own declaration of their group."),
        *_amendment_rules(rules, groups),
    ]


def _amendment_rules(rules: Plain, groups: dict[str, str]) -> list[str]:
    if "decision_rule" not in rules:
        return []
    labels = {code: gettext(name) for code, name in groups.items()}
    return [
        *way_in_sentences(
            rules["support_needed"],
            SupportUnit(rules["support_unit"]),
            screens=rules["screens_amendments"],
        ),
        describe(RuleSet.from_json(rules["decision_rule"]), labels),
    ]


def _names(contents: Plain) -> dict[int, str]:
    ids = {plain["author"] for plain in contents["amendments"]}
    ids |= {plain["by"] for plain in contents["process"]["stages"] if plain["by"]}
    principles = [each for section in contents["sections"] for each in section["principles"]]
    ids |= set(people_in(each["agreement"] for each in principles if each.get("agreement")))
    people = User.objects.filter(pk__in=ids).only("name", "erased_at")
    return {person.pk: person.public_name for person in people}
