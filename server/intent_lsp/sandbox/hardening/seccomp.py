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
_LOAD, EQUAL, _AT_LEAST, HAS_BITS, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06  # BPF_LD|W|ABS, JMP|JEQ|K, JGE, JSET, RET|K
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
    return install(
        program(found), found, f"no open, socket, fork, exec or executable memory ({found.name}, all threads)"
    )


def install(code: bytes, found: Architecture, detail: str) -> Layer:
    """Put every thread of the process under a filter; the layer says ``detail`` when that worked."""
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
    return Layer("seccomp", True, detail)


def program(found: Architecture) -> bytes:
    """The filter's instructions."""
    out = prologue(found)
    for name in ("mmap", "mprotect"):
        deny = fail_with(errno.EACCES)
        out += inspect(found.numbers[name], 2, [instruction(HAS_BITS, _PROT_EXEC, 0, 1), deny, ALLOW])
    for name, descriptors in (("read", (0,)), ("write", (1, 2))):
        checks = [part for fd in descriptors for part in (instruction(EQUAL, fd, 0, 1), ALLOW)]
        out += inspect(found.numbers[name], 0, [*checks, fail_with(errno.EPERM)])
    for name, number in found.numbers.items():
        if name not in _INSPECTED and name != "seccomp":
            out += [instruction(EQUAL, number, 0, 1), ALLOW]
    return b"".join([*out, fail_with(errno.EPERM)])


def prologue(found: Architecture) -> list[bytes]:
    """Kills what comes through another architecture's door, and leaves the number of the call loaded."""
    return [
        instruction(_LOAD, 4),
        instruction(EQUAL, found.audit, 1, 0),
        instruction(_RETURN, _KILL),
        instruction(_LOAD, 0),
        instruction(_AT_LEAST, _X32, 0, 1),
        instruction(_RETURN, _KILL),
    ]


def inspect(number: int, argument: int, body: list[bytes]) -> list[bytes]:
    """``body`` for system call ``number``, with the low word of one argument loaded. It must return on every path."""
    return [instruction(EQUAL, number, 0, len(body) + 1), load(argument), *body]


def load(argument: int) -> bytes:
    """The instruction that loads the low word of one argument."""
    return instruction(_LOAD, 16 + 8 * argument)


def instruction(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    """One instruction; the jumps count instructions to pass over."""
    return struct.pack("=HBBI", code, if_true, if_false, value)


def fail_with(code: int) -> bytes:
    """The instruction that makes the call fail with an ``errno``."""
    return instruction(_RETURN, _ERRNO | code)


ALLOW = instruction(_RETURN, _ALLOW)
"""The instruction that lets the call through."""
