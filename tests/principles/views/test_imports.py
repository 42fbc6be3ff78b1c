"""Importing a text in the browser: upload or paste, check and edit, confirm."""

import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from accounts.models import User
from principles.actions.documents import start_import
from principles.forms.documents import NOTICES, REFUSALS
from principles.importers import Imported, ImportRefused, Refusal, reading
from principles.models import Document, ImportDraft
from principles.text.outline import from_json
from tests.factories.accounts import ConvenerFactory, StaffFactory, UserFactory
from tests.factories.imports import OUTLINE

pytestmark = pytest.mark.django_db

TEXT = """Rules for an open network

We build the network together and agree on these rules.

1. Reach

Everyone may reach everyone.

2. Trust

What is promised is kept.

3. Care

Harm is prevented.
"""
URL = "/documents/import/"


@pytest.fixture
def convener(client: Client) -> User:
    user: User = ConvenerFactory.create()
    client.force_login(user)
    return user


@pytest.fixture
def draft(convener: User) -> ImportDraft:
    return start_import(source="A working group", imported=Imported(OUTLINE), by=convener)


def flat(content: bytes) -> str:
    return " ".join(content.decode().split())


def titles(draft: ImportDraft) -> list[str]:
    return [each.title for each in from_json(draft.outline).principles]


# --- Upload or paste --------------------------------------------------------------------------------


def test_a_pasted_text_is_read_and_shown_before_anything_is_kept(
    client: Client, convener: User
) -> None:
    response = client.post(URL, {"text": TEXT, "source": "A working group"})
    draft = ImportDraft.objects.get()
    assert response["Location"] == f"{URL}{draft.pk}/"
    html = flat(client.get(response["Location"]).content)
    assert "3 principles were found." in html
    assert "We build the network together and agree on these rules." in html
    assert draft.source == "A working group"
    assert not Document.objects.exists()


def test_an_uploaded_file_is_read_and_its_name_is_the_source(
    client: Client, convener: User
) -> None:
    file = SimpleUploadedFile("rules.txt", TEXT.encode())
    assert client.post(URL, {"file": file}).status_code == 302
    draft = ImportDraft.objects.get()
    assert (draft.source, len(titles(draft))) == ("rules.txt", 3)


@pytest.mark.parametrize(
    ("sent", "field", "message"),
    [
        ({}, "file", "Choose a file, or paste the text below."),
        ({"text": "  \n "}, "file", "Choose a file, or paste the text below."),
        ({"text": "\x01\x02\x03\x04 a"}, "text", "This is not a text."),
        ({"file": ("a.txt", b"")}, "file", "There is no text in this."),
        ({"file": ("a.txt", b" \n")}, "file", "There is no text in this."),
        ({"file": ("a.png", b"\x89PNG\r\n\x1a\n" + bytes(99))}, "file", "This is not a text."),
        ({"file": ("a.txt", b"caf\xe9 au lait")}, "file", "This text is not in UTF-8: byte 0xe9"),
        ({"file": ("a.pdf", b"no pdf")}, "file", "This file is damaged, or not of the kind pdf"),
        ({"file": ("a.rtf", b"{\\rtf1 text}")}, "file", "Files of the kind rtf cannot be read."),
        (
            {"file": ("a.txt", b"1. Reach"), "text": "2. Trust"},
            "file",
            "Give either a file or a pasted text, not both.",
        ),
    ],
)
def test_what_cannot_be_read_is_said_at_the_field_and_leaves_nothing(
    client: Client,
    convener: User,
    sent: dict[str, str | tuple[str, bytes]],
    field: str,
    message: str,
) -> None:
    data = {
        name: value if isinstance(value, str) else SimpleUploadedFile(*value)
        for name, value in sent.items()
    }
    response = client.post(URL, {**data, "source": "Mine"})
    assert response.status_code == 400
    html = flat(response.content)
    assert f'id="id_{field}_error"' in html
    assert message in html
    assert 'value="Mine"' in html
    assert not ImportDraft.objects.exists()


@pytest.mark.parametrize("code", list(Refusal))
def test_every_refusal_has_a_sentence_for_its_uploader(
    client: Client, convener: User, code: Refusal, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = ("limit_mb", "limit_lines", "offset", "pages", "limit", "seconds")
    refused = ImportRefused(code, **dict.fromkeys(numbers, 7), byte="0x92", kind="doc")

    def refuse(_: str) -> None:
        raise refused

    monkeypatch.setattr("principles.forms.documents.read_text", refuse)
    response = client.post(URL, {"text": "What I had typed."})
    sentence = str(REFUSALS[code] % refused.params)
    html = flat(response.content)
    assert sentence.endswith(".")
    assert sentence in html
    assert "What I had typed." in html
    assert response.status_code == (413 if code == Refusal.TOO_LARGE else 400)
    assert not ImportDraft.objects.exists()


def test_every_notice_of_the_importers_has_a_sentence() -> None:
    documented = re.findall(r"`(\w+)`", (reading.Imported.__doc__ or "").partition("Notices:")[2])
    assert set(documented) == set(NOTICES)


def test_a_file_of_50_mb_is_refused_clearly_and_leaves_no_file_behind(
    client: Client, convener: User, tmp_path: Path, settings: Settings
) -> None:
    """ABUSE 45."""
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    file = SimpleUploadedFile("big.txt", b"word " * 10_000_000)
    response = client.post(URL, {"file": file})
    assert response.status_code == 413
    assert "This is larger than 20 MB" in flat(response.content)
    assert list(tmp_path.iterdir()) == []
    assert not ImportDraft.objects.exists()


def test_a_text_pasted_beyond_the_limit_of_a_form_is_refused(
    client: Client, convener: User, settings: Settings
) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10_000
    response = client.post(URL, {"text": "word " * 3_000})
    assert response.status_code == 400
    assert not ImportDraft.objects.exists()


def test_a_source_too_long_keeps_the_pasted_text(client: Client, convener: User) -> None:
    response = client.post(URL, {"text": TEXT, "source": "s" * 201})
    assert response.status_code == 400
    assert "What is promised is kept." in response.content.decode()


def test_unfinished_imports_are_listed_for_their_uploader_only(
    client: Client, draft: ImportDraft
) -> None:
    assert f'<a href="{URL}{draft.pk}/">' in flat(client.get(URL).content)
    client.force_login(ConvenerFactory.create())
    assert "Texts you have not finished" not in flat(client.get(URL).content)


@pytest.mark.parametrize("many", [1, 3])
def test_the_import_page_takes_the_same_queries_however_many_drafts(
    client: Client, convener: User, many: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(many):
        client.post(URL, {"text": TEXT})
    with django_assert_num_queries(3):
        client.get(URL)


# --- Who may ----------------------------------------------------------------------------------------


def test_importing_is_for_conveners_and_staff(client: Client) -> None:
    assert client.get(URL)["Location"].endswith(f"?next={URL}")
    client.force_login(UserFactory.create())
    assert client.get(URL).status_code == 403
    assert client.post(URL, {"text": TEXT}).status_code == 403
    client.force_login(StaffFactory.create())
    assert client.get(URL).status_code == 200
    assert not ImportDraft.objects.exists()


def test_a_draft_is_found_by_its_uploader_only(client: Client, draft: ImportDraft) -> None:
    url = f"{URL}{draft.pk}/"
    client.force_login(StaffFactory.create())
    assert client.get(url).status_code == 404
    assert client.post(url, {"press": "create"}).status_code == 404
    client.logout()
    assert client.get(url).status_code == 302


def test_a_draft_of_someone_who_may_no_longer_convene_is_shut(
    client: Client, draft: ImportDraft
) -> None:
    User.objects.update(is_convener=False)
    assert client.get(f"{URL}{draft.pk}/").status_code == 403


# --- The texts this was made for ----------------------------------------------------------------------

SEEDS = Path(__file__).parents[3] / ".." / "shared" / "seeds"


@pytest.mark.parametrize(
    ("name", "shape"),
    [("000_", [3, 4, 4, 4]), ("002_", [5]), ("003_", [4])],
)
def test_a_real_text_shows_its_outline(
    client: Client, convener: User, name: str, shape: list[int]
) -> None:
    for path in SEEDS.glob(f"{name}*.txt"):
        response = client.post(URL, {"file": SimpleUploadedFile(path.name, path.read_bytes())})
        draft = ImportDraft.objects.get()
        sections = from_json(draft.outline).sections
        assert [len(each.principles) for each in sections if each.principles] == shape
        html = client.get(response["Location"]).content.decode()
        assert html.count('class="outline-item"') == sum(shape)
