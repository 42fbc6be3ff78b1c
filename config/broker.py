"""The embedded broker, `filesystem://`: kombu's, made safe for several processes.

Kombu creates a message's file before it writes it, and reads tables that are being written; the
worker that meets an empty file dies of it. Here a file gets its name when it is whole, and the
tables are read and written under a lock.
"""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty
from typing import Any
from uuid import uuid4

from kombu.exceptions import ChannelError
from kombu.transport import filesystem
from kombu.utils.json import dumps, loads


class Channel(filesystem.Channel):
    # kombu's two classes above this one disagree on the signature.
    def _put(self, queue: str, payload: dict[str, Any], **_: Any) -> None:  # type: ignore[override]
        folder = Path(self.data_folder_out)
        name = f"{time.time_ns()}_{uuid4()}.{queue}.msg"
        partial = folder / f".{name}"
        try:
            partial.write_text(dumps(payload), encoding="utf-8")
            partial.rename(folder / name)
        except OSError as error:
            raise ChannelError(f"Cannot write the message {name}: {error}") from error

    def _get(self, queue: str, timeout: float | None = None) -> Any:  # noqa: ARG002  # kombu's
        folder = Path(self.data_folder_in)
        for path in sorted(folder.glob(f"[!.]*.{queue}.msg")):
            taken = folder / f".taken_{path.name}"
            try:
                path.rename(taken)
            except FileNotFoundError:  # another worker was quicker
                continue
            text = taken.read_text(encoding="utf-8")
            taken.unlink()
            return loads(text)
        raise Empty

    def get_table(self, exchange: str) -> list[Any]:
        with self._tables_locked():
            table: list[Any] = super().get_table(exchange)
        return table

    def _queue_bind(self, exchange: str, *args: Any) -> None:
        with self._tables_locked():
            super()._queue_bind(exchange, *args)

    def _delete(self, queue: str, exchange: str, *args: Any, **kwargs: Any) -> None:
        with self._tables_locked():
            super()._delete(queue, exchange, *args, **kwargs)

    @contextmanager
    def _tables_locked(self) -> Iterator[None]:
        with (self.control_folder / "lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)  # closing the file unlocks it
            yield


class Transport(filesystem.Transport):
    Channel = Channel
