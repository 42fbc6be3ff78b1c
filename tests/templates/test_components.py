"""What components promise to those who cannot see them, and to those who have no JavaScript."""

import re

import pytest
from django import forms
from django.template.loader import render_to_string
from django.utils import translation

from principles.tally import GroupVotes, Tally, tally_from
from principles.templatetags.bars import vote_bar


class ExampleForm(forms.Form):
    title = forms.CharField(label="Title", help_text="A few words.")
    note = forms.CharField(label="Note", required=False)
    kind = forms.ChoiceField(
        label="Kind",
        widget=forms.RadioSelect,
        choices=[("a", "First"), ("b", "Second")],
        help_text="One of two.",
    )
    file = forms.FileField(label="File")
    agreed = forms.BooleanField(label="I agree")
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


def words(html: str) -> str:
    """The text of a page, as one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def field(name: str, data: dict[str, str] | None = None, **context: object) -> str:
    return render_to_string("components/field.html", {"field": ExampleForm(data)[name], **context})


def attribute(html: str, tag: str, name: str) -> str:
    match = re.search(rf'<{tag}\b[^>]*\b{name}="([^"]*)"', html)
    return match[1] if match else ""


def test_field_names_its_label_hint_and_error_for_the_control() -> None:
    html = field("title", {})
    assert attribute(html, "label", "for") == attribute(html, "input", "id") == "id_title"
    described = attribute(html, "input", "aria-describedby").split()
    assert described == ["id_title_helptext", "id_title_error"]
    assert [f'id="{each}"' in html for each in described] == [True, True]
    assert attribute(html, "input", "aria-invalid") == "true"


def test_field_says_required_in_words_and_says_nothing_else() -> None:
    assert words(field("title")) == "Title (required) A few words."
    assert words(field("note")) == "Note"


def test_field_of_radios_is_a_fieldset_that_names_its_hint() -> None:
    html = field("kind")
    assert attribute(html, "fieldset", "aria-describedby") == "id_kind_helptext"
    assert re.findall(r'<label for="(id_kind_\d)">(\w+)</label>', html) == [
        ("id_kind_0", "First"),
        ("id_kind_1", "Second"),
    ]


def test_field_of_a_file_labels_its_control() -> None:
    assert attribute(field("file"), "label", "for") == "id_file"


def test_field_of_one_checkbox_labels_it() -> None:
    assert words(field("agreed")) == "I agree (required)"


def test_field_that_is_hidden_has_no_label() -> None:
    assert words(field("secret")) == ""


def test_field_escapes_what_a_person_wrote_abuse_31() -> None:
    html = field("title", {"title": '"><script>alert(1)</script>'})
    assert "<script>" not in html


def test_fields_show_every_field_once() -> None:
    html = render_to_string("components/fields.html", {"form": ExampleForm()})
    assert re.findall(r'<input[^>]* name="(\w+)"', html) == [
        "secret",
        "title",
        "note",
        "kind",
        "kind",
        "file",
        "agreed",
    ]


def test_error_summary_leads_to_each_wrong_field() -> None:
    html = render_to_string("components/error_summary.html", {"form": ExampleForm({})})
    targets = ["#id_title", "#id_kind_0", "#id_file", "#id_agreed"]
    assert re.findall(r'href="([^"]+)"', html) == targets
    assert "autofocus" in html


def test_error_summary_of_a_form_without_errors_is_empty() -> None:
    form = ExampleForm()
    assert render_to_string("components/error_summary.html", {"form": form}).strip() == ""


@pytest.mark.parametrize(
    ("level", "word", "role"),
    [
        ("success", "Done", "status"),
        ("info", "Note", "status"),
        ("warning", "Warning", "alert"),
        ("error", "Error", "alert"),
    ],
)
def test_alert_says_its_level_in_a_word(level: str, word: str, role: str) -> None:
    html = render_to_string("components/alert.html", {"level": level, "text": "Saved."})
    assert words(html) == f"{word} Saved."
    assert attribute(html, "div", "role") == role


def test_diff_keeps_white_space_and_says_what_changed() -> None:
    spans = [
        {"kind": "same", "text": "We\n\nshall "},
        {"kind": "delete", "text": "try"},
        {"kind": "insert", "text": "act"},
        {"kind": "gap", "text": "unseen"},
        {"kind": "same", "text": "."},
    ]
    html = render_to_string("components/diff.html", {"spans": spans})
    assert "We\n\nshall <del>" in html
    assert words(html) == (
        "We shall Removed: try End of removal. Inserted: act End of insertion. […] ."
    )


def test_diff_escapes_what_a_person_wrote_abuse_30() -> None:
    spans = [{"kind": "insert", "text": "<img src=x onerror=alert(1)>"}]
    assert "<img" not in render_to_string("components/diff.html", {"spans": spans})


def groups() -> list[GroupVotes]:
    return [
        GroupVotes("gov", "Governments", {"support": 2, "oppose": 1}, organisations_joined=4),
        GroupVotes("civ", "Civil society", {"block": 1, "abstain": 1}, organisations_joined=2),
    ]


def test_tally_counts_each_group_against_its_own_members() -> None:
    tally = tally_from(groups(), allows_block=True)
    rows = render_to_string("components/tally.html", {"tally": tally}).split("<tr")[2:]
    assert [words("<tr" + row).split(" Group")[0] for row in rows] == [
        "Governments Oppose 33%; Support 67% 2 0 0 1 0 3 of 4",
        "Civil society Block 50%; Abstain 50% 0 0 1 0 1 2 of 2",
        "All groups Block 20%; Oppose 20%; Abstain 20%; Support 40% 2 0 1 1 1 5 of 6",
    ]


def test_tally_names_the_choice_beside_each_number_for_phones() -> None:
    tally = tally_from(groups(), allows_block=True)
    html = render_to_string("components/tally.html", {"tally": tally})
    labels = ["Support", "Accept", "Abstain", "Oppose", "Block", "Voted"]
    assert re.findall(r'data-label="(\w+)"', html) == labels * 3


def test_tally_that_is_hidden_shows_the_reason_and_no_table() -> None:
    html = render_to_string("components/tally.html", {"tally": Tally(hidden="Not before Friday.")})
    assert words(html) == "Not before Friday."


def test_tally_of_too_few_shows_no_number() -> None:
    few = GroupVotes("igo", "Intergovernmental", individuals={"block": 1}, individuals_joined=3)
    tally = tally_from([few], allows_block=True)
    body = render_to_string("components/tally.html", {"tally": tally}).split("<tbody")[1]
    row = words("<tbody" + body.split("</tbody>")[0])
    assert row == "Intergovernmental Not shown: it would tell how single people voted."


def test_bar_writes_its_numbers_alike_in_every_language() -> None:
    tally = tally_from(groups(), allows_block=True)
    with translation.override("de"):
        html = vote_bar(tally.rows[0].segments, tally.axis)
    assert re.findall(r'x1="([\d.]+)%"', html) == [f"{tally.axis:.2f}"]


def test_bar_without_votes_has_no_part_and_no_line() -> None:
    assert "<rect" not in vote_bar([])
    assert "<line" not in vote_bar([])


def test_bar_beside_its_numbers_can_be_silent() -> None:
    tally = tally_from(groups(), allows_block=True)
    assert words(vote_bar(tally.rows[0].segments, silent=True)) == ""
    assert words(vote_bar(tally.rows[0].segments, label="All")) == "All: Oppose 33%; Support 67%"


def test_button_is_a_link_where_it_leads_somewhere() -> None:
    link = render_to_string("components/button.html", {"text": "Read", "href": "/a?b=1&c=2"})
    assert attribute(link, "a", "href") == "/a?b=1&amp;c=2"
    button = render_to_string("components/button.html", {"text": "Save", "name": "n", "value": 0})
    assert attribute(button, "button", "value") == "0"


def test_pagination_is_absent_where_there_is_one_page() -> None:
    assert render_to_string("components/pagination.html", {}).strip() == ""


def test_progress_says_how_far_it_is_in_words() -> None:
    context = {"label": "Summaries", "value": 0, "max": 36, "words": "0 of 36 made"}
    html = render_to_string("components/progress.html", context)
    assert (attribute(html, "progress", "value"), attribute(html, "progress", "max")) == ("0", "36")
    assert words(html) == "Summaries 0 of 36 made 0 of 36 made"


def test_progress_without_a_value_is_under_way() -> None:
    html = render_to_string("components/progress.html", {"label": "Import"})
    assert attribute(html, "progress", "value") == ""
    assert words(html) == "Import Under way"


def test_person_keeps_the_direction_of_each_name() -> None:
    html = render_to_string("components/person.html", {"name": "أمينة", "organisation": "DRWA"})
    assert re.findall(r"<bdi>([^<]+)</bdi>", html) == ["أمينة", "DRWA"]
