"""A claim is kept fresh while its job runs, and no longer."""

import time

import pytest
from django.db import DatabaseError

from accounts.jobs import lease


class Claim:
    """Stands for the running row; the first `failures` renewals fail."""

    def __init__(self, failures: int = 0) -> None:
        self.failures = failures
        self.renewals = 0

    def update(self, **fields: object) -> int:
        assert set(fields) == {"renewed_at"}
        self.renewals += 1
        if self.renewals <= self.failures:
            raise DatabaseError("database is locked")
        return 1


@pytest.mark.parametrize("failures", [0, 2])
def test_lease_is_renewed_while_the_job_runs(
    monkeypatch: pytest.MonkeyPatch, failures: int
) -> None:
    monkeypatch.setattr(lease, "RENEW_SECONDS", 0.001)
    claim = Claim(failures)
    with lease.renewed_lease(claim):  # type: ignore[arg-type]
        ends = time.monotonic() + 5
        while claim.renewals < 4 and time.monotonic() < ends:
            time.sleep(0.005)
    renewals = claim.renewals
    assert renewals >= 4
    time.sleep(0.02)
    assert claim.renewals == renewals


def test_lease_outlives_several_renewals() -> None:
    assert lease.LEASE.total_seconds() >= 3 * lease.RENEW_SECONDS
