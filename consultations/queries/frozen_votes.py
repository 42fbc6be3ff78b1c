"""Votes of groups as plain values that can be frozen, and read again as they were shown."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext

from principles.tally import GroupVotes

Plain = dict[str, Any]


def as_plain(group: GroupVotes, names: Mapping[str, str]) -> Plain:
    """Of individuals only what pages show; `names` by code are untranslated."""
    withheld = group.individuals_withheld
    return {
        "code": group.code,
        "name": names.get(group.code, group.label),
        "organisations": dict(group.organisations),
        "individuals": {} if withheld else dict(group.individuals),
        "organisations_joined": group.organisations_joined,
        "individuals_joined": 0 if withheld else group.individuals_joined,
        "withheld": withheld,
    }


def groups_from(votes: Iterable[Plain]) -> list[GroupVotes]:
    """As they were laid down, with the names of groups in the reader's language."""
    return [
        GroupVotes(
            code=group["code"],
            label=gettext(group["name"]),
            organisations=group["organisations"],
            individuals=group["individuals"],
            organisations_joined=group["organisations_joined"],
            individuals_joined=group["individuals_joined"],
            was_withheld=group["withheld"],
        )
        for group in votes
    ]
