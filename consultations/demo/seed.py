"""Tells the demo's story again, act by act, through the actions people use."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from accounts.models import Job, User
from consultations.actions.analysis import analyse
from consultations.actions.lifecycle import (
    advance,
    announce_consultation,
    conclude,
    create_consultation,
)
from consultations.actions.opinion import find_opinion_groups
from consultations.actions.reports import make_report, publish_report
from consultations.actions.settings import Rules
from consultations.actions.summaries import review_summary
from consultations.actions.timetable import WindowPlan
from consultations.demo import content
from consultations.demo.agreement import agreement_acts
from consultations.demo.cast import Cast, make_cast
from consultations.demo.clock import DemoClock, demo_clock
from consultations.demo.deliberation import Deliberation, principle_now, words_of
from consultations.demo.opinions import Opinions
from consultations.models import Consultation
from consultations.queries.remarks import parts_to_read
from principles.actions.comments import edit_comment, post_comment, withdraw_comment
from principles.actions.documents import create_document
from principles.actions.participation import give_seat, join
from principles.actions.votes import cast_vote
from principles.models import Comment, Document, Principle
from principles.rules import PRESETS
from principles.states import ResultsShown, Role, Stage
from principles.text.anchors import Quote
from principles.text.outline import Outline, OutlinePrinciple, OutlineSection

Plain = content.Plain
Say = Callable[[str], None]
# A window's end is acted on just after it, as beat would.
MOMENT = 0.0005
# Summaries that a moderator has looked through.
REVIEWED = 2


@dataclass(order=True)
class Act:
    """Something that happens at an instant; acts of one instant in the order of the content."""

    at: float
    order: int
    do: Callable[[], object] = field(compare=False)


def seed_demo(say: Say) -> None:
    """Fill an empty SQLite database. The same content at any time of seeding: only the reference
    instant, the present minute, differs."""
    reference = datetime.now(UTC).replace(second=0, microsecond=0)
    with demo_clock(reference) as clock:
        clock.set(-400)
        say("People and organisations")
        cast = make_cast(clock)
        for name in content.CONSULTATIONS:
            story = Story(content.consultation(name), name, cast, clock)
            say(story.content["title"])
            story.tell()
        clock.set(0)
        # All that these would do was done in its place.
        Job.objects.all().delete()


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
                decision_rule=PRESETS[told["rules"]["decision_rule"]],
                support_needed=told["rules"].get("support_needed", 0),
                screens_amendments=told["rules"].get("screens_amendments", False),
            ),
            by=self.owner,
        )
        for seat in told["team"]:
            person = self.cast.people[seat["person"]]
            if person != self.owner:
                give_seat(
                    document=self.document, user=person, role=Role(seat["role"]), by=self.owner
                )

    def _acts(self) -> Iterator[tuple[float, Callable[[], object]]]:
        if self.content["stage"] == Stage.DRAFT:
            return
        yield self.content["created_at"] + 1, self._announce
        for window in self.content["windows"]:
            yield window["opens_at"] + MOMENT, self._advance
            yield window["closes_at"] + MOMENT, self._advance
        for voice in self.content["participations"]:
            yield max(voice["joined_at"], self.content["created_at"] + 1.1), self._join(voice)
        deliberation = Deliberation(self.cast, self.principles)
        opinions = Opinions(self.consultation, self.cast.people, self.principles, self.owner)
        for kind, acts_of in (
            ("comments", self._comment_acts),
            ("amendments", deliberation.amendment_acts),
            ("deliberation", deliberation.acts),
            ("votes", self._vote_acts),
            ("opinions", opinions.acts),
        ):
            for each in content.part(self.name, kind):
                yield from acts_of(each)
        if outcome := self.content.get("outcome"):
            yield from agreement_acts(outcome, self.cast.people, self.principles, self.owner)
            yield outcome["published_at"] - 2, self._analyse
            yield outcome["published_at"] - 1, self._conclude
            yield outcome["published_at"], self._report
        else:
            yield -0.01, self._analyse

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

    def _comment_acts(self, told: Plain) -> Iterator[tuple[float, Callable[[], object]]]:
        key, author = told["key"], self.cast.people[told["author"]]

        def post() -> None:
            quote = told.get("quote")
            self.comments[key] = post_comment(
                principle=principle_now(self.principles[told["principle"]]),
                body=told["body"],
                stance=told["stance"],
                type=told["type"],
                by=author,
                parent=self.comments.get(told.get("parent", "")),
                quote=Quote(quote) if quote else None,
                language=told["language"],
            )

        def edit(body: str) -> Callable[[], object]:
            return lambda: edit_comment(comment=self._comment(key), body=body, by=author)

        yield told["at"], post
        for change in told.get("edits", ()):
            yield change["at"], edit(change["body"])
        if "withdrawn_at" in told:
            yield (
                told["withdrawn_at"],
                lambda: withdraw_comment(comment=self._comment(key), by=author),
            )

    def _comment(self, key: str) -> Comment:
        return Comment.objects.select_related("document").get(pk=self.comments[key].pk)

    def _vote_acts(self, told: Plain) -> Iterator[tuple[float, Callable[[], object]]]:
        def cast() -> None:
            principle = principle_now(self.principles[told["principle"]])
            cast_vote(
                principle=principle,
                choice=told["choice"],
                text_hash=words_of(principle).hash,
                reason=told.get("reason", ""),
                by=self.cast.people[told["person"]],
            )

        yield told["at"], cast

    def _analyse(self) -> None:
        """All that jobs would have found, and a moderator reviews the first of it."""
        self.consultation.document = self._fresh()
        for part in parts_to_read(self.consultation):
            analyse(
                consultation=self.consultation,
                principle_id=part.principle_id,
                fingerprint=part.fingerprint,
                step=lambda: None,
            )
        for summary in self.consultation.summaries.order_by("pk")[:REVIEWED]:
            review_summary(summary=summary, run=summary.run, by=self.owner)
        find_opinion_groups(
            consultation=self.consultation, step=lambda _done, _of: None, finish=lambda: None
        )

    def _conclude(self) -> None:
        conclude(
            consultation=self.consultation,
            reason=self.content["outcome"]["introduction"],
            by=self.owner,
        )

    def _report(self) -> None:
        report = make_report(consultation=self.consultation, by=self.owner)
        publish_report(report=report, by=self.owner)
