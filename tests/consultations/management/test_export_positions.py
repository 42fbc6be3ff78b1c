"""`manage.py export_positions`: what the pages say of where groups stand, on paper."""

import csv
import json
from io import BytesIO, StringIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.core.management import CommandError, call_command

from consultations.models import Consultation
from consultations.queries.positions import positions_of
from principles.states import Stage
from tests.factories.cache import empty_cache
from tests.factories.consultations import running
from tests.factories.points import point
from tests.factories.principles import principle_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def consultation() -> Consultation:
    consultation = running(Stage.COMMENT)
    point(principle_of(consultation.document), words="Publish *the* drafts.", by=("Open Net", ""))
    empty_cache()
    return consultation


def exported(consultation: Consultation, *more: str) -> str:
    out = StringIO()
    call_command("export_positions", consultation.document.slug, *more, stdout=out)
    return out.getvalue()


def test_markdown_says_what_the_page_says(consultation: Consultation) -> None:
    text = exported(consultation)
    [group] = positions_of(consultation).principles[0].speaking
    [shown] = group.points
    numbers = ", ".join(f"C-{cited.number}" for cited in shown.citations)
    assert r"“Publish \*the\* drafts.”" in text
    assert f"{shown.said_by} (" in text
    assert numbers in text
    assert "Open Net" in text
    assert "## 1. Principle 1 of the network" in text


def test_markdown_reads_no_sign_into_what_people_wrote() -> None:
    consultation = running(Stage.COMMENT)
    said = "R&amp;D of 5 < 6 & ~~old~~ | #1 [a](b) is &copy; theirs."
    point(principle_of(consultation.document), words=said)
    empty_cache()
    marked = r"R\&amp;D of 5 \< 6 \& \~\~old\~\~ \| \#1 \[a\](b) is \&copy; theirs."
    assert f"“{marked}”" in exported(consultation)


def test_rows_hold_one_point_each(consultation: Consultation) -> None:
    rows = list(csv.DictReader(StringIO(exported(consultation, "--format", "csv"))))
    assert [(row["point"], row["voices"], row["organisations"]) for row in rows] == [
        ("Publish *the* drafts.", "2", "1")
    ]


def test_json_holds_the_same(consultation: Consultation) -> None:
    told = json.loads(exported(consultation, "--format", "json", "--group", "civil-society"))
    [group] = told["parts"][0]["groups"]
    assert [point["text"] for point in group["points"]] == ["Publish *the* drafts."]


def test_docx_is_written_to_a_file(consultation: Consultation, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="say where to"):
        exported(consultation, "--format", "docx")
    path = tmp_path / "positions.docx"
    exported(consultation, "--format", "docx", "-o", str(path))
    words = ZipFile(BytesIO(path.read_bytes())).read("word/document.xml").decode()
    assert "Publish *the* drafts." in words


@pytest.mark.parametrize(("slug", "group"), [("nowhere", ""), ("", "nobody")])
def test_what_is_not_there_is_said(consultation: Consultation, slug: str, group: str) -> None:
    with pytest.raises(CommandError):
        call_command("export_positions", slug or consultation.document.slug, "--group", group)
