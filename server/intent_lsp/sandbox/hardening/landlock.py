"""Landlock: every right over the file system, TCP and other processes that the kernel knows is given up.

Numbers and masks: ``linux/landlock.h``; the system call numbers are the same on every architecture.
"""

from __future__ import annotations

import ctypes
import os
import struct

from intent_lsp.sandbox.hardening import linux
from intent_lsp.sandbox.hardening.layer import Layer

_CREATE_RULESET, _RESTRICT_SELF = 444, 446
_VERSION_FLAG = 1
_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 5: 16}
"""Since ABI n so many bits of ``handled_access_fs`` exist (REFER came with 2, TRUNCATE with 3, IOCTL_DEV with 5)."""


def enter() -> Layer:
    """Restrict this thread and all it starts to no path at all. Needs ``no_new_privs``."""
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
            linux.syscall(_RESTRICT_SELF, ctypes.c_int(ruleset), ctypes.c_uint32(0))
        finally:
            os.close(ruleset)
    except OSError as error:
        return Layer("landlock", False, f"the kernel refuses it: {error.strerror}")
    denied = "no files" + (", no TCP" if network else "") + (", no signals to others" if scoped else "")
    return Layer("landlock", True, f"{denied} (ABI {abi})")
