"""Conversations of Polis brought in: all their words and votes, none of their people, once."""

import csv
from collections.abc import Sequence
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.verdicts import Denied, Refused
from consultations.actions import polis_import
from consultations.actions.polis_import import PolisImport, import_polis
from consultations.events import StatementsChanged
from consultations.models import Consultation, StatementVote
from consultations.queries.journal import journal
from consultations.queries.statement_deck import deck_of
from principles.states import Stage
from tests.consultations.heard import announced
from tests.consultations.record import acts
from tests.factories.accounts import individual
from tests.factories.consultations import run_by, running
from tests.factories.principles import joined
from tests.factories.statements import StatementFactory

pytestmark = pytest.mark.django_db
REASON = "Not let in by the moderators of the conversation it was imported from."
LONG = "Ports. " * 100
# id, moderated, words; agrees are counted from the votes.
STATEMENTS = [(0, 1, "Ports are open."), (1, -1, "Buy here."), (2, 0, LONG), (3, 1, " \n ")]
VOTES = [("7", 0, 1), ("7", 1, -1), ("7", 2, 0), ("8", 0, -1), ("9", 0, 1), ("9", 3, 1)]
BEGAN = 1_564_624_268


@pytest.fixture
def consultation() -> Consultation:
    return running(Stage.COMMENT)


def export(
    folder: Path,
    statements: Sequence[tuple[int, int, str]] = STATEMENTS,
    votes: Sequence[tuple[str, int, int]] = VOTES,
    at: int = BEGAN,
) -> Path:
    folder.mkdir(exist_ok=True)
    agrees = {key: sum(v == 1 for _, s, v in votes if s == key) for key, _, _ in statements}
    with (folder / "comments.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(
            ["timestamp", "comment-id", "author-id", "agrees", "moderated", "comment-body"]
        )
        writer.writerows([at, key, 1, agrees[key], mod, text] for key, mod, text in statements)
    with (folder / "votes.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["comment-id", "voter-id", "vote"])
        writer.writerows([statement, voter, vote] for voter, statement, vote in votes)
    return folder


def held() -> list[tuple[int, str, str]]:
    rows = StatementVote.objects.order_by("statement__number", "holder")
    return list(rows.values_list("statement__number", "holder", "opinion"))


def test_statements_and_votes_come_in_without_their_people(
    consultation: Consultation, tmp_path: Path
) -> None:
    with announced() as events:
        result = import_polis(consultation=consultation, folder=export(tmp_path))

    assert result == PolisImport(statements=3, refused=1, votes=5, left_out=1)
    kept: list[tuple[object, ...]] = list(
        consultation.statements.values_list("number", "text", "status", "status_reason", "author")
    )
    assert kept == [
        (1, "Ports are open.", "open", "", None),
        (2, "Buy here.", "refused", REASON, None),
        (3, LONG.strip(), "open", "", None),
    ]
    assert held() == [
        (1, "x7", "agree"),
        (1, "x8", "disagree"),
        (1, "x9", "agree"),
        (2, "x7", "disagree"),
        (3, "x7", "pass"),
    ]
    assert not StatementVote.objects.exclude(participation=None, group=None).exists()
    assert events == [StatementsChanged(consultation_id=consultation.pk)]


def test_the_record_says_how_much_and_from_which_files(
    consultation: Consultation, tmp_path: Path
) -> None:
    import_polis(consultation=consultation, folder=export(tmp_path), by=run_by(consultation))

    (act,) = acts(consultation.document, "statements.imported")
    assert (act["statements"], act["refused"], act["votes"], act["left_out"]) == (3, 1, 5, 1)
    assert sorted(act["files"]) == ["comments.csv", "votes.csv"]
    assert all(len(digest) == 64 for digest in act["files"].values())
    assert [line.words for line in journal(consultation).acts] == [
        "A conversation was imported: statements new here 3, votes 5."
    ]


@pytest.mark.parametrize("batch", [1, 2, 5000])
def test_a_second_run_adds_nothing_twice_and_takes_what_changed(
    consultation: Consultation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    monkeypatch.setattr(polis_import, "BATCH", batch)
    folder = export(tmp_path)
    import_polis(consultation=consultation, folder=folder)
    first = held()

    again = import_polis(consultation=consultation, folder=folder)
    unchanged = held()
    later = import_polis(
        consultation=consultation,
        folder=export(
            tmp_path,
            [*STATEMENTS, (4, 1, "Fees are fair.")],
            [*VOTES, ("7", 0, 0), ("7", 4, 1)],
        ),
    )

    assert (again.statements, again.votes, unchanged) == (0, 0, first)
    assert (later.statements, later.votes) == (1, 1)
    assert held()[0] == (1, "x7", "pass")


def test_a_vote_read_again_is_not_given_anew(consultation: Consultation, tmp_path: Path) -> None:
    folder = export(tmp_path)
    import_polis(consultation=consultation, folder=folder)
    at = StatementVote.objects.order_by("pk").values_list("cast_at", flat=True)
    first = list(at)
    import_polis(consultation=consultation, folder=folder)
    assert list(at.all()) == first


def test_votes_are_stored_a_batch_at_a_time_and_read_never(
    consultation: Consultation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polis_import, "BATCH", 2)

    with CaptureQueriesContext(connection) as queries:
        import_polis(consultation=consultation, folder=export(tmp_path))

    of_votes = [each["sql"] for each in queries if "consultations_statementvote" in each["sql"]]
    inserts = [sql for sql in of_votes if "INSERT" in sql]
    counts = [sql for sql in of_votes if "COUNT" in sql]
    assert (len(VOTES), len(inserts), len(counts), len(of_votes)) == (6, 3, 2, 5)


def test_two_statements_of_the_same_words_stay_two(
    consultation: Consultation, tmp_path: Path
) -> None:
    folder = export(
        tmp_path, [(0, 1, "Same."), (1, 1, "Same.")], [("7", 0, 1), ("7", 1, -1), ("8", 0, 1)]
    )
    import_polis(consultation=consultation, folder=folder)
    first = held()
    import_polis(consultation=consultation, folder=folder)

    assert consultation.statements.count() == 2
    assert first == held() == [(1, "x7", "agree"), (1, "x8", "agree"), (2, "x7", "disagree")]


@pytest.mark.parametrize("first", ["Ports are shut.", "Ports are open."])
def test_another_conversation_is_refused_whole(
    consultation: Consultation, tmp_path: Path, first: str
) -> None:
    """Also one that begins with the same words, at another time."""
    import_polis(consultation=consultation, folder=export(tmp_path / "one"))
    held_before = held()
    other = export(tmp_path / "other", [(0, 1, first), (1, 1, "Fees are fair.")], at=1_600_000_000)

    with pytest.raises(Refused) as refused:
        import_polis(consultation=consultation, folder=other)

    assert refused.value.code == "other_conversation"
    assert (held(), consultation.statements.count()) == (held_before, 3)
    elsewhere = running(Stage.COMMENT)
    assert import_polis(consultation=elsewhere, folder=other).statements == 2


def test_an_export_that_counts_thousandths_of_seconds_is_of_the_same_conversation(
    consultation: Consultation, tmp_path: Path
) -> None:
    import_polis(consultation=consultation, folder=export(tmp_path / "one"))
    again = export(tmp_path / "two", [*STATEMENTS, (4, 1, "Fees are fair.")], at=BEGAN * 1000 + 7)
    assert import_polis(consultation=consultation, folder=again).statements == 1


def test_what_was_there_keeps_its_state_and_its_voices(
    consultation: Consultation, tmp_path: Path
) -> None:
    there = StatementFactory.create(consultation=consultation, text="Buy here.")
    import_polis(consultation=consultation, folder=export(tmp_path))

    there.refresh_from_db()
    assert (there.status, there.votes.count(), consultation.statements.count()) == ("open", 1, 3)
    ana = joined(individual(), consultation.document)
    assert deck_of(consultation, ana.holder).total == 3


def test_nothing_is_kept_of_a_folder_that_is_no_export(
    consultation: Consultation, tmp_path: Path
) -> None:
    broken = export(tmp_path / "broken")
    with (broken / "votes.csv").open("a", encoding="utf-8") as file:
        file.write("0,10,maybe\n")

    for folder in (tmp_path / "none", tmp_path, broken):
        with pytest.raises(Refused) as refused:
            import_polis(consultation=consultation, folder=folder)
        assert refused.value.code == "not_an_export"
    assert not consultation.statements.exists()
    assert not StatementVote.objects.exists()


def test_only_who_runs_the_consultation_imports_in_their_name(
    consultation: Consultation, tmp_path: Path
) -> None:
    with pytest.raises(Denied):
        import_polis(consultation=consultation, folder=export(tmp_path), by=individual())


def test_the_command_says_what_came_in(
    consultation: Consultation, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    owner = run_by(consultation)
    slug = consultation.document.slug

    call_command("import_polis", str(export(tmp_path)), consultation=slug, by=owner.email)

    said = capsys.readouterr()
    assert said.out.strip() == (
        "New: 3 statements, 1 of them not let in, and 5 votes. Left out: 1 votes."
    )
    assert said.err.strip() == "6 votes read"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"consultation": "nowhere"}, "There is no consultation at nowhere."),
        ({"by": "nobody@example.org"}, "No one has the address nobody@example.org."),
        ({}, "has no comments.csv."),
    ],
)
def test_the_command_says_what_is_wrong(
    consultation: Consultation, tmp_path: Path, options: dict[str, str], said: str
) -> None:
    with pytest.raises(CommandError, match=said):
        call_command(
            "import_polis", str(tmp_path), **{"consultation": consultation.document.slug, **options}
        )
