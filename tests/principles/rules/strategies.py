"""Rules and counts for tests: written by hand, and drawn at random."""

from datetime import UTC, datetime
from fractions import Fraction

from hypothesis import strategies as st

from principles.rules import CUSTOM, EVERY_GROUP, GroupCount, Inputs, RuleSet, Scope
from principles.rules.rule_set import PRESET_CODES

CODES = ("a", "b", "c", "d", "e", "f")
COUNTS = ("support", "accept", "abstain", "oppose", "block")
SCOPES: tuple[Scope, ...] = ("overall", "groups", "both")


def group(code: str, in_favour: int = 0, against: int = 0, abstain: int = 0) -> GroupCount:
    """A group in which everybody who joined voted."""
    return GroupCount(
        code=code,
        label=code.upper(),
        support=in_favour,
        oppose=against,
        abstain=abstain,
        members=in_favour + against + abstain,
    )


def counts(*groups: GroupCount) -> Inputs:
    return Inputs(groups=groups)


@st.composite
def group_counts(draw: st.DrawFn, code: str, *, may_be_withheld: bool = True) -> GroupCount:
    votes = {name: draw(st.integers(0, 5)) for name in COUNTS if draw(st.booleans())}
    return GroupCount(
        code=code,
        label=f"Group {code}",
        members=sum(votes.values()) + draw(st.integers(0, 3)),
        withheld=may_be_withheld and draw(st.booleans()),
        **votes,
    )


@st.composite
def inputs(draw: st.DrawFn, *, may_be_withheld: bool = True) -> Inputs:
    codes = draw(st.lists(st.sampled_from(CODES), unique=True))
    return Inputs(
        groups=tuple(draw(group_counts(code, may_be_withheld=may_be_withheld)) for code in codes),
        silence_until=draw(st.none() | MOMENTS),
        now=draw(st.none() | MOMENTS),
    )


@st.composite
def agreeing(draw: st.DrawFn) -> Inputs:
    """Groups mostly in favour, so that much of what is drawn passes."""
    codes = draw(st.lists(st.sampled_from(CODES), unique=True, min_size=1))
    return Inputs(
        groups=tuple(
            GroupCount(
                code=code,
                label=f"Group {code}",
                support=draw(st.integers(0, 9)),
                accept=draw(st.integers(0, 3)),
                abstain=draw(st.integers(0, 2)),
                oppose=draw(st.integers(0, 2)),
                block=draw(st.sampled_from((0, 0, 0, 0, 0, 1))),
                members=draw(st.integers(0, 20)),
                withheld=draw(st.booleans()),
            )
            for code in codes
        ),
        silence_until=MOMENT,
        now=MOMENT,
    )


@st.composite
def rule_sets(draw: st.DrawFn, *, with_silence: bool = True) -> RuleSet:
    threshold, strict = draw(THRESHOLDS)
    preset = draw(st.sampled_from((CUSTOM, *PRESET_CODES)))
    scope = draw(st.sampled_from(SCOPES))
    blocks_stop = draw(st.booleans())
    if with_silence and draw(st.integers(0, 5)) == 0:
        return RuleSet(
            preset=preset,
            threshold=threshold,
            strict=strict,
            scope=scope,
            blocks_stop=blocks_stop,
            silence_hours=draw(st.integers(1, 200)),
        )
    return RuleSet(
        preset=preset,
        threshold=threshold,
        strict=strict,
        scope=scope,
        groups_needed=None if scope == "overall" else draw(st.none() | st.integers(1, 7)),
        veto_groups=draw(VETOES),
        abstentions_count=draw(st.booleans()),
        blocks_stop=blocks_stop,
        quorum_votes=draw(st.sampled_from((0, 0, 1, 5, 30))),
        quorum_members=draw(st.integers(0, 4)),
    )


MOMENT = datetime(2026, 3, 4, 12, tzinfo=UTC)
MOMENTS = st.datetimes(timezones=st.just(UTC))
THRESHOLDS = st.tuples(
    st.fractions(min_value=Fraction(1, 10), max_value=1, max_denominator=10), st.booleans()
).filter(lambda drawn: drawn != (Fraction(1), True))
VETOES = st.one_of(
    st.just(()),
    st.just((EVERY_GROUP,)),
    st.lists(st.sampled_from(CODES), unique=True, max_size=3).map(tuple),
)
