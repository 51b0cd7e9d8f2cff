"""Which stores may be named, and what is refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from intent_lsp.configuration.load import load
from intent_lsp.errors import ConfigError
from intent_lsp.remote_store import create_shared
from intent_lsp.remote_store.address import Address, parse


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("/srv/team", Address(folder="/srv/team")),
        ("file:///srv/team", Address(folder="/srv/team")),
        ("s3://bucket/intent/", Address(url="s3://bucket/intent")),
        ("gs://bucket", Address(url="gs://bucket")),
        ("abfss://box@account/intent", Address(url="abfss://box@account/intent")),
        ("sftp://me@build.lan/srv/team", Address(url="sftp://me@build.lan/srv/team")),
        ("davs://files.lan/team/x", Address(url="webdav://team/x", options={"base_url": "https://files.lan/"})),
        ("dav://127.0.0.1:8080/team", Address(url="webdav://team", options={"base_url": "http://127.0.0.1:8080/"})),
    ],
)
def test_a_folder_and_what_fsspec_knows(text: str, address: Address) -> None:
    assert parse(text) == address


def test_the_home_folder() -> None:
    assert parse("~/team") == Address(folder=str(Path("~/team").expanduser()))


@pytest.mark.parametrize(
    "text",
    [
        "simplecache::s3://bucket", "s3://bucket::/etc", "zip://a.zip", "memory://x", "local:///etc", "reference://x",
        "filecache://x", "dir://x", "github://a:b@c/", "git://x", "s3://key:secret@bucket/x", "file://host/x", "team",
        "../team", "s3://", "s3:///x", "s3://bucket/x?y", "s3://bucket/a b", "", "s3://bucket\n",
    ],
)  # fmt: skip
def test_what_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigError, match=r"cache\.remote"):
        parse(text)
    if text:
        loaded = load(tmp_path, env={"INTENT_CACHE_REMOTE": f"x{text}x"[1:-1].replace("\n", "::")})
        assert (loaded.config.cache_remote, len(loaded.problems)) == ("", 1)


def test_only_the_user_names_a_store(tmp_path: Path) -> None:
    text = '{ "cache": { "remote": "s3://theirs/x", "patience": 600, "readOnly": true } }'
    loaded = load(tmp_path, env={}, text=text)
    assert (loaded.config.cache_remote, loaded.config.cache_patience) == ("", 0.1)
    assert loaded.config.cache_read_only, "which only takes away"
    assert [problem.message.partition(";")[0] for problem in loaded.problems] == [
        "cache.remote: a workspace cannot give this permission",
        "cache.patience: a workspace cannot give this permission",
    ]
    mine = load(tmp_path, env={"INTENT_CACHE_REMOTE": "s3://mine/x"}, text=text)
    assert mine.config.cache_remote == "s3://mine/x"


def test_offline_means_no_store(tmp_path: Path) -> None:
    env = {"INTENT_CACHE_REMOTE": str(tmp_path), "INTENT_OFFLINE": "1"}
    assert create_shared(load(tmp_path, env=env).config) is None
