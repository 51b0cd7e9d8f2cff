"""Landlock: every right over the file system, TCP and other processes that the kernel knows is given up.

A foreign interpreter keeps the right to read its own library, and to be executed.

Numbers and masks: ``linux/landlock.h``; the system call numbers are the same on every architecture.
"""

from __future__ import annotations

import ctypes
import os
import stat
import struct
from collections.abc import Iterable
from pathlib import Path

from intent_lsp.sandbox.hardening import linux
from intent_lsp.sandbox.hardening.layer import Layer

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_PATH_BENEATH = 1
_EXECUTE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 2, 1 << 3
_VERSION_FLAG = 1
_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 5: 16}
"""Since ABI n so many bits of ``handled_access_fs`` exist (REFER came with 2, TRUNCATE with 3, IOCTL_DEV with 5)."""


def enter(readable: Iterable[Path] = (), executable: Iterable[Path] = ()) -> Layer:
    """Restrict this thread and all it starts to reading ``readable``, by default to no path at all.

    ``executable`` may be read and executed besides. Needs ``no_new_privs``.
    """
    try:
        abi = linux.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(_VERSION_FLAG))
    except OSError as error:
        return Layer("landlock", False, f"the kernel does not offer it: {error.strerror}")
    bits = max(count for since, count in _FILE_RIGHTS.items() if since <= abi)
    network = 0b11 if abi >= 4 else 0  # bind and connect over TCP
    scoped = 0b11 if abi >= 6 else 0  # abstract unix sockets, signals
    attributes = struct.pack("=QQQ", (1 << bits) - 1, network, scoped)[: 24 if abi >= 6 else 16 if abi >= 4 else 8]
    try:
        ruleset = linux.syscall(
            _CREATE_RULESET,
            ctypes.create_string_buffer(attributes, len(attributes)),
            ctypes.c_size_t(len(attributes)),
            ctypes.c_uint32(0),
        )
        try:
            for path in readable:
                _allow(ruleset, path, _READ_FILE | _READ_DIR)
            for path in executable:
                _allow(ruleset, path, _READ_FILE | _READ_DIR | _EXECUTE)
            linux.syscall(_RESTRICT_SELF, ctypes.c_int(ruleset), ctypes.c_uint32(0))
        finally:
            os.close(ruleset)
    except OSError as error:
        return Layer("landlock", False, f"the kernel refuses it: {error.strerror}")
    denied = (
        ("only its own library" if executable else "no files")
        + (", no TCP" if network else "")
        + (", no signals to others" if scoped else "")
    )
    return Layer("landlock", True, f"{denied} (ABI {abi})")


def _allow(ruleset: int, path: Path, rights: int) -> None:
    """Add a rule; a path that does not exist needs none."""
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not stat.S_ISDIR(os.fstat(descriptor).st_mode):
            rights &= ~_READ_DIR
        rule = ctypes.create_string_buffer(struct.pack("=Qi", rights, descriptor))
        linux.syscall(_ADD_RULE, ctypes.c_int(ruleset), ctypes.c_int(_PATH_BENEATH), rule, ctypes.c_uint32(0))
    finally:
        os.close(descriptor)
