"""Every component in every state, on one page, for those who build pages (served in debug only)."""

from datetime import UTC, datetime

from django import forms
from django.views.generic import TemplateView

from principles.states import Choice
from principles.tally import COLUMNS, GroupVotes, Tally, tally_from


class SampleForm(forms.Form):
    """One field of each kind; bound to bad data it shows each kind of error."""

    title = forms.CharField(label="Title of the amendment", help_text="A few words, as in a list.")
    reason = forms.CharField(
        label="Reason",
        widget=forms.Textarea(attrs={"rows": 4, "data-keep": True}),
        help_text="What the change mends. You can use Markdown.",
    )
    group = forms.ChoiceField(
        label="Group",
        choices=[("", "Choose a group"), ("gov", "Governments"), ("civ", "Civil society")],
    )
    kind = forms.ChoiceField(
        label="Type of comment",
        widget=forms.RadioSelect,
        choices=[("general", "General"), ("technical", "Technical"), ("editorial", "Editorial")],
        help_text="Editorial comments do not change what the text means.",
    )
    topics = forms.MultipleChoiceField(
        label="What it touches",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("rights", "Human rights"), ("security", "Security"), ("access", "Access")],
    )
    document = forms.FileField(
        label="Text to import", help_text="Plain text, Markdown, HTML, DOCX or PDF, up to 5 MB."
    )
    closes_at = forms.DateTimeField(
        label="Closes", required=False, widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )
    agreed = forms.BooleanField(label="I may speak for this organisation")


class SampleFilterForm(forms.Form):
    group = forms.ChoiceField(label="Group", choices=[("", "All groups"), ("gov", "Governments")])
    stance = forms.ChoiceField(label="Stance", choices=[("", "Any stance"), ("c", "Concern")])
    words = forms.CharField(label="Words", required=False)


class SampleVoteForm(forms.Form):
    choice = forms.ChoiceField(label="Your vote", widget=forms.RadioSelect, choices=Choice.choices)
    reason = forms.CharField(
        label="Why you cannot live with it",
        widget=forms.Textarea,
        help_text="Shown with your vote.",
    )


class SampleAnchorForm(forms.Form):
    anchor_exact = forms.CharField(
        label="Words you comment on",
        required=False,
        help_text="Copy them from the text, or leave this empty to comment on the whole principle.",
    )
    anchor_prefix = forms.CharField(required=False, widget=forms.HiddenInput)
    anchor_suffix = forms.CharField(required=False, widget=forms.HiddenInput)
    body = forms.CharField(label="Comment", widget=forms.Textarea(attrs={"data-keep": True}))


def _tally() -> Tally:
    """Groups large and small, one with withheld individuals, one too small to show, one silent."""
    organisations = {
        "Governments": (18, 9, 4, 6, 1),
        "Private sector": (31, 6, 2, 1, 0),
        "Civil society": (12, 14, 3, 11, 5),
        "Technical community": (22, 11, 0, 2, 0),
        "Academia": (9, 8, 5, 3, 0),
        "Intergovernmental organisations": (0, 0, 0, 0, 0),
        "Regional bodies": (0, 0, 0, 0, 0),
    }
    individuals = {"Academia": (1, 0, 0, 1, 0), "Intergovernmental organisations": (2, 0, 0, 0, 0)}
    groups = [
        GroupVotes(
            code=f"group-{number}",
            label=label,
            organisations=dict(zip(COLUMNS, counts, strict=True)),
            individuals=dict(zip(COLUMNS, individuals.get(label, (0,) * 5), strict=True)),
            organisations_joined=sum(counts) + 7,
            individuals_joined=4,
        )
        for number, (label, counts) in enumerate(organisations.items())
    ]
    return tally_from(groups, allows_block=True, awaiting=3)


def _windows() -> list[dict[str, object]]:
    def at(month: int, day: int) -> datetime:
        return datetime(2026, month, day, 18, tzinfo=UTC)

    return [
        {"label": "Comments", "opens_at": at(9, 1), "closes_at": at(10, 1), "state": "past"},
        {"label": "Amendments", "opens_at": at(10, 1), "closes_at": at(11, 1), "state": "past"},
        {
            "label": "Voting",
            "opens_at": at(11, 1),
            "closes_at": at(12, 4),
            "state": "now",
            "note": "Votes can be changed until it closes.",
        },
        {"label": "Answers to comments", "opens_at": at(12, 4), "closes_at": None, "state": "next"},
        {"label": "Report", "opens_at": None, "closes_at": None, "state": "next"},
    ]


def context() -> dict[str, object]:
    """Sample data for every component."""
    tally = _tally()
    return {
        "tally": tally,
        "hidden_tally": Tally(hidden="Results are shown when voting closes, on 4 December 2026."),
        "windows": _windows(),
        "form": SampleForm(),
        "wrong_form": SampleForm({"title": "Name the law", "kind": "none"}, prefix="wrong"),
        "filter_form": SampleFilterForm(),
        "vote_form": SampleVoteForm(initial={"choice": "accept"}, auto_id="vote_%s"),
        "anchor_form": SampleAnchorForm(auto_id="anchor_%s"),
        "spans": [
            {"kind": "gap", "text": ""},
            {"kind": "same", "text": "shall keep records of access "},
            {"kind": "delete", "text": "where practical"},
            {
                "kind": "insert",
                "text": "in every case, and publish how often records are asked for",
            },
            {"kind": "same", "text": ", and keep them no longer than needed.\n\nNobody is exempt."},
        ],
        "crumbs": [
            {"label": "Consultations", "url": "#crumbs"},
            {"label": "A charter for public records", "url": "#crumbs"},
            {"label": "Principle 3"},
        ],
        "tabs": [
            {"label": "Text", "url": "#tabs", "current": True},
            {"label": "Amendments", "url": "#tabs", "count": 12},
            {"label": "Comments", "url": "#tabs", "count": 340},
            {"label": "Versions", "url": "#tabs", "count": 0},
        ],
        "facts": [
            {"term": "Name", "value": "Amina Okafor", "url": "#facts", "action": "Change"},
            {"term": "Group", "value": "Civil society", "url": "#facts", "action": "Change"},
            {"term": "Signed up", "value": "3 September 2026"},
        ],
        "tasks": [
            {"label": "Import a text", "url": "#tasks", "status": "Done", "tone": "done"},
            {"label": "Set the timetable", "url": "#tasks", "status": "Under way", "tone": "now"},
            {
                "label": "Invite the groups",
                "status": "Cannot start yet",
                "tone": "past",
                "hint": "First set the timetable.",
            },
        ],
        "columns": [
            {"label": "Organisation"},
            {"label": "Country"},
            {"label": "Comments", "numeric": True},
        ],
        "table_rows": [
            [
                {"text": "Digital Rights West Africa", "url": "#tables"},
                {"text": "Ghana"},
                {"text": 41, "numeric": True},
            ],
            [
                {"text": "Ministry of Communications"},
                {"text": "Chile"},
                {"text": 19, "numeric": True},
            ],
        ],
        "now": datetime(2026, 12, 4, 18, tzinfo=UTC),
    }


class StyleguideView(TemplateView):
    template_name = "styleguide.html"

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        return super().get_context_data(**context(), **kwargs)
