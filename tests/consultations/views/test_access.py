"""Every page and every button of the desk x everyone who may come by."""

from collections.abc import Callable

import pytest
from django.urls import URLPattern, reverse

from accounts.models import Entry, User
from consultations import urls
from consultations.models import Consultation, Invitation, StageChange, Window
from principles.models import Comment, Document, Seat
from principles.states import Role, Stage, Visibility
from tests.consultations.views.pages import at, forms_of, signed_in
from tests.factories.accounts import StaffFactory, UserFactory, individual
from tests.factories.amendments import AmendmentFactory
from tests.factories.consultations import InvitationFactory, run_by, running
from tests.factories.principles import joined, principle_of

pytestmark = pytest.mark.django_db

# What a GET answers to: an observer, a moderator, an owner. Others get 403, or are asked to sign in.
PAGES: dict[str, tuple[int, int, int]] = {
    "desk": (200, 200, 200),
    "desk-record": (200, 200, 200),
    "desk-comments": (200, 200, 200),
    "desk-timetable": (200, 200, 200),
    "desk-team": (200, 200, 200),
    "desk-settings": (403, 403, 200),
    "desk-window": (403, 200, 200),
    "desk-move": (403, 200, 200),
    "desk-close": (403, 200, 200),
    "desk-cancel": (403, 403, 200),
    # At this stage there is nothing to announce or conclude.
    "desk-announce": (403, 403, 302),
    "desk-conclude": (403, 403, 403),
    "summary-list": (200, 200, 200),
    "summary-progress": (200, 200, 200),
}
# Buttons: a GET is 405 for whoever gets there, a POST by an observer 403.
BUTTONS = (
    "seat-change",
    "seat-remove",
    "invitation-resend",
    "invitation-revoke",
    "comment-hide",
    "comment-show",
)


@pytest.fixture
def consultation() -> Consultation:
    made = running(Stage.AMEND)
    run_by(made)
    return made


def address(name: str, consultation: Consultation) -> str:
    """With an object of this consultation, where the page is about one."""
    made: dict[str, Callable[[], int]] = {
        "desk-window": lambda: consultation.windows.get(stage=Stage.VOTE).pk,
        "seat": lambda: Seat.objects.filter(document=consultation.document)[0].pk,
        "invitation": lambda: InvitationFactory.create(consultation=consultation).pk,
        "comment": lambda: comment_in(consultation).number,
    }
    make = made.get(name) or made.get(name.partition("-")[0])
    return at(consultation, name, *([make()] if make else []))


def comment_in(consultation: Consultation) -> Comment:
    voice = joined(individual(), consultation.document)
    version = consultation.document.current_version
    assert version is not None
    return Comment.objects.create(
        document=consultation.document,
        number=Comment.objects.count() + 1,
        principle=principle_of(consultation.document),
        version=version,
        author=voice.user,
        participation=voice,
        group=voice.group,
        stance="concern",
        body="Hm.",
        html="<p>Hm.</p>",
    )


def test_every_page_of_the_desk_is_in_the_table() -> None:
    names = {each.name for each in urls._desk if isinstance(each, URLPattern)}

    others = {
        name
        for name in names
        if str(name).split("-")[0] in ("summary", "point", "statement", "opinion")
    }
    # Those of summaries and statements are tried where these are, and all in the table of routes.
    assert names == {*PAGES, *BUTTONS, "desk-statements"} | others


@pytest.mark.parametrize("name", PAGES)
def test_pages_of_the_desk_are_the_teams(name: str, consultation: Consultation) -> None:
    url = address(name, consultation)
    roles = (Role.OBSERVER, Role.MODERATOR, Role.OWNER)

    answers = [signed_in(run_by(consultation, role)).get(url).status_code for role in roles]

    assert tuple(answers) == PAGES[name]


@pytest.mark.parametrize("name", [*PAGES, *BUTTONS])
@pytest.mark.parametrize("method", ["get", "post"])
def test_pages_of_the_desk_are_nobody_elses(
    name: str, method: str, consultation: Consultation
) -> None:
    """Abuse 5."""
    url = address(name, consultation)
    participant = joined(individual(), consultation.document).user
    before = state_of(consultation)

    for user in (UserFactory.create(), participant, run_by(consultation, Role.INVITED)):
        answer = getattr(signed_in(user), method)(url)
        assert answer.status_code in {403, 405}
    answer = getattr(signed_in(None), method)(url)
    assert answer.status_code in {302, 405}
    if answer.status_code == 302:
        assert answer["Location"].startswith("/accounts/login/?next=/consultations/")

    assert state_of(consultation) == before


@pytest.mark.parametrize("name", [*PAGES, *BUTTONS])
def test_pages_of_the_desk_change_nothing_for_observers(
    name: str, consultation: Consultation
) -> None:
    url = address(name, consultation)
    observer = run_by(consultation, Role.OBSERVER)
    before = state_of(consultation)

    answer = signed_in(observer).post(
        url, {"reason": "Because.", "to": "vote", "role": "owner", "addresses": "a@example.org"}
    )

    assert answer.status_code in {403, 405}
    assert state_of(consultation) == before


@pytest.mark.parametrize("name", PAGES)
def test_observers_are_shown_no_button(name: str, consultation: Consultation) -> None:
    AmendmentFactory.create(principle=principle_of(consultation.document))
    answer = signed_in(run_by(consultation, Role.OBSERVER)).get(address(name, consultation))

    assert forms_of(answer) == []


@pytest.mark.parametrize("name", [*PAGES, *BUTTONS])
def test_a_moderator_of_one_consultation_is_nobody_at_another(
    name: str, consultation: Consultation
) -> None:
    """Abuse 6: one that is not public does not even exist for them."""
    owner = run_by(running(Stage.AMEND))
    url = address(name, consultation)
    before = state_of(consultation)
    Document.objects.filter(pk=consultation.document_id).update(visibility=Visibility.INVITED)

    answers = {getattr(signed_in(owner), method)(url).status_code for method in ("get", "post")}

    assert answers <= {404, 405}
    assert state_of(consultation) == before


@pytest.mark.parametrize("name", ["desk-window", *BUTTONS])
def test_objects_of_another_consultation_are_not_found_under_ones_own(
    name: str, consultation: Consultation
) -> None:
    """Abuse 8."""
    mine = running(Stage.AMEND)
    owner = run_by(mine)
    theirs = address(name, consultation)
    url = theirs.replace(consultation.document.slug, mine.document.slug)
    before = state_of(consultation)

    assert signed_in(owner).post(url, {"reason": "Because."}).status_code == 404
    assert state_of(consultation) == before


def test_pages_of_the_desk_are_kept_by_no_cache(consultation: Consultation) -> None:
    """Abuse 49."""
    answer = signed_in(run_by(consultation)).get(at(consultation, "desk"))

    assert "no-store" in answer["Cache-Control"]
    assert "private" in answer["Cache-Control"]


def test_staff_of_the_site_may_help_at_any_desk(consultation: Consultation) -> None:
    assert signed_in(StaffFactory.create()).get(at(consultation, "desk")).status_code == 200


def test_a_person_removed_from_the_team_is_out_at_once(consultation: Consultation) -> None:
    """Abuse 14."""
    moderator = run_by(consultation, Role.MODERATOR)
    client = signed_in(moderator)
    assert client.get(at(consultation, "desk")).status_code == 200

    Seat.objects.filter(user=moderator).delete()

    assert client.get(at(consultation, "desk")).status_code == 403
    answer = client.post(at(consultation, "desk-move"), {"to": "vote", "reason": "Mine."})
    assert answer.status_code == 403


def test_desk_of_nothing_asks_strangers_to_sign_in_as_any_desk_does() -> None:
    url = reverse("consultations:desk", args=["no-such-thing"])

    assert signed_in(None).get(url).status_code == 302
    assert signed_in(UserFactory.create()).get(url).status_code == 404


def state_of(consultation: Consultation) -> tuple[object, ...]:
    """Everything an act on the desk could change."""
    document = Document.objects.get(pk=consultation.document_id)
    return (
        document.stage,
        document.slug,
        list(Window.objects.filter(consultation=consultation).values_list()),
        list(Invitation.objects.filter(consultation=consultation).values_list("pk", "revoked_at")),
        list(Comment.objects.filter(document=document).values_list("pk", "status")),
        StageChange.objects.filter(consultation=consultation).count(),
        Entry.objects.filter(stream=document.stream).count(),
        User.objects.filter(is_staff=True).count(),
    )
