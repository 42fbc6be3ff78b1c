"""Pages of where the groups stand, by whoever opens them."""

import csv
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from django.http import StreamingHttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from consultations.actions.points import drop_point, merge_points
from consultations.models import Citation, Consultation, PointFlag
from consultations.queries.citations import quote_hash
from consultations.queries.own_points import own_comments, points_carrying
from principles.actions.comments import withdraw_comment
from principles.models import Comment, Principle, standing_of
from principles.states import ResultsShown, Role, Stage, Visibility
from tests.consultations.views.pages import at, signed_in
from tests.factories.accounts import OrganisationFactory, representative
from tests.factories.amendments import AmendmentFactory
from tests.factories.cache import empty_cache
from tests.factories.comments import CommentFactory, organisation_vote, votes
from tests.factories.consultations import run_by, running
from tests.factories.points import AnalysisFactory, ThemeFactory, cited, point
from tests.factories.principles import joined, principle_of

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script> & <b>bold</b>"


@pytest.fixture
def consultation() -> Consultation:
    return running(Stage.AMEND, early_voting=True)


@pytest.fixture
def principle(consultation: Consultation) -> Principle:
    return principle_of(consultation.document)


def page(url: str, client: Client | None = None) -> str:
    empty_cache()
    response = (client or Client()).get(url)
    assert response.status_code == 200, url
    return " ".join(response.content.decode().split())


class TestMatrix:
    def test_a_cell_says_how_its_group_stands_and_leads_to_why(
        self, consultation: Consultation, principle: Principle
    ) -> None:
        votes(principle, "academia", "support", 4)
        votes(principle, "academia", "oppose", 2)
        point(principle, "academia", "It costs.", side="against")

        html = page(at(consultation, "position-list"))

        address = at(consultation, "position-detail", 1)
        assert f'<a href="{address}#g-academia">' in html
        assert "4 of 6 votes agree" in html
        assert "1 point against" in html
        assert html.count("Silent</span>") == 6 * 3 - 1

    def test_bars_have_a_key_where_there_are_any(
        self, consultation: Consultation, principle: Principle
    ) -> None:
        point(principle, "academia", "Publish the drafts.")
        addresses = [at(consultation, "position-list"), at(consultation, "position-detail", 1)]
        for address in addresses:
            assert "Key to the votes" not in page(address)
        votes(principle, "academia", "oppose", 6)
        votes(principle, "academia", "support", 1)
        for address in addresses:
            html = page(address)
            assert html.count("Key to the votes") == 1
            for choice in ("Support", "Accept", "Abstain", "Oppose"):
                assert f"</svg>{choice}</span>" in html

    def test_one_group_can_be_looked_at_alone(
        self, consultation: Consultation, principle: Principle
    ) -> None:
        point(principle, "academia")
        html = page(at(consultation, "position-list") + "?group=academia")
        assert html.count('<th scope="col">') == 2

    def test_a_group_that_does_not_exist_is_said_at_the_field(
        self, consultation: Consultation
    ) -> None:
        response = Client().get(at(consultation, "position-list") + "?group=martians")
        assert response.status_code == 400
        assert b"martians is not one of the available choices" in response.content

    def test_before_anyone_spoke_it_says_so(self, consultation: Consultation) -> None:
        said = {"position-list": "taken a position", "position-residual": "commented"}
        for name, what in said.items():
            html = page(at(consultation, name))
            assert f"Nobody has {what} yet." in html
            assert 'name="group"' not in html

    def test_where_points_leave_nothing_out_no_group_is_called_served_least(
        self, consultation: Consultation, principle: Principle
    ) -> None:
        point(principle, "academia")
        made = point(principle, "governments", by=2)
        residual = f'href="{at(consultation, "position-residual")}"'
        html = page(at(consultation, "position-list"))
        assert "3 of 3 comments stand behind a point (100%)." in html
        assert ("Least served" in html, residual in html) == (False, False)
        Citation.objects.filter(point=made)[0].delete()
        html = page(at(consultation, "position-list"))
        assert ("Least served" in html, residual in html) == (True, True)

    def test_what_groups_share_is_below_it(
        self, consultation: Consultation, principle: Principle
    ) -> None:
        counts = {"voices": 6, "share": 0.5, "low": 0.25, "high": 0.75, "for": 5, "against": 1}
        theme = ThemeFactory.create(
            analysis=AnalysisFactory.create(principle=principle),
            kind="shared",
            groups={"academia": counts},
        )
        point(principle, "academia", "Publish the drafts.", theme=theme)
        html = page(at(consultation, "position-list"))
        assert "What groups share" in html
        assert "What divides groups" not in html
        assert "Academia: 6 voices, 50% of the group (95% interval: 25% to 75%)" in html


class TestPrinciple:
    def test_groups_stand_side_by_side_with_what_they_say(
        self, consultation: Consultation, principle: Principle
    ) -> None:
        point(principle, "academia", "Publish the drafts.", by=("Open Lab", ""))
        votes(principle, "governments", "support", 5)
        votes(principle, "governments", "accept", 1)
        AmendmentFactory.create(principle=principle, label="Name the law")

        html = page(at(consultation, "position-detail", 1))

        assert "<h3>For</h3>" in html
        assert "Publish the drafts." in html
        assert "Open Lab" in html
        assert "6 of 6 votes support or accept it: 100% (95% interval: 61% to 100%)." in html
        assert "Name the law" in html
        assert "No vote is counted from this." not in html
        AnalysisFactory.create(principle=principle)
        assert "No vote is counted from this." in page(at(consultation, "position-detail", 1))

    def test_one_voice_is_called_one_voice(
        self, consultation: Consultation, principle: Principle
    ) -> None:
        point(principle, "academia")
        html = page(at(consultation, "position-detail", 1))
        assert "One voice speaks here" in html
        assert "The only voice" in html

    def test_a_point_says_whose_words_it_repeats_or_how_many_say_so(
        self, consultation: Consultation, principle: Principle
    ) -> None:
        point(principle, "academia", "Publish the drafts.", by=("Open Lab",))
        html = page(at(consultation, "position-detail", 1))
        assert "<bdi>Open Lab</bdi></span>" in html
        assert "says so" not in html
        point(principle, "governments", "Keep them closed.", by=2)
        assert "2 comments say so" in page(at(consultation, "position-detail", 1))

    def test_groups_can_be_jumped_to(
        self, consultation: Consultation, principle: Principle
    ) -> None:
        point(principle, "academia")
        point(principle, "governments")
        html = page(at(consultation, "position-detail", 1))
        for code in ("academia", "governments"):
            assert f'<a href="#g-{code}">' in html
            assert f'<h2 id="g-{code}">' in html

    def test_a_principle_that_is_not_in_the_text_is_not_found(
        self, consultation: Consultation
    ) -> None:
        assert Client().get(at(consultation, "position-detail", 99)).status_code == 404
        assert Client().get(at(consultation, "position-whole")).status_code == 404

    def test_votes_are_hidden_until_the_close_and_points_are_not(self) -> None:
        consultation = running(Stage.VOTE, results_shown=ResultsShown.CLOSED)
        principle = principle_of(consultation.document)
        votes(principle, "academia", "oppose", 6)
        votes(principle, "academia", "abstain", 1)
        organisation_vote(principle, "academia", "block", reason="It is not lawful.")
        point(principle, "academia", "Publish the drafts.")
        for name, args in (("position-list", ()), ("position-detail", (1,))):
            html = page(at(consultation, name, *args))
            assert "Results are shown to everyone at once" in html
            assert "not lawful" not in html
            assert 'class="bar' not in html
            assert "agree" not in html
            assert 'Votes of all groups</h2> <p class="panel">' in html or not args

    def test_individuals_who_are_few_are_withheld(
        self, consultation: Consultation, principle: Principle
    ) -> None:
        votes(principle, "academia", "oppose", 3)
        html = page(at(consultation, "position-detail", 1))
        assert "Only organisations are shown: fewer than five individuals voted, or all" in html
        assert "3 of" not in html

    def test_what_people_write_is_text(
        self, consultation: Consultation, principle: Principle
    ) -> None:
        point(principle, "academia", HOSTILE, by=("<i>Lab</i>",), side="against")
        votes(principle, "academia", "support", 5)
        votes(principle, "academia", "accept", 1)
        organisation_vote(principle, "academia", "block", "<u>Union</u>", reason=HOSTILE)
        for name, args in (
            ("position-list", ()),
            ("position-detail", (1,)),
            ("position-residual", ()),
        ):
            html = page(at(consultation, name, *args))
            assert "<script>alert" not in html
            assert "<b>bold" not in html
            assert "<i>Lab" not in html
            assert "<u>Union" not in html


class TestResidual:
    def test_it_lists_what_no_point_carries(
        self, consultation: Consultation, principle: Principle
    ) -> None:
        point(principle, words="Carried.")
        CommentFactory.create(principle=principle, body="Alone with this.")
        html = page(at(consultation, "position-residual"))
        assert "Alone with this." in html
        assert "Carried." not in html
        assert "Alone with this." not in page(
            at(consultation, "position-residual") + "?group=academia"
        )

    def test_it_comes_in_pages(self, consultation: Consultation, principle: Principle) -> None:
        first = CommentFactory.create(principle=principle)
        for _ in range(51):
            CommentFactory.create(principle=principle, participation=first.participation)
        address = at(consultation, "position-residual")
        numbers = list(Comment.objects.order_by("number").values_list("number", flat=True))
        html = page(address)
        assert html.count('<article class="comment"') == 50
        assert f"?group=&amp;after={numbers[49]}" in html
        assert page(f"{address}?after={numbers[49]}").count('<article class="comment"') == 2

    @pytest.mark.parametrize("after", ["-1", "x", "9" * 30])
    def test_a_page_that_is_none_is_not_found(self, consultation: Consultation, after: str) -> None:
        url = f"{at(consultation, 'position-residual')}?after={after}"
        assert Client().get(url).status_code == 404


class TestFiles:
    @pytest.mark.parametrize("ending", ["csv", "json", "md", "docx"])
    def test_the_page_leads_to_them_and_they_say_what_it_says(
        self, consultation: Consultation, principle: Principle, ending: str
    ) -> None:
        point(principle, "academia", "Publish the drafts.")
        address = at(consultation, "position-file", ending)
        assert f'<a href="{address}">' in page(at(consultation, "position-list"))
        response = Client().get(address)
        name = f"{consultation.document.slug}-positions.{ending}"
        assert response["Content-Disposition"] == f'attachment; filename="{name}"'
        assert "Publish the drafts." in _words(response, ending)

    def test_they_are_of_one_group_where_the_page_is(
        self, consultation: Consultation, principle: Principle
    ) -> None:
        point(principle, "academia", "Publish the drafts.")
        point(principle, "governments", "Keep them closed.")
        address = at(consultation, "position-file", "csv") + "?group=academia"
        assert address in page(at(consultation, "position-list") + "?group=academia")
        rows = list(csv.DictReader(StringIO(_words(Client().get(address), "csv"))))
        assert [row["point"] for row in rows] == ["Publish the drafts."]

    def test_no_spreadsheet_runs_what_people_wrote(
        self, consultation: Consultation, principle: Principle
    ) -> None:
        point(principle, "academia", "=HYPERLINK(1)", by=("@Lab",))
        [row] = csv.DictReader(
            StringIO(_words(Client().get(at(consultation, "position-file", "csv")), "csv"))
        )
        assert (row["point"], row["said_by"]) == ("'=HYPERLINK(1)", "'@Lab")

    def test_votes_that_the_page_hides_are_in_none(self) -> None:
        consultation = running(Stage.VOTE, results_shown=ResultsShown.CLOSED)
        principle = principle_of(consultation.document)
        votes(principle, "academia", "oppose", 7)
        organisation_vote(principle, "academia", "block", reason="It is not lawful.")
        point(principle, "academia", "Publish the drafts.")
        for ending in ("csv", "json", "md", "docx"):
            words = _words(Client().get(at(consultation, "position-file", ending)), ending)
            assert "Publish the drafts." in words
            assert "not lawful" not in words
            assert "agree" not in words

    @pytest.mark.parametrize("ending", ["xlsx", "csv?group=martians"])
    def test_what_is_not_there_is_not_found(self, consultation: Consultation, ending: str) -> None:
        address = f"/consultations/{consultation.document.slug}/positions.{ending}"
        assert Client().get(address).status_code == 404

    def test_they_read_in_the_direction_of_their_reader(
        self, consultation: Consultation, principle: Principle
    ) -> None:
        point(principle, "academia", "Publish the drafts.")
        address = at(consultation, "position-file", "docx")
        assert "<w:bidi" in _words(Client().get(f"/ar{address}"), "docx")
        assert "<w:bidi" not in _words(Client().get(address), "docx")


def _words(response: object, ending: str) -> str:
    assert isinstance(response, StreamingHttpResponse)
    content = response.getvalue()
    if ending == "docx":
        content = ZipFile(BytesIO(content)).read("word/document.xml")
    return content.decode("utf-8-sig")


PAGES = ["position-list", "position-residual"]


@pytest.mark.parametrize("name", PAGES)
def test_those_of_a_closed_circle_are_its_own(name: str) -> None:
    consultation = running(Stage.COMMENT, visibility=Visibility.INVITED)
    moderator = signed_in(run_by(consultation, Role.MODERATOR))
    for address in (at(consultation, name), at(consultation, "position-file", "csv")):
        assert Client().get(address).status_code == 404
        assert moderator.get(address).status_code == 200


@pytest.mark.parametrize("address", ["positions/", "positions/residual/", "positions.md"])
def test_any_cache_may_keep_them_and_no_cookie_is_set(
    consultation: Consultation, address: str
) -> None:
    address = f"/consultations/{consultation.document.slug}/{address}"
    response = Client().get(address)
    assert response["Cache-Control"] == "public, no-cache"
    assert not response.cookies
    again = Client().get(address, headers={"if-none-match": response["ETag"]})
    assert again.status_code == 304


def test_pages_take_as_many_queries_for_one_point_as_for_three(
    consultation: Consultation,
    principle: Principle,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    point(principle)
    AnalysisFactory.create(principle=principle)
    votes(principle, "academia", "support", 4)
    votes(principle, "academia", "accept", 1)
    addresses = [
        at(consultation, "position-list"),
        at(consultation, "position-detail", 1),
        at(consultation, "position-residual"),
    ]
    for _ in range(2):
        for address in addresses:
            empty_cache()
            with django_assert_max_num_queries(20):
                Client().get(address)
        for key in (1, 2, 3):
            point(principle_of(consultation.document, key), "academia", by=3)


def test_points_set_aside_stand_below_with_the_reason(
    consultation: Consultation, principle: Principle
) -> None:
    moderator = run_by(consultation, Role.MODERATOR, name="Mo Derator")
    kept = point(principle, words="Publish the drafts.")
    same = point(principle, words="Drafts should be public.")
    slogan = point(principle, words="Boo to <b>them</b>.")
    lost = point(principle, words="Never mind.")
    merge_points(point=same, into=kept, reason="It says the same.", run=1, by=moderator)
    for each in (slogan, lost):
        drop_point(point=each, reason="A slogan & no more.", run=1, by=moderator)
    gone = lost.citations.get().comment
    withdraw_comment(comment=gone, by=gone.author)
    html = page(at(consultation, "position-detail", 1))
    shown, aside = html.split("2 points set aside by moderators")
    assert "Boo to" not in shown.split('id="g-civil-society"')[1]
    assert "Boo to &lt;b&gt;them&lt;/b&gt;." in aside
    assert "A slogan &amp; no more." in aside
    assert aside.count("Mo Derator") == 2
    assert f'<a href="#point-{kept.pk}">The point it is part of now</a>' in aside
    assert "Never mind." not in html
    api = f"/api/v1/consultations/{consultation.document.slug}/summaries/"
    [summary] = Client().get(api).json()
    assert [each["text"] for each in summary["points"]] == ["Publish the drafts."]
    assert [[each["text"], each["changes"][0]["reason"]] for each in summary["set_aside"]] == [
        ["Drafts should be public.", "It says the same."],
        ["Boo to <b>them</b>.", "A slogan & no more."],
    ]


class TestOwnComments:
    def test_one_sees_which_point_carries_what_one_wrote(
        self, consultation: Consultation, principle: Principle
    ) -> None:
        made = point(principle, words="Publish the drafts.")
        comment = made.citations.get().comment
        url = reverse("principles:principle-detail", args=[consultation.document.slug, 1])

        html = page(url, signed_in(comment.author))

        assert "Your comment, and the point that carries it" in html
        flag = at(consultation, "point-flag", comment.number, made.pk)
        assert f'<a href="{flag}">This is not what I said</a>' in html
        assert "Your comment, and" not in page(url)

    def test_a_colleague_sees_what_their_organisation_wrote(
        self, consultation: Consultation, principle: Principle
    ) -> None:
        slug, union = consultation.document.slug, OrganisationFactory.create()
        author, colleague = representative(union), representative(union)
        voice = joined(author, consultation.document)
        joined(colleague, consultation.document)
        comment = CommentFactory.create(principle=principle, participation=voice)
        made = point(principle, words="Publish the drafts.")
        cited(made, comment)
        flag = at(consultation, "point-flag", comment.number, made.pk)
        for url in (
            reverse("principles:principle-detail", args=[slug, 1]),
            reverse("principles:comment-detail", args=[slug, comment.number]),
        ):
            for person in (author, colleague):
                assert f'href="{flag}"' in page(url, signed_in(person))
            assert f'href="{flag}"' not in page(url, signed_in(representative()))
        assert "Tell the moderators" in page(flag, signed_in(colleague))

    def test_one_sees_that_none_does(
        self, consultation: Consultation, principle: Principle
    ) -> None:
        comment = CommentFactory.create(principle=principle)
        slug = consultation.document.slug
        for url in (
            reverse("principles:principle-detail", args=[slug, 1]),
            reverse("principles:comment-detail", args=[slug, comment.number]),
        ):
            assert "No point carries this comment" in page(url, signed_in(comment.author))
            assert "No point carries this comment" not in page(url)

    def test_others_see_on_a_comments_page_which_points_it_stands_behind(
        self, consultation: Consultation, principle: Principle
    ) -> None:
        made = point(principle, "academia", "Publish the drafts.")
        comment = made.citations.get().comment
        PointFlag.objects.create(point=made, comment=comment)
        url = reverse(
            "principles:comment-detail", args=[consultation.document.slug, comment.number]
        )
        html = page(url)
        assert "Points that carry" in html
        assert "This is not what I said" not in html
        assert "Its author said: this is not what I said." in html
        assert "Moderators will answer." in page(url, signed_in(comment.author))

    def test_own_comments_take_as_many_queries_for_one_as_for_three(
        self,
        consultation: Consultation,
        principle: Principle,
        django_assert_num_queries: DjangoAssertNumQueries,
    ) -> None:
        made = point(principle)
        own = made.citations.select_related("comment__author").get().comment
        standing_of(own.author, consultation.document)
        for _ in range(2):
            with django_assert_num_queries(4):
                own_comments(own.author, consultation.document, principle)
            for n in range(2):
                other = CommentFactory.create(
                    principle=principle, participation=own.participation, body=f"More ({n})."
                )
                cited(point(principle, words=f"More {n}."), other)

    def test_of_the_summaries_of_one_principle_no_other_comments_are_read(
        self, consultation: Consultation, principle: Principle, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        read: list[str] = []

        def hashed(words: str) -> str:
            read.append(words)
            return quote_hash(words)

        point(principle, words="Publish the drafts.")
        point(principle_of(consultation.document, 2), words="Keep the fees.")
        monkeypatch.setattr("consultations.queries.citations.quote_hash", hashed)
        url = f"/api/v1/consultations/{consultation.document.slug}/summaries/"
        [shown] = Client().get(url, {"principle": 2}).json()
        assert ([each["text"] for each in shown["points"]], read) == (
            ["Keep the fees."],
            ["Keep the fees."],
        )
        assert len(Client().get(url).json()) == 2

    def test_of_a_point_that_thousands_make_few_comments_are_read(
        self, principle: Principle, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        read: list[str] = []

        def hashed(words: str) -> str:
            read.append(words)
            return quote_hash(words)

        made = point(principle, by=30)
        monkeypatch.setattr("consultations.queries.citations.quote_hash", hashed)
        last = made.citations.select_related("comment__author").order_by("rank", "id").last()
        assert last is not None
        [carrying] = points_carrying(last.comment)
        assert (carrying.point, len(read)) == (made.pk, 2)


def test_the_consultation_leads_to_them(consultation: Consultation) -> None:
    assert at(consultation, "position-list") in page(at(consultation, "consultation-detail"))


def test_the_panel_of_a_principle_leads_to_the_groups_side_by_side(
    consultation: Consultation, principle: Principle
) -> None:
    point(principle, "academia", "Publish the drafts.")
    html = page(reverse("principles:principle-detail", args=[consultation.document.slug, 1]))
    assert at(consultation, "position-detail", 1) in html
    assert "Publish the drafts." in html
