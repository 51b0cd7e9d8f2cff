"""System calls that a warm worker makes, by number, for the two architectures that are supported.

Sources: ``arch/x86/entry/syscalls/syscall_64.tbl`` and ``include/uapi/asm-generic/unistd.h`` of Linux.
"""

from __future__ import annotations

from dataclasses import dataclass

AUDIT_X86_64, AUDIT_AARCH64 = 0xC000003E, 0xC00000B7

_NUMBERS: dict[str, tuple[int, int]] = {
    # name: x86-64, aarch64
    "read": (0, 63),
    "write": (1, 64),
    "close": (3, 57),
    "fstat": (5, 80),
    "lseek": (8, 62),
    "mmap": (9, 222),
    "mprotect": (10, 226),
    "munmap": (11, 215),
    "brk": (12, 214),
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "sched_yield": (24, 124),
    "mremap": (25, 216),
    "madvise": (28, 233),
    "nanosleep": (35, 101),
    "setitimer": (38, 103),
    "getpid": (39, 172),
    "exit": (60, 93),
    "gettimeofday": (96, 169),
    "getrusage": (98, 165),
    "sysinfo": (99, 179),
    "rt_sigtimedwait": (128, 137),
    "sigaltstack": (131, 132),
    "gettid": (186, 178),
    "futex": (202, 98),
    "sched_getaffinity": (204, 123),
    "restart_syscall": (219, 128),
    "clock_gettime": (228, 113),
    "clock_getres": (229, 114),
    "clock_nanosleep": (230, 115),
    "exit_group": (231, 94),
    "set_robust_list": (273, 99),
    "getrandom": (318, 278),
    "membarrier": (324, 283),
    "rseq": (334, 293),
    # Only used to install the filter.
    "seccomp": (317, 277),
}


@dataclass(frozen=True, slots=True)
class Architecture:
    """``audit`` is what ``seccomp_data.arch`` says; ``numbers`` maps names to system call numbers."""

    name: str
    audit: int
    numbers: dict[str, int]


def architecture(machine: str) -> Architecture | None:
    """The table for what ``platform.machine()`` says; ``None`` for an architecture without one."""
    column = {"x86_64": 0, "amd64": 0, "aarch64": 1, "arm64": 1}.get(machine.lower())
    if column is None:
        return None
    numbers = {name: pair[column] for name, pair in _NUMBERS.items()}
    return Architecture(("x86_64", "aarch64")[column], (AUDIT_X86_64, AUDIT_AARCH64)[column], numbers)
