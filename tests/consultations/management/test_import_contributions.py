"""`manage.py import_contributions`: a file of contributions as comments by sector."""

import csv
import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Job, Organisation, User
from consultations.models import Consultation
from principles.actions.documents import create_document
from principles.importers import read
from principles.markdown import clean_source
from principles.models import Comment, Participation
from principles.states import Stage
from tests.factories.accounts import UserFactory
from tests.factories.consultations import ConsultationFactory, running
from tests.principles.importers.seeds import seeds

pytestmark = pytest.mark.django_db
NETMUNDIAL = Path(__file__).parents[4] / "shared" / "data" / "netmundial" / "contributions.csv"
HEAD = "id,title,organization,sector,region,area,keywords,text\n"
TWO = (
    '1,On reach,Wire Friends,Civil Society,Brazil,x,y,"Everyone may reach every part of the '
    "network, wherever they are and whoever runs it.\n\nOur choir sings on Sundays, and whoever "
    'likes to sing along is welcome to it."\n'
    "2,,Ministry of Posts,Government,France,x,y,Rules are made in the open.\n"
)


@pytest.fixture
def owner() -> User:
    return UserFactory.create(is_convener=True, email="olive@example.org")


@pytest.fixture
def consultation(owner: User) -> Consultation:
    return running(Stage.COMMENT, owner=owner)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "contributions.csv"
    path.write_text(HEAD + TWO, encoding="utf-8")
    return path


def bring_in(file: Path, consultation: Consultation, *more: str) -> str:
    out = StringIO()
    call_command(
        "import_contributions",
        str(file),
        "--consultation",
        consultation.document.slug,
        "--by",
        "olive@example.org",
        "--embedder",
        "tfidf",
        *more,
        stdout=out,
        stderr=StringIO(),
    )
    return out.getvalue()


def refusal(file: Path, consultation: Consultation, *more: str) -> str:
    with pytest.raises(CommandError) as refused:
        bring_in(file, consultation, *more)
    return str(refused.value)


def words(text: str) -> str:
    return "".join(text.replace("*", "").split())


def test_contributions_become_comments_of_their_organisations_by_sector(
    file: Path, consultation: Consultation
) -> None:
    told = bring_in(file, consultation)
    assert "2 contributions brought in, 0 were here before." in told
    groups = dict(Organisation.objects.values_list("name", "group__code"))
    assert groups == {"Wire Friends": "civil-society", "Ministry of Posts": "governments"}
    reach = Comment.objects.order_by("number").first()
    assert reach is not None
    assert reach.principle is not None
    assert (reach.principle.key, reach.body.startswith("**On reach**")) == (1, True)
    assert Job.objects.filter(task="consultations.analyse").count() == 1


def test_second_run_adds_nothing(file: Path, consultation: Consultation) -> None:
    bring_in(file, consultation)
    before = Comment.objects.count()
    assert json.loads(bring_in(file, consultation, "--json"))["new"] == 0
    assert Comment.objects.count() == before


def test_rows_without_ids_are_known_by_what_they_say(
    file: Path, consultation: Consultation
) -> None:
    head, same = "organization,sector,text\n", "Wire,Academia,Rules are open.\n"
    file.write_text(head + same + same + ",Academia,All of it.\n", encoding="utf-8")
    first = json.loads(bring_in(file, consultation, "--json"))
    again = json.loads(bring_in(file, consultation, "--json"))
    inserted = "Ministry,Government,Rules are made.\n"
    file.write_text(
        head + inserted + same + ",Academia,All of it.\n" + same + same, encoding="utf-8"
    )
    later = json.loads(bring_in(file, consultation, "--json"))

    assert (first["new"], again["new"], later["new"]) == (3, 0, 2)
    bodies = Comment.objects.order_by("number").values_list("body", flat=True)
    assert list(bodies) == [
        "Rules are open.",
        "Rules are open.",
        "All of it.",
        "Rules are made.",
        "Rules are open.",
    ]


def test_dry_run_keeps_nothing(file: Path, consultation: Consultation) -> None:
    assert "would be brought in" in bring_in(file, consultation, "--dry-run")
    assert not Comment.objects.exists()
    assert not Organisation.objects.exists()


def test_unknown_sector_is_asked_for_before_anything_is_kept(
    file: Path, consultation: Consultation
) -> None:
    file.write_text(HEAD + TWO + "3,,Third,Other,,,,Words.\n", encoding="utf-8")
    said = refusal(file, consultation)
    assert '--map-sector "Other=GROUP"' in said
    assert not Comment.objects.exists()
    told = bring_in(file, consultation, "--map-sector", "Other=academia", "--json")
    assert json.loads(told)["groups"] == {"academia": 1, "civil-society": 1, "governments": 1}


def test_columns_can_be_called_otherwise(file: Path, consultation: Consultation) -> None:
    file.write_text("org,kind,words\nWire,Academia,Rules are open.\n", encoding="utf-8")
    assert "it has org, kind, words" in refusal(file, consultation)
    names = ("--columns", "organization=org", "sector=kind", "text=words")
    bring_in(file, consultation, *names)
    assert Comment.objects.get().body == "Rules are open."


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--map-sector", "Other=nobody"), "There is no group nobody"),
        (("--map-sector", "Other"), "takes pairs"),
        (("--columns", "colour=x"), "knows id"),
        (("--by", "nobody@example.org"), "No one has the address"),
        (("--consultation", "nowhere"), "There is no consultation nowhere"),
    ],
)
def test_what_is_wrong_is_said(
    file: Path, consultation: Consultation, more: tuple[str, ...], said: str
) -> None:
    assert said in refusal(file, consultation, *more)


def test_file_that_is_none_is_said(tmp_path: Path, consultation: Consultation) -> None:
    assert "No such file" in refusal(tmp_path / "none.csv", consultation)
    wrong = tmp_path / "wrong.csv"
    wrong.write_bytes(b"id,text,organization,sector\n1,\xff\xfe,a,b\n")
    assert "no CSV file in UTF-8" in refusal(wrong, consultation)


def test_only_the_team_brings_in(file: Path, consultation: Consultation) -> None:
    UserFactory.create(email="other@example.org")
    assert "moderators" in refusal(file, consultation, "--by", "other@example.org")


def test_person_without_an_organisation_speaks_as_an_individual(
    file: Path, consultation: Consultation
) -> None:
    file.write_text("id,person,sector,text\n9,Pat Plain,Academia,All of it.\n", encoding="utf-8")
    bring_in(file, consultation)
    voice = Participation.objects.get(is_imported=True)
    assert (voice.user.name, voice.organisation) == ("Pat Plain", None)


@pytest.mark.skipif(
    not NETMUNDIAL.is_file() or "002" not in seeds(), reason="the data is elsewhere"
)
def test_no_word_of_a_hundred_contributions_is_lost(owner: User) -> None:
    outline = read("002.txt", seeds()["002"].encode()).outline
    document = create_document(outline=outline, source="", language="en", by=owner)
    consultation = ConsultationFactory.create(document=document)
    bring_in(NETMUNDIAL, consultation, "--map-sector", "Other=civil-society")
    with NETMUNDIAL.open(newline="") as rows:
        wanted = [
            words(clean_source(f"{row['title'].strip()}\n\n{row['text'].strip()}"))
            for row in csv.DictReader(rows)
        ]
    said: dict[int, str] = {}
    for author, body in Comment.objects.order_by("number").values_list("author", "body"):
        said[author] = said.get(author, "") + words(body)
    assert sorted(said.values()) == sorted(wanted)
    assert Comment.objects.filter(principle__isnull=False).count() > 100
