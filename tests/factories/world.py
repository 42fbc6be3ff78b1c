"""A small world with something at every address, for tests that visit them all."""

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from accounts.actions.tokens import create_token
from accounts.mail import stop_url
from accounts.models import Evidence, Membership, User
from consultations.actions.designations import designate
from consultations.actions.lifecycle import conclude, move_stage
from consultations.actions.minority_statements import write_minority_statement
from consultations.actions.objections import raise_objection
from consultations.actions.opinion import find_opinion_groups
from consultations.actions.reports import make_report, publish_report
from consultations.actions.statements import propose_statement, seed_statements
from consultations.models import Consultation, Invitation, Window
from principles.actions.amendments import propose_amendment
from principles.actions.comments import post_comment
from principles.actions.documents import start_import
from principles.actions.proposals import wording
from principles.actions.votes import cast_vote
from principles.importers import read_text
from principles.models import Document, ImportDraft, Seat
from principles.states import Role, Stage
from principles.text.anchors import Quote
from tests.factories.accounts import (
    MembershipFactory,
    RepresentativeFactory,
    StaffFactory,
    UserFactory,
)
from tests.factories.analysis import analysed
from tests.factories.consultations import InvitationFactory, run_by, running
from tests.factories.opinions import opinions, two_camps
from tests.factories.principles import DocumentFactory, joined, principle_of, text_of

PLEDGE = "A pledge\n\n1. Open standards\n\nUse them.\n\n2. Fair access\n\nGive it to all."


@dataclass
class World:
    """`open` is in its amendments stage, `over` concluded with a report, `fresh` an import."""

    open: Consultation
    over: Consultation
    fresh: Document
    draft: ImportDraft
    people: dict[str, User | None]
    membership: Membership
    invitation: Invitation
    invited: Invitation
    seat: Seat
    window: Window
    token: int


def make_world() -> World:
    owner = UserFactory.create(name="Olive Owner", is_convener=True)
    consultation = running(Stage.AMEND, owner=owner, early_voting=True)
    document = consultation.document
    representative = RepresentativeFactory.create(evidence=Evidence.SELF_DECLARED)
    participant = representative.user
    joined(participant, document)
    _say_something(consultation, participant)
    post_comment(
        principle=None,
        document=document,
        body="Say first whom all of this is for.",
        stance="suggestion",
        by=participant,
    )
    analysed(consultation)
    seed_statements(consultation=consultation, texts=["Ports are open to all."], by=owner)
    propose_statement(consultation=consultation, text="Ports are ours.", by=participant)
    _give_opinions(consultation, owner)
    observer = run_by(consultation, Role.OBSERVER)
    people: dict[str, User | None] = {
        "anonymous": None,
        "stranger": MembershipFactory.create().user,
        "participant": participant,
        "observer": observer,
        "moderator": run_by(consultation, Role.MODERATOR),
        "owner": owner,
        "staff": StaffFactory.create(),
    }
    token, _ = create_token(
        user=participant, name="my script", lifetime=timedelta(days=1), by=participant
    )
    window = consultation.windows.get(opened_at__isnull=False, closed_at__isnull=True)
    return World(
        open=consultation,
        over=_concluded(owner),
        fresh=DocumentFactory.create(owner=owner),
        draft=start_import(source="pledge.txt", imported=read_text(PLEDGE), by=owner),
        people=people,
        membership=representative,
        invitation=InvitationFactory.create(consultation=consultation, invited_by=owner),
        invited=InvitationFactory.create(consultation=consultation, invited_by=owner),
        seat=Seat.objects.get(user=observer),
        window=window,
        token=token.pk,
    )


def _say_something(consultation: Consultation, person: User) -> None:
    principle = principle_of(consultation.document)
    words = text_of(principle)
    first = post_comment(
        principle=principle,
        body="Who **measures** it?",
        stance="question",
        quote=Quote("Everyone"),
        by=person,
    )
    post_comment(
        principle=principle, body="The regulator.", stance="support", parent=first, by=person
    )
    cast_vote(principle=principle, choice="accept", text_hash=words.hash, by=person)
    propose_amendment(
        principle=principle,
        operations=wording(
            principle.key, words.title, words.body.replace("Everyone", "Everybody, everywhere,")
        ),
        rationale="It is clearer.",
        base_hash=words.hash,
        by=person,
    )
    analysed(consultation)


def _give_opinions(consultation: Consultation, owner: User) -> None:
    """Enough for groups and their map, on S-1 and those that follow S-2."""
    texts = [f"Ship number {number} may land at night." for number in range(1, 8)]
    seed_statements(consultation=consultation, texts=texts, by=owner)
    opinions(consultation, two_camps(20, 9))
    find_opinion_groups(consultation=consultation, step=lambda *_: None, finish=lambda: None)


def _concluded(owner: User) -> Consultation:
    consultation = running(Stage.AMEND, owner=owner, early_voting=True)
    person = RepresentativeFactory.create().user
    joined(person, consultation.document)
    _say_something(consultation, person)
    move_stage(consultation=consultation, to=Stage.CLOSED, reason="Time is up.", by=owner)
    _disagree(consultation, owner, person)
    conclude(consultation=consultation, reason="All was said.", by=owner)
    publish_report(report=make_report(consultation=consultation, by=owner), by=owner)
    return consultation


def _disagree(consultation: Consultation, owner: User, person: User) -> None:
    principle = principle_of(consultation.document)
    designation = designate(
        principle=principle,
        level="consensus",
        rationale="One voted, and accepts it.",
        replaces=None,
        by=owner,
    )
    raise_objection(designation=designation, reason="One is few.", by=person)
    write_minority_statement(principle=principle, body="We would **measure** it.", by=person)


def addresses(world: World) -> dict[str, str]:
    """One address for every page and act of ours, by the name of its route."""
    slug, over = world.open.document.slug, world.over.document.slug
    document, desk = f"/documents/{slug}/", f"/consultations/{slug}/desk/"
    principle, comment = f"{document}principles/1/", f"{document}comments/1/"
    amendment, organisation = (
        f"{document}amendments/1/",
        f"/me/organisations/{world.membership.organisation_id}/",
    )
    summary = world.open.summaries.get(principle__isnull=False)
    point = summary.points.get(citations__comment__number=1)
    agreement = f"/consultations/{over}/agreement/1/"
    objection = world.over.designations.get().objections.get().pk
    statement = world.over.minority_statements.get().pk
    return {
        "home": "/",
        "how-it-works": "/how-it-works/",
        "accessibility": "/accessibility/",
        "privacy": "/privacy/",
        "health-live": "/health/live",
        "health-ready": "/health/ready",
        "swagger": "/api/",
        "schema": "/api/schema/",
        "accounts:profile": "/me/",
        "accounts:profile-edit": "/me/edit/",
        "accounts:welcome": "/me/welcome/",
        "accounts:membership-declare": "/me/group/",
        "accounts:membership-end": f"/me/memberships/{world.membership.pk}/end/",
        "accounts:membership-verify": f"/me/memberships/{world.membership.pk}/verify/",
        "accounts:organisation-list": "/me/organisations/",
        "accounts:organisation-register": "/me/organisations/new/",
        "accounts:organisation-detail": organisation,
        "accounts:organisation-edit": organisation + "edit/",
        "accounts:organisation-join": organisation + "join/",
        "accounts:token-list": "/me/tokens/",
        "accounts:token-revoke": f"/me/tokens/{world.token}/revoke/",
        "accounts:personal-data": "/me/data/",
        "accounts:personal-data-download": "/me/data/download/",
        "accounts:account-erase": "/me/erase/",
        "accounts:identity-confirm": "/me/confirm/",
        "accounts:mail-stop": urlsplit(stop_url(world.membership.user)).path,
        "principles:document-import": "/documents/import/",
        "principles:import-edit": f"/documents/import/{world.draft.pk}/",
        "principles:document-detail": document,
        "principles:version-list": document + "versions/",
        "principles:version-compare": document + "versions/1..1/",
        "principles:participation-join": document + "join/",
        "principles:principle-detail": principle,
        "principles:vote-cast": principle + "vote",
        "principles:vote-list": principle + "votes/",
        "principles:principle-authorship": principle + "authorship",
        "principles:comment-list": principle + "comments/",
        "principles:comment-list-whole": document + "comments/",
        "principles:comment-detail": comment,
        "principles:comment-history": comment + "history",
        "principles:comment-reply": comment + "reply",
        "principles:comment-edit": comment + "edit",
        "principles:comment-withdraw": comment + "withdraw",
        "principles:comment-hide": comment + "hide",
        "principles:comment-show": comment + "show",
        "principles:principle-correct": principle + "correct",
        "principles:compromise-propose": principle + "amendments/compromise",
        "principles:amendment-amend": amendment + "amend",
        "principles:draft-detail": amendment + "draft",
        "principles:draft-submit": amendment + "draft/submit",
        "principles:draft-discard": amendment + "draft/discard",
        "principles:amendment-propose": principle + "amendments/new",
        "principles:amendment-preview": principle + "amendments/new/preview",
        "principles:amendment-merging": principle + "amendments/",
        "principles:amendment-adopt-together": principle + "amendments/adopt",
        "principles:amendment-list": document + "amendments/",
        "principles:amendment-detail": amendment,
        "principles:amendment-back": amendment + "back",
        "principles:amendment-unback": amendment + "unback",
        "principles:amendment-revise": amendment + "revise",
        "principles:amendment-revise-preview": amendment + "revise/preview",
        "principles:amendment-withdraw": amendment + "withdraw",
        "principles:amendment-adopt": amendment + "adopt",
        "principles:amendment-reject": amendment + "reject",
        "principles:amendment-voting": principle + "amendments/vote/",
        "principles:amendment-votes-open": principle + "amendments/vote/open",
        "principles:amendment-reorder": principle + "amendments/vote/order",
        "principles:amendment-vote": amendment + "vote",
        "principles:amendment-vote-close": amendment + "close-vote",
        "principles:amendment-cosponsor": amendment + "cosponsor",
        "principles:amendment-uncosponsor": amendment + "uncosponsor",
        "principles:amendment-take-over": amendment + "take-over",
        "principles:amendment-consent": amendment + "consent",
        "principles:amendment-accept": amendment + "accept",
        "principles:amendment-answer": amendment + "answer",
        "principles:amendment-propose-decision": amendment + "propose-decision",
        "principles:amendment-refer": amendment + "refer",
        "principles:amendment-screen": amendment + "screen",
        "principles:amendment-admit": amendment + "admit",
        "principles:amendment-refuse": amendment + "refuse",
        "consultations:consultation-list": "/consultations/",
        "consultations:report-list": "/consultations/reports/",
        "consultations:consultation-create": f"/consultations/new/{world.fresh.slug}/",
        "consultations:invitation-accept": f"/consultations/invitations/{world.invitation.secret}/",
        "consultations:invitation-decline": (
            f"/consultations/invitations/{world.invited.secret}/decline/"
        ),
        "consultations:consultation-detail": f"/consultations/{slug}/",
        "consultations:amendments-docx": f"/consultations/{slug}/amendments.docx",
        "consultations:amendments-json": f"/consultations/{slug}/amendments.json",
        "consultations:opinion-card": f"/consultations/{slug}/opinions/",
        "consultations:opinion-list": f"/consultations/{slug}/opinions/mine/",
        "consultations:statement-propose": f"/consultations/{slug}/opinions/propose/",
        "consultations:statement-list": f"/consultations/{slug}/opinions/statements/",
        "consultations:statement-detail": f"/consultations/{slug}/opinions/statements/1/",
        "consultations:statement-withdraw": f"/consultations/{slug}/opinions/statements/2/withdraw",
        "consultations:position-list": f"/consultations/{slug}/positions/",
        "consultations:position-detail": f"/consultations/{slug}/positions/1/",
        "consultations:position-whole": f"/consultations/{slug}/positions/whole/",
        "consultations:position-residual": f"/consultations/{slug}/positions/residual/",
        "consultations:position-file": f"/consultations/{slug}/positions.csv",
        "consultations:opinion-results": f"/consultations/{slug}/opinions/results/",
        "consultations:opinion-csv": f"/consultations/{slug}/opinions/results.csv",
        "consultations:desk": desk,
        "consultations:desk-record": desk + "record/",
        "consultations:desk-settings": desk + "settings/",
        "consultations:desk-timetable": desk + "timetable/",
        "consultations:desk-window": f"{desk}timetable/{world.window.pk}/",
        "consultations:desk-announce": desk + "announce/",
        "consultations:desk-move": desk + "move/",
        "consultations:desk-close": desk + "close/",
        "consultations:desk-conclude": desk + "conclude/",
        "consultations:desk-cancel": desk + "cancel/",
        "consultations:desk-team": desk + "team/",
        "consultations:seat-change": f"{desk}team/{world.seat.pk}/change",
        "consultations:seat-remove": f"{desk}team/{world.seat.pk}/remove",
        "consultations:invitation-resend": f"{desk}invitations/{world.invitation.pk}/resend",
        "consultations:invitation-revoke": f"{desk}invitations/{world.invited.pk}/revoke",
        "consultations:desk-comments": desk + "comments/",
        "consultations:comment-hide": desk + "comments/1/hide",
        "consultations:comment-show": desk + "comments/1/show",
        "consultations:desk-statements": desk + "statements/",
        "consultations:statement-admit": desk + "statements/2/admit",
        "consultations:statement-refuse": desk + "statements/2/refuse",
        "consultations:opinion-progress": desk + "statements/progress",
        "consultations:opinion-find": desk + "statements/find",
        "consultations:opinion-stop": desk + "statements/stop",
        "consultations:summary-list": desk + "summaries/",
        "consultations:summary-progress": desk + "summaries/progress",
        "consultations:summary-make": desk + "summaries/make",
        "consultations:summary-stop": desk + "summaries/stop",
        "consultations:summary-review": f"{desk}summaries/{summary.pk}/",
        "consultations:summary-move": f"{desk}summaries/{summary.pk}/move",
        "consultations:summary-runs": f"{desk}summaries/{summary.pk}/runs/",
        "consultations:point-detail": f"{desk}summaries/{summary.pk}/points/{point.number}/",
        "consultations:point-flag": f"/consultations/{slug}/comments/1/points/{point.pk}/flag",
        "consultations:agreement": f"/consultations/{over}/agreement/",
        "consultations:agreement-detail": agreement,
        "consultations:designation-make": agreement + "designate",
        "consultations:objection-raise": agreement + "object",
        "consultations:objection-withdraw": f"{agreement}objections/{objection}/withdraw",
        "consultations:objection-answer": f"{agreement}objections/{objection}/answer",
        "consultations:minority-write": agreement + "statement",
        "consultations:minority-withdraw": f"{agreement}statements/{statement}/withdraw",
        "consultations:minority-hide": f"{agreement}statements/{statement}/hide",
        "consultations:minority-show": f"{agreement}statements/{statement}/show",
        "consultations:report-detail": f"/consultations/{over}/report/",
        "consultations:report-draft": f"/consultations/{over}/report/1/",
        "consultations:report-make": f"/consultations/{slug}/report/make",
        "consultations:report-publish": f"/consultations/{slug}/report/1/publish",
        "consultations:report-comments": f"/consultations/{over}/report/1/comments.csv",
        "consultations:report-votes": f"/consultations/{over}/report/1/votes.csv",
        "consultations:report-amendments": f"/consultations/{over}/report/1/amendments.csv",
    }
