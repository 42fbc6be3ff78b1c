"""The embedded broker: a message is delivered whole, and to one reader."""

from collections.abc import Iterator
from pathlib import Path
from queue import Empty

import pytest
from kombu import Connection, Queue
from kombu.exceptions import ChannelError
from kombu.simple import SimpleQueue

from config.broker import Channel, Transport


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    for name in ("queue", "control"):
        (tmp_path / name).mkdir()
    options = {
        "data_folder_in": str(tmp_path / "queue"),
        "data_folder_out": str(tmp_path / "queue"),
        "control_folder": str(tmp_path / "control"),
    }
    with Connection("filesystem://", transport_options=options) as connection:
        yield connection


def channel_of(connection: Connection) -> Channel:
    channel = connection.default_channel
    assert isinstance(channel, Channel)
    return channel


def test_our_transport_stands_behind_the_address(connection: Connection) -> None:
    assert isinstance(connection.transport, Transport)


def test_messages_arrive_in_order(connection: Connection) -> None:
    queue = SimpleQueue(channel_of(connection), "work")
    for number in range(3):
        queue.put({"number": number})
    assert [queue.get(timeout=1).payload["number"] for _ in range(3)] == [0, 1, 2]
    with pytest.raises(Empty):
        queue.get_nowait()
    queue.close()


def test_message_half_written_is_not_delivered(connection: Connection, tmp_path: Path) -> None:
    (tmp_path / "queue" / ".17_half.work.msg").write_text('{"bo')
    with pytest.raises(Empty):
        channel_of(connection)._get("work")


def test_message_of_another_queue_is_not_delivered(connection: Connection) -> None:
    channel_of(connection)._put("other", {})
    with pytest.raises(Empty):
        channel_of(connection)._get("work")


def test_message_another_worker_took_is_passed_over(
    connection: Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel = channel_of(connection)
    for body in ("first", "second"):
        channel._put("work", {"body": body})
    first = min((tmp_path / "queue").iterdir())
    rename = Path.rename

    def lose_the_first(path: Path, target: Path) -> Path:
        if path == first:
            first.unlink()
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", lose_the_first)
    assert channel._get("work") == {"body": "second"}


def test_message_is_gone_once_taken(connection: Connection, tmp_path: Path) -> None:
    channel_of(connection)._put("work", {})
    channel_of(connection)._get("work")
    assert list((tmp_path / "queue").iterdir()) == []


def test_full_or_missing_disk_is_an_error_the_relay_knows(
    connection: Connection, tmp_path: Path
) -> None:
    channel = channel_of(connection)
    (tmp_path / "queue").rmdir()
    with pytest.raises(ChannelError):
        channel._put("work", {})


def test_queue_that_is_deleted_is_no_longer_in_the_table(connection: Connection) -> None:
    channel = channel_of(connection)
    queue = Queue("work", exchange="letters", routing_key="work")(channel)
    queue.declare()
    assert [row.queue for row in channel.get_table("letters")] == ["work"]
    queue.delete()
    assert channel.get_table("letters") == []
