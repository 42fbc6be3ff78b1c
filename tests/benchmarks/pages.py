"""Pages and acts in this process, through Django's test client: processor time and queries."""

import gc
import tracemalloc
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from principles.states import Choice
from tests.benchmarks.figures import Figure, calibrate, cpu_of
from tests.benchmarks.seed import Seeded, Sized
from tests.factories.cache import empty_cache

_MARKS = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


def in_process(seeded: Seeded, times: int) -> Iterator[Figure]:
    """Every figure of one process, in the order of the targets."""
    yield _get("bare request, no database", client_of(None), reverse("health-live"), times)
    yield from _principle_pages(seeded, times)
    some = seeded.sized[min(size for size in seeded.sized if size >= 50)]
    largest = seeded.sized[max(seeded.sized)]
    yield _revalidated(some, times)
    for sized in (some, largest):
        url = reverse("api:comments", args=[sized.slug, 1])
        yield _get(
            f"comments JSON, 20 threads, of {sized.comments:,}",
            client_of(None),
            url,
            times,
            most=8,
            most_queries=6,
        )
    for who, user in (("anonymous", None), ("signed in", some.voters[0])):
        url = reverse("consultations:consultation-list")
        name = f"list of 25 (20 a page), {who}"
        yield _get(name, client_of(user), url, times, most=12, most_queries=8)
    yield _post_comment(some, times)
    for sized in (some, largest):
        yield _post_vote(sized, times)
    yield from _export(largest, seeded.owner)


def client_of(user: User | None) -> Client:
    client = Client(SERVER_NAME="localhost")
    if user is not None:
        client.force_login(user)
    return client


def principle_url(sized: Sized) -> str:
    return reverse("principles:principle-detail", args=[sized.slug, sized.principle.key])


def _principle_pages(seeded: Seeded, times: int) -> Iterator[Figure]:
    for who in ("signed in", "anonymous"):
        pages = []
        for sized in seeded.sized.values():
            client = client_of(sized.voters[0] if who == "signed in" else None)
            name = f"principle page, {who}, {sized.comments:,} comments, {sized.votes:,} votes"
            pages.append(_get(name, client, principle_url(sized), times, most=15, most_queries=10))
            yield pages[-1]
        some = seeded.sized[min(size for size in seeded.sized if size >= 50)]
        client = client_of(some.voters[0] if who == "signed in" else None)
        name = f"  the same, {some.comments:,} comments, first since an act"
        yield _get(name, client, principle_url(some), times, before=empty_cache)
        for first, shown in ((0, "fewer comments shown"), (1, "as many comments shown")):
            # Each time against its own calibration: the machine may have changed meanwhile.
            ratio = (pages[-1].ratio or 0) / (pages[first].ratio or 1)
            sizes = list(seeded.sized)
            yield Figure(
                f"  {sizes[-1]:,} against {sizes[first]:,} comments, {who}",
                ratio,
                pages[-1].calibration,
                unit="x",
                most=1.3,
                note=shown,
            )


def _get(
    name: str,
    client: Client,
    url: str,
    times: int,
    before: Callable[[], None] | None = None,
    **targets: Any,
) -> Figure:
    def get() -> Any:
        if before:
            before()
        response = client.get(url)
        if response.status_code != 200:
            raise SystemExit(f"{url} answers {response.status_code}.")
        return response

    cpu, loop = cpu_of(get, times)
    with CaptureQueriesContext(connection) as captured:
        response = get()
    return Figure(name, cpu, loop, size=len(response.content), **_queries(captured), **targets)


def statements(captured: CaptureQueriesContext) -> int:
    """How many, without those that only open and end transactions."""
    return sum(not query["sql"].startswith(_MARKS) for query in captured.captured_queries)


def _queries(captured: CaptureQueriesContext) -> dict[str, Any]:
    queries = statements(captured)
    return {"queries": queries, "marks": len(captured) - queries}


def _revalidated(sized: Sized, times: int) -> Figure:
    client, url = client_of(None), principle_url(sized)
    etag = client.get(url).headers["ETag"]

    def again() -> Any:
        response = client.get(url, headers={"if-none-match": etag})
        if response.status_code != 304:
            raise SystemExit(f"{url} with its ETag answers {response.status_code}.")
        return response

    cpu, loop = cpu_of(again, times)
    with CaptureQueriesContext(connection) as captured:
        response = again()
    name = "principle page, anonymous, revalidated (304)"
    return Figure(name, cpu, loop, most=2, size=len(response.content), **_queries(captured))


def comment_data(number: int) -> dict[str, str]:
    """What the form sends; no two are the same, for the second would be the first."""
    return {
        "body": f"We could keep to this *only* with a year to prepare. ({number})\n\nWho checks?",
        "stance": "concern",
        "type": "general",
    }


def vote_data(sized: Sized, number: int) -> dict[str, str]:
    """Another choice each time: the same vote again would write nothing."""
    choice = Choice.SUPPORT if number % 2 else Choice.OPPOSE
    return {"choice": choice.value, "text_hash": sized.text.hash, "reason": ""}


def _post_comment(sized: Sized, times: int) -> Figure:
    url = reverse("principles:comment-list", args=[sized.slug, sized.principle.key])
    figure = _post(url, sized.voters[1], comment_data, times)
    return Figure("POST comment", most=8, most_queries=8, **figure)


def _post_vote(sized: Sized, times: int) -> Figure:
    url = reverse("principles:vote-cast", args=[sized.slug, sized.principle.key])
    figure = _post(url, sized.voters[1], lambda number: vote_data(sized, number), times)
    name = f"POST vote, with record, {sized.votes:,} votes there"
    return Figure(name, most=6, most_queries=7, **figure)


def _post(
    url: str, user: User, data: Callable[[int], dict[str, str]], times: int
) -> dict[str, Any]:
    client, numbers = client_of(user), count()

    def post() -> None:
        response = client.post(url, data(next(numbers)))
        if response.status_code != 302:
            raise SystemExit(f"POST {url} answers {response.status_code}.")

    cpu, loop = cpu_of(post, times)
    with CaptureQueriesContext(connection) as captured:
        post()
    return {"value": cpu, "calibration": loop, **_queries(captured)}


def _export(sized: Sized, owner: User) -> Iterator[Figure]:
    url = reverse("consultations:report-comments", args=[sized.slug, sized.report.number])
    client = client_of(owner)

    def export() -> int:
        response: Any = client.get(url)
        if not response.streaming:
            raise SystemExit(f"{url} is not streamed.")
        return sum(len(part) for part in response)

    cpu, loop = cpu_of(export, 3)
    with CaptureQueriesContext(connection) as captured:
        size = export()
    name = f"CSV of {sized.comments:,} comments, streamed"
    yield Figure(name, cpu, loop, most=300, most_queries=10, size=size, **_queries(captured))
    gc.collect()
    tracemalloc.start()
    export()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    yield Figure("  its peak memory (Python's)", peak / 2**20, calibrate(), unit="MB", most=150)
