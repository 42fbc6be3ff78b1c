"""Tells the demo's story again, act by act, through the actions people use."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from accounts.models import Job, Membership, Organisation, StakeholderGroup, User
from consultations.actions.lifecycle import (
    advance,
    announce_consultation,
    conclude,
    create_consultation,
)
from consultations.actions.reports import make_report, publish_report
from consultations.actions.settings import Rules
from consultations.actions.summaries import review_summary, summarise_principle
from consultations.actions.timetable import WindowPlan
from consultations.demo import content
from consultations.demo.clock import DemoClock, demo_clock
from consultations.models import Consultation
from principles.actions.amendments import propose_amendment
from principles.actions.anchors import reanchor_comments
from principles.actions.comments import edit_comment, post_comment, withdraw_comment
from principles.actions.decisions import adopt_amendment, reject_amendment
from principles.actions.documents import create_document
from principles.actions.participation import give_seat, join
from principles.actions.proposals import DuplicateWording, wording
from principles.actions.sponsorship import back_amendment, withdraw_amendment
from principles.actions.votes import cast_vote
from principles.models import Amendment, Comment, Document, Principle, PrincipleText
from principles.states import ResultsShown, Role, Stage
from principles.text.anchors import Quote
from principles.text.outline import Outline, OutlinePrinciple, OutlineSection

PASSWORD = "shared-internet"  # noqa: S105  # printed on the demo's screen
Plain = content.Plain
Say = Callable[[str], None]
# A window's end is acted on just after it, as beat would.
MOMENT = 0.0005


@dataclass
class Cast:
    """People and organisations by their key in the content."""

    people: dict[str, User] = field(default_factory=dict)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    groups: dict[str, StakeholderGroup] = field(default_factory=dict)


@dataclass(order=True)
class Act:
    """Something that happens at an instant; acts of one instant in the order of the content."""

    at: float
    order: int
    do: Callable[[], None] = field(compare=False)


def seed_demo(say: Say) -> None:
    """Fill an empty SQLite database. The same content at any time of seeding: only the reference
    instant, the present minute, differs."""
    reference = datetime.now(UTC).replace(second=0, microsecond=0)
    with demo_clock(reference) as clock:
        clock.set(-400)
        say("People and organisations")
        cast = _cast(clock)
        for name in content.CONSULTATIONS:
            story = Story(content.consultation(name), name, cast, clock)
            say(story.content["title"])
            story.tell()
        clock.set(0)
        # All that these would do was done in its place.
        Job.objects.all().delete()


def _cast(clock: DemoClock) -> Cast:
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


class Story:
    """One consultation, from its creation to the reference instant."""

    document: Document
    consultation: Consultation

    def __init__(self, told: Plain, name: str, cast: Cast, clock: DemoClock) -> None:
        self.content = told
        self.name = name
        self.cast = cast
        self.clock = clock
        self.principles: dict[str, Principle] = {}
        self.comments: dict[str, Comment] = {}
        self.amendments: dict[str, Amendment] = {}

    def tell(self) -> None:
        self.clock.set(self.content["created_at"])
        self._create()
        acts = [Act(at, order, do) for order, (at, do) in enumerate(self._acts()) if at <= 0]
        for act in sorted(acts):
            self.clock.set(act.at)
            act.do()

    @property
    def owner(self) -> User:
        return next(
            self.cast.people[seat["person"]]
            for seat in self.content["team"]
            if seat["role"] == Role.OWNER
        )

    def _create(self) -> None:
        told = self.content
        principles = tuple(
            OutlinePrinciple(number=number, title=each["title"], text=each["body"])
            for number, each in enumerate(told["principles"], start=1)
        )
        outline = Outline(
            title=told["title"],
            preamble=told["preamble"],
            sections=(OutlineSection(heading="", principles=principles),),
        )
        self.document = create_document(
            outline=outline, source="", language=told["language"], by=self.owner
        )
        keys = (each["key"] for each in told["principles"])
        self.principles = dict(zip(keys, self.document.principles.order_by("key"), strict=True))
        brief = told["brief"]
        self.consultation = create_consultation(
            document=self.document,
            summary=told["summary"],
            brief="\n\n".join(brief[part] for part in ("what", "why", "who_asks", "what_happens")),
            timezone=told["time_zone"],
            windows=[
                WindowPlan(
                    stage=Stage(window["stage"]),
                    opens_at=self.clock.at(window["opens_at"]),
                    closes_at=self.clock.at(window["closes_at"]),
                )
                for window in told["windows"]
            ],
            rules=Rules(
                allows_block=told["rules"]["allows_block"],
                early_voting=told["rules"]["early_voting"],
                results_shown=ResultsShown(told["rules"]["results_shown"]),
            ),
            by=self.owner,
        )
        for seat in told["team"]:
            person = self.cast.people[seat["person"]]
            if person != self.owner:
                give_seat(
                    document=self.document, user=person, role=Role(seat["role"]), by=self.owner
                )

    def _acts(self) -> Iterator[tuple[float, Callable[[], None]]]:
        if self.content["stage"] == Stage.DRAFT:
            return
        yield self.content["created_at"] + 1, self._announce
        for window in self.content["windows"]:
            yield window["opens_at"] + MOMENT, self._advance
            yield window["closes_at"] + MOMENT, self._advance
        for voice in self.content["participations"]:
            yield max(voice["joined_at"], self.content["created_at"] + 1.1), self._join(voice)
        for kind, acts_of in (
            ("comments", self._comment_acts),
            ("amendments", self._amendment_acts),
            ("votes", self._vote_acts),
        ):
            for each in content.part(self.name, kind):
                yield from acts_of(each)
        if outcome := self.content.get("outcome"):
            yield outcome["published_at"] - 2, self._review_summaries(2)
            yield outcome["published_at"] - 1, self._conclude
            yield outcome["published_at"], self._report
        else:
            yield -0.01, self._review_summaries(2)

    def _announce(self) -> None:
        announce_consultation(consultation=self.consultation, by=self.owner)

    def _advance(self) -> None:
        advance(consultation=self.consultation)

    def _join(self, told: Plain) -> Callable[[], None]:
        def do() -> None:
            person = self.cast.people[told["person"]]
            organisation = self.cast.organisations.get(told.get("organisation", ""))
            membership = person.memberships.get(organisation=organisation, valid_until=None)
            join(document=self._fresh(), membership=membership, by=person)

        return do

    def _fresh(self) -> Document:
        """As it is now: its stage and its version move while the story is told."""
        return Document.objects.get(pk=self.document.pk)

    def _principle(self, key: str) -> Principle:
        return Principle.objects.select_related("document__current_version").get(
            pk=self.principles[key].pk
        )

    def _words(self, principle: Principle) -> PrincipleText:
        return PrincipleText.objects.get(
            principle=principle, version=principle.document.current_version_id
        )

    def _comment_acts(self, told: Plain) -> Iterator[tuple[float, Callable[[], None]]]:
        key, author = told["key"], self.cast.people[told["author"]]

        def post() -> None:
            quote = told.get("quote")
            self.comments[key] = post_comment(
                principle=self._principle(told["principle"]),
                body=told["body"],
                stance=told["stance"],
                type=told["type"],
                by=author,
                parent=self.comments.get(told.get("parent", "")),
                quote=Quote(quote) if quote else None,
                language=told["language"],
            )

        def edit(body: str) -> Callable[[], None]:
            return lambda: void(edit_comment(comment=self._comment(key), body=body, by=author))

        yield told["at"], post
        for change in told.get("edits", ()):
            yield change["at"], edit(change["body"])
        if "withdrawn_at" in told:
            yield (
                told["withdrawn_at"],
                lambda: void(withdraw_comment(comment=self._comment(key), by=author)),
            )

    def _comment(self, key: str) -> Comment:
        return Comment.objects.select_related("document").get(pk=self.comments[key].pk)

    def _amendment_acts(self, told: Plain) -> Iterator[tuple[float, Callable[[], None]]]:
        key, sponsor = told["key"], self.cast.people[told["sponsor"]]

        def propose() -> None:
            principle = self._principle(told["principle"])
            words = self._words(principle)
            try:
                self.amendments[key] = propose_amendment(
                    principle=principle,
                    operations=wording(principle.key, told.get("title", words.title), told["body"]),
                    rationale=told["rationale"],
                    base_hash=words.hash,
                    by=sponsor,
                    label=told["label"],
                )
            except DuplicateWording as double:
                # Two groups came to the same words: the later one is asked to back the earlier.
                self.amendments[key] = double.amendment
                back(sponsor)()

        def back(person: User) -> Callable[[], None]:
            def do() -> None:
                amendment = self._amendment(key)
                if amendment.author != person:
                    back_amendment(amendment=amendment, by=person, text_hash=amendment.text_hash)

            return do

        yield told["at"], propose
        for supporter in told["supporters"]:
            yield supporter["at"], back(self.cast.people[supporter["person"]])
        if "withdrawn_at" in told:
            yield (
                told["withdrawn_at"],
                lambda: void(withdraw_amendment(amendment=self._amendment(key), by=sponsor)),
            )
        if "decision" in told:
            yield told["decision"]["at"], self._decide(key, told["status"], told["decision"])

    def _amendment(self, key: str) -> Amendment:
        return Amendment.objects.select_related("document", "base").get(pk=self.amendments[key].pk)

    def _decide(self, key: str, status: str, told: Plain) -> Callable[[], None]:
        def do() -> None:
            amendment, by = self._amendment(key), self.cast.people[told["by"]]
            if status == "adopted":
                version = adopt_amendment(
                    amendment=amendment,
                    base_hash=amendment.base.hash,
                    text_hash=amendment.text_hash,
                    reason=told["reason"],
                    by=by,
                )
                reanchor_comments(version=version)
            else:
                reject_amendment(
                    amendment=amendment,
                    reason=told["reason"],
                    text_hash=amendment.text_hash,
                    by=by,
                )

        return do

    def _vote_acts(self, told: Plain) -> Iterator[tuple[float, Callable[[], None]]]:
        def cast() -> None:
            principle = self._principle(told["principle"])
            cast_vote(
                principle=principle,
                choice=told["choice"],
                text_hash=self._words(principle).hash,
                reason=told.get("reason", ""),
                by=self.cast.people[told["person"]],
            )

        yield told["at"], cast

    def _review_summaries(self, count: int) -> Callable[[], None]:
        """Make all, and have a moderator review the first ones."""

        def do() -> None:
            self.consultation.document = self._fresh()
            for principle in self.principles.values():
                summarise_principle(
                    consultation=self.consultation, principle=principle, finish=lambda: None
                )
            for summary in self.consultation.summaries.order_by("pk")[:count]:
                review_summary(
                    summary=summary,
                    keep=range(len(summary.claims)),
                    input_hash=summary.input_hash,
                    by=self.owner,
                )

        return do

    def _conclude(self) -> None:
        conclude(
            consultation=self.consultation,
            reason=self.content["outcome"]["introduction"],
            by=self.owner,
        )

    def _report(self) -> None:
        report = make_report(consultation=self.consultation, by=self.owner)
        publish_report(report=report, by=self.owner)


def void(_: object) -> None:
    """An act is done for its effect."""
