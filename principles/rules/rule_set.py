"""What must be fulfilled for a text to be adopted."""

from dataclasses import dataclass, fields
from fractions import Fraction
from typing import Literal, Self, cast, get_args

from principles.rules.strict_json import Malformed, Reader, fraction_text

Scope = Literal["overall", "groups", "both"]
CUSTOM = "custom"
PRESET_CODES = ("simple_majority", "two_thirds_each_group", "rough_consensus", "silence")
# Among `veto_groups`: every group there is.
EVERY_GROUP = "*"
LONGEST_SILENCE = 24 * 365


class BadRules(Malformed):
    """A rule set that cannot be: `field` is the field of RuleSet."""


@dataclass(frozen=True, slots=True)
class RuleSet:
    """A decision rule; raises BadRules for values that make none.

    `preset` is where it came from, and binds nothing. `threshold` is the share in favour of those
    counted, which must be exceeded (`strict`) or reached. `groups_needed`, None for all, counts
    among all groups there are, with those that cannot be evaluated. A majority against in one of
    `veto_groups`, or a block with `blocks_stop`, stops adoption. `quorum_votes` are votes cast
    overall, `quorum_members` those cast in a group for it to be evaluated, abstentions among both.
    With `silence_hours` none of this is asked: the text is adopted unless somebody objects in time.
    """

    preset: str = CUSTOM
    threshold: Fraction = Fraction(1, 2)
    strict: bool = True
    scope: Scope = "overall"
    groups_needed: int | None = None
    veto_groups: tuple[str, ...] = ()
    abstentions_count: bool = False
    blocks_stop: bool = False
    quorum_votes: int = 0
    quorum_members: int = 3
    silence_hours: int = 0

    def __post_init__(self) -> None:
        if self.preset not in {CUSTOM, *PRESET_CODES}:
            raise BadRules("preset", "unknown")
        if self.scope not in get_args(Scope):
            raise BadRules("scope", "unknown")
        self._check_threshold()
        self._check_groups()
        for field in ("quorum_votes", "quorum_members", "silence_hours"):
            if getattr(self, field) < 0:
                raise BadRules(field, "out_of_range")
        self._check_silence()

    def _check_threshold(self) -> None:
        if not isinstance(self.threshold, Fraction):
            raise BadRules("threshold", "wrong_type")
        if not 0 < self.threshold <= 1:
            raise BadRules("threshold", "out_of_range")
        if self.strict and self.threshold == 1:
            raise BadRules("threshold", "unreachable")

    def _check_groups(self) -> None:
        if self.groups_needed is not None:
            if self.groups_needed < 1:
                raise BadRules("groups_needed", "out_of_range")
            if self.scope == "overall":
                raise BadRules("groups_needed", "not_with_overall")
        if len(set(self.veto_groups)) < len(self.veto_groups):
            raise BadRules("veto_groups", "duplicate")
        # One rule has one form, whatever order it was put together in.
        object.__setattr__(self, "veto_groups", tuple(sorted(self.veto_groups)))

    def _check_silence(self) -> None:
        if self.silence_hours > LONGEST_SILENCE:
            raise BadRules("silence_hours", "out_of_range")
        for field in ("groups_needed", "veto_groups", "quorum_votes"):
            if self.silence_hours and getattr(self, field):
                raise BadRules(field, "not_with_silence")

    def is_reached_by(self, share: Fraction) -> bool:
        return share > self.threshold if self.strict else share >= self.threshold

    def may_veto(self, code: str) -> bool:
        return EVERY_GROUP in self.veto_groups or code in self.veto_groups

    def as_json(self) -> dict[str, object]:
        """Always the same for the same rule, keys in their order; the fraction as "2/3"."""
        return {
            **{name: getattr(self, name) for name in _FIELDS},
            "threshold": fraction_text(self.threshold),
            "veto_groups": list(self.veto_groups),
        }

    @classmethod
    def from_json(cls, data: object) -> Self:
        """The reverse of `as_json`; raises BadRules."""
        read = Reader(data, _FIELDS, BadRules)
        return cls(
            preset=read.text("preset"),
            threshold=read.fraction("threshold"),
            strict=read.flag("strict"),
            scope=cast("Scope", read.text("scope")),
            groups_needed=read.whole_or_none("groups_needed"),
            veto_groups=read.texts("veto_groups"),
            abstentions_count=read.flag("abstentions_count"),
            blocks_stop=read.flag("blocks_stop"),
            quorum_votes=read.whole("quorum_votes"),
            quorum_members=read.whole("quorum_members"),
            silence_hours=read.whole("silence_hours"),
        )


_FIELDS = tuple(field.name for field in fields(RuleSet))
