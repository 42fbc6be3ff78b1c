"""Ask a health page of this machine, for a container's health check.

`python -I config/probe.py http://127.0.0.1:8000/health/live` ends with status 0 if it answers 200.
The request carries a name of ALLOWED_HOSTS, for any other is refused. Run by its path, isolated,
it loads nothing of the application.
"""

import os
import sys
import urllib.error
import urllib.request


def answers(url: str) -> bool:
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip().lstrip(".")
    request = urllib.request.Request(url, headers={"Host": host})  # noqa: S310  # from our Dockerfile
    try:
        with urllib.request.urlopen(request, timeout=4) as response:  # noqa: S310  # nosec B310
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


if __name__ == "__main__":
    sys.exit(0 if answers(sys.argv[1]) else 1)
