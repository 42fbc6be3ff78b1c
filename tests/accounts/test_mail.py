from html.parser import HTMLParser
from pathlib import Path
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from typing import Any

import pytest
from django.core import mail as django_mail
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from pytest_django import Settings

from accounts import mail
from accounts.jobs.sweeper import MAX_ATTEMPTS
from accounts.models import Job, JobStatus
from accounts.tasks import send_mail
from accounts.verdicts import Refused

TEMPLATE = "test_mail/notice"
XSS = '<script>alert(1)</script><img src=x onerror="alert(2)">'


@pytest.fixture(autouse=True)
def _templates(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "test_mail"
    folder.mkdir()
    (folder / "notice_subject.txt").write_text("{% load i18n %}\nAbout {{ title }}\n")
    (folder / "notice_message.txt").write_text(
        "{% load i18n %}Dear {{ name }},\n\n{{ words }}\n\n{{ link }}\n\nABCD-EFGH\n\n"
        '{% translate "Arabic" %}\n'
    )
    [engine] = settings.TEMPLATES
    settings.TEMPLATES = [{**engine, "DIRS": [*engine["DIRS"], tmp_path]}]


def _send(**options: Any) -> Job:
    context = {
        "title": "the text",
        "name": "Ana & Bo",
        "words": "Line one\nline two",
        "link": "https://polylogue.example/a?b=1&c=2",
    } | options.pop("context", {})
    with transaction.atomic():
        mail.send(to="ana@example.org", template=TEMPLATE, context=context, **options)
    return Job.objects.latest("pk")


def _sent(job: Job) -> Any:
    send_mail(job.pk)
    [message] = django_mail.outbox
    return message


class _Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


@pytest.mark.django_db
def test_mail_is_rendered_now_and_sent_by_a_job() -> None:
    job = _send()
    assert django_mail.outbox == []
    message = _sent(job)
    assert (message.to, message.subject) == (["ana@example.org"], "About the text")
    assert message.body == (
        "Dear Ana & Bo,\n\nLine one\nline two\n\nhttps://polylogue.example/a?b=1&c=2\n\n"
        "ABCD-EFGH\n\nArabic"
    )
    assert message.extra_headers == {"Auto-Submitted": "auto-generated"}


@pytest.mark.django_db
def test_outbox_forgets_the_mail_once_it_is_out() -> None:
    job = _send()
    _sent(job)
    job.refresh_from_db()
    assert (job.status, job.arguments) == (JobStatus.DONE, {})


@pytest.mark.django_db
def test_task_delivered_three_times_sends_one_mail() -> None:
    """Abuse case 62."""
    job = _send()
    for _time in range(3):
        send_mail(job.pk)
    assert len(django_mail.outbox) == 1


@pytest.mark.django_db
def test_html_alternative_escapes_what_people_wrote() -> None:
    """Abuse cases 30 and 39."""
    message = _sent(_send(context={"name": XSS, "words": XSS, "title": XSS}))
    [alternative] = message.alternatives
    assert alternative.mimetype == "text/html"
    tags = [tag for tag, _attributes in _Tags(str(alternative.content)).tags]
    assert [tag for tag in tags if tag in {"script", "img", "iframe", "style"}] == []
    assert "&lt;script&gt;" in str(alternative.content)


@pytest.mark.django_db
def test_html_alternative_has_language_direction_inline_style_link_and_code() -> None:
    message = _sent(_send(language="ar"))
    tags = _Tags(str(message.alternatives[0].content)).tags
    assert dict(tags)["html"] == {"lang": "ar", "dir": "rtl"}
    links = [attributes["href"] for tag, attributes in tags if tag == "a"]
    assert links == ["https://polylogue.example/a?b=1&c=2", "http://localhost:8000"]
    assert "style" in dict(tags)["body"]
    codes = [a for tag, a in tags if tag == "p" and "monospace" in str(a.get("style"))]
    assert len(codes) == 1


@pytest.mark.django_db
def test_mail_speaks_the_readers_language() -> None:
    assert "العربية" in str(_send(language="ar").arguments["text"])


@pytest.mark.django_db
def test_optional_mail_can_be_ended_with_one_click() -> None:
    message = _sent(_send(unsubscribe_url="https://polylogue.example/u/1"))
    assert message.extra_headers == {
        "Auto-Submitted": "auto-generated",
        "List-Unsubscribe": "<https://polylogue.example/u/1>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    hrefs = [a.get("href") for _tag, a in _Tags(str(message.alternatives[0].content)).tags]
    assert "https://polylogue.example/u/1" in hrefs


@pytest.mark.django_db
@pytest.mark.parametrize("title", ["a\nBcc: all@example.org", "a\r\nb", "a\rb", "a\u2028b"])
def test_subject_of_several_lines_is_refused(title: str) -> None:
    """Abuse case 38."""
    with pytest.raises(Refused) as refused:
        _send(context={"title": title})
    assert (refused.value.code, Job.objects.count()) == ("invalid-subject", 0)


def _failing(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def refuse(self: EmailMultiAlternatives) -> int:
        raise error

    monkeypatch.setattr(EmailMultiAlternatives, "send", refuse)


@pytest.mark.django_db
def test_mail_that_is_refused_is_tried_again_a_few_times_and_then_forgotten(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Abuse case 70."""
    _failing(monkeypatch, SMTPRecipientsRefused({"ana@example.org": (550, b"no such user")}))
    job = _send()
    seen = []
    for _time in range(MAX_ATTEMPTS + 2):
        send_mail(job.pk)
        job.refresh_from_db()
        seen.append((job.status, bool(job.arguments)))
    waiting = [(JobStatus.WAITING, True)] * (MAX_ATTEMPTS - 1)
    assert seen == [*waiting, *[(JobStatus.FAILED, False)] * 3]
    assert job.error == "NotSent: SMTPRecipientsRefused"


@pytest.mark.django_db
def test_error_kept_with_the_job_tells_the_servers_code_and_no_address(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _failing(monkeypatch, SMTPResponseException(451, b"later, ana@example.org"))
    job = _send()
    send_mail(job.pk)
    job.refresh_from_db()
    assert job.error == "NotSent: SMTPResponseException 451"


@pytest.mark.django_db
def test_mail_server_that_cannot_be_reached_leaves_the_mail_waiting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _failing(monkeypatch, ConnectionRefusedError("nobody listens"))
    job = _send()
    send_mail(job.pk)
    job.refresh_from_db()
    assert (job.status, job.error) == (
        JobStatus.WAITING,
        "ConnectionRefusedError: nobody listens",
    )


@pytest.mark.django_db
def test_mail_to_an_address_can_be_dropped() -> None:
    _send()
    mail.forget_mail_to(["else@example.org"])
    assert Job.objects.count() == 1
    mail.forget_mail_to(["ana@example.org", "else@example.org"])
    assert Job.objects.count() == 0


def test_address_is_the_sites_own() -> None:
    assert mail.absolute_url("/me/") == "http://localhost:8000/me/"
