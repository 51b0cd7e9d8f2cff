"""A seccomp filter for all threads: an allowlist, reading from the request pipe, writing to the result pipe.

What is not allowed fails with EPERM; executable mappings fail with EACCES. The program is classic BPF over
``struct seccomp_data`` (``linux/seccomp.h``): ``nr`` at 0, ``arch`` at 4, the low word of argument n at 16 + 8n.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct
import sys

from intent_lsp.sandbox.hardening import linux
from intent_lsp.sandbox.hardening.layer import Layer
from intent_lsp.sandbox.hardening.syscalls import Architecture, architecture

_SET_MODE_FILTER, _TSYNC = 1, 1
_LOAD, _EQUAL, _AT_LEAST, _HAS_BITS, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06  # BPF_LD|W|ABS, JMP|JEQ|K, JGE, JSET, RET|K
_KILL, _ALLOW, _ERRNO = 0x8000_0000, 0x7FFF_0000, 0x0005_0000
_X32 = 0x4000_0000
_PROT_EXEC = 4
_INSPECTED = {"read", "write", "mmap", "mprotect"}


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def enter() -> Layer:
    """Install the filter on every thread of the process. Needs ``no_new_privs``."""
    found = architecture(platform.machine())
    if found is None or sys.byteorder != "little":
        return Layer("seccomp", False, f"there is no table of system calls for {platform.machine()}")
    code = program(found)
    buffer = ctypes.create_string_buffer(code, len(code))
    given = _Program(len(code) // 8, ctypes.cast(buffer, ctypes.c_void_p))
    try:
        thread = linux.syscall(
            found.numbers["seccomp"], ctypes.c_ulong(_SET_MODE_FILTER), ctypes.c_ulong(_TSYNC), ctypes.byref(given)
        )
    except OSError as error:
        return Layer("seccomp", False, f"the kernel refuses it: {error.strerror}")
    if thread:
        return Layer("seccomp", False, f"thread {thread} could not be put under the filter")
    return Layer("seccomp", True, f"no open, socket, fork, exec or executable memory ({found.name}, all threads)")


def program(found: Architecture) -> bytes:
    """The filter's instructions."""
    out = [
        _step(_LOAD, 4),
        _step(_EQUAL, found.audit, 1, 0),
        _step(_RETURN, _KILL),
        _step(_LOAD, 0),
        _step(_AT_LEAST, _X32, 0, 1),
        _step(_RETURN, _KILL),
    ]
    for name in ("mmap", "mprotect"):
        deny = _step(_RETURN, _ERRNO | errno.EACCES)
        out += _inspect(found.numbers[name], 2, [_step(_HAS_BITS, _PROT_EXEC, 0, 1), deny, _step(_RETURN, _ALLOW)])
    for name, descriptors in (("read", (0,)), ("write", (1, 2))):
        checks = [step for fd in descriptors for step in (_step(_EQUAL, fd, 0, 1), _step(_RETURN, _ALLOW))]
        out += _inspect(found.numbers[name], 0, [*checks, _step(_RETURN, _ERRNO | errno.EPERM)])
    for name, number in found.numbers.items():
        if name not in _INSPECTED and name != "seccomp":
            out += [_step(_EQUAL, number, 0, 1), _step(_RETURN, _ALLOW)]
    return b"".join([*out, _step(_RETURN, _ERRNO | errno.EPERM)])


def _inspect(number: int, argument: int, body: list[bytes]) -> list[bytes]:
    """``body`` for system call ``number``, with the low word of one argument loaded. It must return on every path."""
    return [_step(_EQUAL, number, 0, len(body) + 1), _step(_LOAD, 16 + 8 * argument), *body]


def _step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, if_true, if_false, value)
