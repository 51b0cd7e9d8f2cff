"""A real S3 server (moto on cheroot), on a loopback port, with one bucket: ``team``."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.support.wsgi_server import Served, served

_SETTINGS = {
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
}
"""What AWS's libraries are told by the environment, as a user tells them."""


class S3(Served):
    """What it was asked, and whether it takes anything more."""

    client: Any
    """boto3's, which looks behind the back of the program."""
    url = "s3://team/intent"

    def read(self, name: str) -> bytes | None:
        """An entry as it lies in the bucket."""
        try:
            found: bytes = self.client.get_object(Bucket="team", Key=f"intent/{name}")["Body"].read()
        except self.client.exceptions.NoSuchKey:
            return None
        return found

    def write(self, name: str, data: bytes) -> None:
        """Put an entry into the bucket."""
        self.client.put_object(Bucket="team", Key=f"intent/{name}", Body=data)

    def names(self) -> list[str]:
        """All that lies in the bucket."""
        return [one["Key"] for one in self.client.list_objects_v2(Bucket="team").get("Contents", ())]


def lead_to(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have AWS's libraries talk to this server, as the environment tells them."""
    from s3fs import S3FileSystem

    S3FileSystem.clear_instance_cache()  # it keeps those for other servers
    for name, value in {**_SETTINGS, "AWS_ENDPOINT_URL": endpoint}.items():
        monkeypatch.setenv(name, value)


@contextmanager
def s3() -> Iterator[S3]:
    """Serve until the block is left; meanwhile the environment leads AWS's libraries there."""
    import boto3  # large: only where it is needed
    from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

    it, app = S3(), DomainDispatcherApplication(create_backend_app)
    with served(app, it), pytest.MonkeyPatch.context() as monkeypatch:
        lead_to(f"http://127.0.0.1:{it.port}", monkeypatch)
        it.client = boto3.client("s3")
        it.client.create_bucket(Bucket="team")
        try:
            yield it
        finally:
            it.full = False
            for one in it.names():  # moto keeps them for the whole process
                it.client.delete_object(Bucket="team", Key=one)
            it.client.close()
