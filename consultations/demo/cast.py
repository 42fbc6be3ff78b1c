"""The people and organisations of the demo."""

from dataclasses import dataclass, field

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from accounts.models import Membership, Organisation, StakeholderGroup, User
from consultations.demo import content
from consultations.demo.clock import DemoClock
from consultations.demo.content import Plain

PASSWORD = "shared-internet"  # noqa: S105  # printed on the demo's screen


@dataclass
class Cast:
    """People and organisations by their key in the content."""

    people: dict[str, User] = field(default_factory=dict)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    groups: dict[str, StakeholderGroup] = field(default_factory=dict)


def make_cast(clock: DemoClock) -> Cast:
    told = content.people()
    cast = Cast(groups={group.code: group for group in StakeholderGroup.objects.all()})
    for each in told["organisations"]:
        cast.organisations[each["key"]] = Organisation.objects.create(
            name=each["name"],
            group=cast.groups[each["group"]],
            type=each["type"],
            country=each["country"],
            website=each["website"],
            register_number=each.get("register_number", ""),
        )
    password = make_password(PASSWORD)
    logins = {login["person"] for login in told["logins"]}
    for each in told["people"]:
        person = User(
            email=each["email"],
            name=each["name"],
            country=each["country"],
            language=each["language"],
            is_staff=each.get("staff", False),
            is_superuser=each.get("staff", False),
            is_convener=each.get("convener", False),
        )
        person.password = password if each["key"] in logins else make_password(None)
        person.save()
        EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
        cast.people[each["key"]] = person
    for each in told["people"]:
        for membership in each.get("memberships", ()):
            _member(cast, clock, cast.people[each["key"]], membership)
    return cast


def _member(cast: Cast, clock: DemoClock, person: User, told: Plain) -> None:
    until, verified_at = told.get("valid_until"), told.get("verified_at")
    Membership.objects.create(
        user=person,
        organisation=cast.organisations.get(told.get("organisation", "")),
        group=cast.groups.get(told.get("group", "")),
        role=told["role"],
        evidence=told["evidence"],
        valid_from=clock.at(told["valid_from"]),
        valid_until=None if until is None else clock.at(until),
        verified_at=None if verified_at is None else clock.at(verified_at),
        verified_by=cast.people.get(told.get("verified_by", "")),
    )
