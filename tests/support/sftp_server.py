"""A real SFTP server (paramiko's) over a folder, on a loopback port, with one user and a key of its own."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import paramiko
import pytest
from paramiko.sftp import SFTP_FAILURE, SFTP_OK, SFTP_OP_UNSUPPORTED, SFTP_PERMISSION_DENIED

from tests.support.fsspec_settings import tell_fsspec

USER, PASSWORD = "me", "secret"


class Sftp:
    """What it was asked, and whether it takes anything more."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.full = False
        """Whether nothing can be written, as on a disk that is full."""
        self.read_only = False
        self.renames = True
        """Whether it knows OpenSSH's extension by which a file takes the place of another one."""
        self.requests: list[tuple[str, str]] = []
        """What was to be opened, and ``PUT`` or ``GET``."""
        self.port = 0
        self.transports: list[paramiko.Transport] = []

    @property
    def url(self) -> str:
        return f"sftp://{USER}@127.0.0.1:{self.port}/team"

    def puts(self) -> list[str]:
        """What was to be written."""
        return [path for verb, path in self.requests if verb == "PUT"]

    def drop(self) -> None:
        """Close every connection, as a server does that was idle or is restarted."""
        for transport in self.transports:
            transport.close()
        self.transports.clear()


class _Users(paramiko.ServerInterface):  # type: ignore[misc]
    """One user with a password."""

    def get_allowed_auths(self, username: str) -> str:
        return "password"

    def check_auth_password(self, username: str, password: str) -> Any:
        good = (username, password) == (USER, PASSWORD)
        return paramiko.AUTH_SUCCESSFUL if good else paramiko.AUTH_FAILED

    def check_channel_request(self, kind: str, chanid: int) -> Any:
        return paramiko.OPEN_SUCCEEDED


class _Files(paramiko.SFTPServerInterface):  # type: ignore[misc]
    """The files of the folder; nothing outside of it has a name here."""

    def __init__(self, server: _Users, it: Sftp) -> None:
        super().__init__(server)
        self._it = it

    def stat(self, path: str) -> Any:
        try:
            return paramiko.SFTPAttributes.from_stat(self._place(path).stat())
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno or 0)

    lstat = stat

    def list_folder(self, path: str) -> Any:
        try:
            return [paramiko.SFTPAttributes.from_stat(one.stat(), one.name) for one in self._place(path).iterdir()]
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno or 0)

    def mkdir(self, path: str, attr: object) -> Any:
        return self._changed(lambda: self._place(path).mkdir())

    def remove(self, path: str) -> Any:
        return self._changed(lambda: self._place(path).unlink())

    def posix_rename(self, oldpath: str, newpath: str) -> Any:
        if not self._it.renames:
            return SFTP_OP_UNSUPPORTED
        return self._changed(lambda: self._place(oldpath).replace(self._place(newpath)))

    def _changed(self, work: Callable[[], object]) -> Any:
        if self._it.read_only:
            return SFTP_PERMISSION_DENIED
        try:
            work()
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno or 0)
        return SFTP_OK

    def open(self, path: str, flags: int, attr: object) -> Any:
        writes = bool(flags & (os.O_WRONLY | os.O_RDWR))
        self._it.requests.append(("PUT" if writes else "GET", path))
        if writes and self._it.read_only:
            return SFTP_PERMISSION_DENIED
        try:
            file = os.fdopen(os.open(self._place(path), flags, 0o600), "wb" if writes else "rb")
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno or 0)
        handle = _Handle(flags)
        handle.it, handle.readfile, handle.writefile = self._it, file, file
        return handle

    def _place(self, path: str) -> Path:
        return self._it.folder / os.path.normpath(f"/{path}").lstrip("/")


class _Handle(paramiko.SFTPHandle):  # type: ignore[misc]
    """An open file."""

    it: Sftp
    readfile: Any
    writefile: Any

    def stat(self) -> Any:
        return paramiko.SFTPAttributes.from_stat(os.fstat(self.readfile.fileno()))

    def write(self, offset: int, data: bytes) -> Any:
        return SFTP_FAILURE if self.it.full else super().write(offset, data)


def settings(password: str) -> dict[str, Any]:
    """What fsspec is told, as ``FSSPEC_SFTP`` sets it."""
    return {"password": password, "look_for_keys": False, "allow_agent": False}


@contextmanager
def sftp(folder: Path) -> Iterator[Sftp]:
    """Serve until the block is left; meanwhile the environment tells fsspec the password, and nobody's home is looked
    into: neither for keys, nor for an agent, nor for hosts that are known."""
    it, key = Sftp(folder), paramiko.ECDSAKey.generate()
    with socket.create_server(("127.0.0.1", 0)) as listening, pytest.MonkeyPatch.context() as monkeypatch:
        it.port = listening.getsockname()[1]
        tell_fsspec(monkeypatch, "sftp", settings(PASSWORD))
        monkeypatch.setenv("HOME", str(folder))
        serving = threading.Thread(target=_serve, args=(listening, key, it))
        serving.start()
        try:
            yield it
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            serving.join()
            it.drop()


def _serve(listening: socket.socket, key: paramiko.PKey, it: Sftp) -> None:
    with suppress(OSError):  # it was shut down
        while True:
            connection, _ = listening.accept()
            transport = paramiko.Transport(connection)
            it.transports.append(transport)
            transport.add_server_key(key)
            transport.set_subsystem_handler("sftp", paramiko.SFTPServer, _Files, it)
            with suppress(paramiko.SSHException, EOFError):  # it went away at once
                transport.start_server(server=_Users(), event=threading.Event())
