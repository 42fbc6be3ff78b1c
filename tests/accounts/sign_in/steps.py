"""Steps of a sign-in that several tests take."""

import json
import re
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.mail import TASK
from accounts.models import Job, JobStatus
from accounts.tasks import send_mail
from tests.factories.accounts import PASSWORD

_CODE = re.compile(r"^[A-Z]{4}-[A-Z]{4}$", re.MULTILINE)


def waiting_mail(to: str) -> Job:
    """The newest mail in the outbox to this address."""
    job = Job.objects.filter(task=TASK, arguments__to=to).order_by("-pk").first()
    assert job is not None, f"no mail waits for {to}"
    return job


def mailed_code(to: str) -> str:
    """The code in the newest mail to this address: a line of its own."""
    codes = _CODE.findall(str(waiting_mail(to).arguments["text"]))
    assert len(codes) == 1
    return str(codes[0])


def deliver_mail() -> None:
    """Run the mail jobs that wait."""
    for job in Job.objects.filter(task=TASK, status=JobStatus.WAITING):
        send_mail(job.pk)


def confirm_password(client: Client, password: str = PASSWORD) -> None:
    """What allauth asks before a sensitive act."""
    response = client.post(reverse("account_reauthenticate"), {"password": password})
    assert response.status_code == 302, response.content


def sign_up(client: Client, email: str, **fields: str) -> HttpResponse:
    """Fill in the form and enter the code that was mailed; the answer to the code."""
    data = {"name": "Amina Diallo", "email": email, **fields}
    response: Any = client.post(reverse("account_signup"), data)
    assert response.status_code == 302, response.content.decode()
    answer: Any = client.post(response["Location"], {"code": mailed_code(email)})
    return answer  # type: ignore[no-any-return]


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def passkey_options(response: Any) -> dict[str, Any]:
    """What the page hands to js/webauthn.js."""
    found = re.search(
        r'<script id="passkey-options" type="application/json">(.*?)</script>',
        response.content.decode(),
        re.DOTALL,
    )
    assert found is not None
    options: dict[str, Any] = json.loads(found[1])
    return options
