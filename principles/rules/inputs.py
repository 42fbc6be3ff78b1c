"""What a rule is held against: votes by group, and where the silence procedure stands."""

from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Self

from principles.rules.strict_json import Malformed, Reader

_COUNTS = ("support", "accept", "abstain", "oppose", "block", "members")


class BadInputs(Malformed):
    """Counts that cannot be: `field` says where, as in "groups.2.oppose"."""


@dataclass(frozen=True, slots=True)
class GroupCount:
    """Votes of one group by choice, a cleared block among what its holder chose instead.

    `members` is how many joined. What is `withheld` counts in the decision and is never printed.
    """

    code: str
    label: str
    support: int = 0
    accept: int = 0
    abstain: int = 0
    oppose: int = 0
    block: int = 0
    members: int = 0
    withheld: bool = False

    def __post_init__(self) -> None:
        for name in _COUNTS:
            if getattr(self, name) < 0:
                raise BadInputs(name, "out_of_range")

    @property
    def in_favour(self) -> int:
        return self.support + self.accept

    @property
    def against(self) -> int:
        return self.oppose + self.block

    @property
    def voted(self) -> int:
        return self.in_favour + self.abstain + self.against

    def counted(self, *, abstentions_count: bool) -> int:
        return self.voted if abstentions_count else self.voted - self.abstain

    def as_json(self) -> dict[str, object]:
        return {name: getattr(self, name) for name in _GROUP_FIELDS}

    def public_json(self) -> dict[str, object]:
        """Without any number of a group that is withheld, its members included."""
        if self.withheld:
            return {"code": self.code, "label": self.label, "withheld": True}
        return self.as_json()

    @classmethod
    def from_json(cls, data: object, prefix: str = "") -> Self:
        read = Reader(data, _GROUP_FIELDS, BadInputs, prefix)
        counts = {name: read.whole(name) for name in _COUNTS}
        for name, count in counts.items():
            if count < 0:
                raise read.refusal(name, "out_of_range")
        return cls(
            code=read.text("code"),
            label=read.text("label"),
            withheld=read.flag("withheld"),
            **counts,
        )


_GROUP_FIELDS = tuple(field.name for field in fields(GroupCount))


@dataclass(frozen=True, slots=True)
class Inputs:
    """The groups in any order; raises BadInputs where one comes twice.

    Times are aware; `now` is the database's clock, and both may be None without a silence
    procedure.
    """

    groups: tuple[GroupCount, ...] = ()
    silence_until: datetime | None = None
    now: datetime | None = None

    def __post_init__(self) -> None:
        if len({group.code for group in self.groups}) < len(self.groups):
            raise BadInputs("groups", "duplicate")
        for name in ("silence_until", "now"):
            moment = getattr(self, name)
            if moment is not None and moment.tzinfo is None:
                raise BadInputs(name, "wrong_type")

    @property
    def voted(self) -> int:
        return sum(group.voted for group in self.groups)

    @property
    def has_withheld(self) -> bool:
        return any(group.withheld for group in self.groups)

    def as_json(self) -> dict[str, object]:
        """Everything, to compute a verdict again: not for the public when a group is withheld."""
        return self._json([group.as_json() for group in self.groups])

    def public_json(self) -> dict[str, object]:
        return self._json([group.public_json() for group in self.groups])

    def _json(self, groups: list[dict[str, object]]) -> dict[str, object]:
        return {
            "groups": groups,
            "silence_until": _in_utc(self.silence_until),
            "now": _in_utc(self.now),
        }

    @classmethod
    def from_json(cls, data: object) -> Self:
        """The reverse of `as_json`; raises BadInputs."""
        read = Reader(data, ("groups", "silence_until", "now"), BadInputs)
        return cls(
            groups=tuple(
                GroupCount.from_json(group, f"groups.{index}.")
                for index, group in enumerate(read.items("groups"))
            ),
            silence_until=read.moment_or_none("silence_until"),
            now=read.moment_or_none("now"),
        )


def _in_utc(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat()
