"""A seccomp filter for a foreign interpreter: everything but what reaches out of the process.

Node compiles machine code and starts threads, so a list of what is allowed would break with every release. Files are
landlock's matter; this list holds what landlock leaves: sockets, processes, signals, other processes' memory, shared
memory, attributes of files, the kernel's settings. Numbers as in :mod:`intent_lsp.sandbox.hardening.syscalls`.
"""

from __future__ import annotations

import errno
import platform

from intent_lsp.sandbox.hardening import seccomp
from intent_lsp.sandbox.hardening.layer import Layer
from intent_lsp.sandbox.hardening.syscalls import architecture

CLONE_THREAD = 0x0001_0000
"""``linux/sched.h``: the flag that tells a thread from a process."""
_CLONE, _CLONE3, _PRLIMIT, _SIGACTION, _FCNTL = (56, 220), (435, 435), (302, 261), (13, 134), (72, 25)
_DUPLICATE = ((32, 23), (33, None), (292, 24))
"""``dup``, ``dup2``, ``dup3``."""
_F_DUPFD, _F_DUPFD_CLOEXEC = 0, 1030

_DENIED: dict[str, tuple[int | None, int | None]] = {
    # name: x86-64, aarch64 (None: the architecture has no such call)
    "socket": (41, 198), "socketpair": (53, 199), "connect": (42, 203), "bind": (49, 200), "listen": (50, 201),
    "accept": (43, 202), "accept4": (288, 242), "sendto": (44, 206), "sendmsg": (46, 211), "sendmmsg": (307, 269),
    "fork": (57, None), "vfork": (58, None), "execveat": (322, 281),
    "kill": (62, 129), "tkill": (200, 130), "tgkill": (234, 131), "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240), "pidfd_send_signal": (424, 424), "pidfd_open": (434, 434),
    "pidfd_getfd": (438, 438),
    "alarm": (37, None), "setitimer": (38, 103), "timer_create": (222, 107), "timer_settime": (223, 110),
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "kcmp": (312, 272),
    "process_madvise": (440, 440), "process_mrelease": (448, 448), "move_pages": (279, 239),
    "migrate_pages": (256, 238),
    "io_uring_setup": (425, 425), "io_uring_enter": (426, 426), "io_uring_register": (427, 427),
    "memfd_create": (319, 279), "memfd_secret": (447, 447), "userfaultfd": (323, 282), "bpf": (321, 280),
    "perf_event_open": (298, 241), "add_key": (248, 217), "request_key": (249, 218), "keyctl": (250, 219),
    "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41), "chroot": (161, 51), "unshare": (272, 97),
    "setns": (308, 268), "open_tree": (428, 428), "move_mount": (429, 429), "fsopen": (430, 430),
    "fsconfig": (431, 431), "fsmount": (432, 432), "fspick": (433, 433), "mount_setattr": (442, 442),
    "setuid": (105, 146), "setgid": (106, 144), "setreuid": (113, 145), "setregid": (114, 143),
    "setresuid": (117, 147), "setresgid": (119, 149), "setfsuid": (122, 151), "setfsgid": (123, 152),
    "setgroups": (116, 159), "capset": (126, 91), "personality": (135, 92), "reboot": (169, 142),
    "swapon": (167, 224), "swapoff": (168, 225), "init_module": (175, 105), "finit_module": (313, 273),
    "delete_module": (176, 106), "kexec_load": (246, 104), "kexec_file_load": (320, 294), "acct": (163, 89),
    "quotactl": (179, 60), "sethostname": (170, 161), "setdomainname": (171, 162), "settimeofday": (164, 170),
    "clock_settime": (227, 112), "adjtimex": (159, 171), "clock_adjtime": (305, 266), "syslog": (103, 116),
    "vhangup": (153, 58), "iopl": (172, None), "ioperm": (173, None), "modify_ldt": (154, None),
    "name_to_handle_at": (303, 264), "open_by_handle_at": (304, 265), "fanotify_init": (300, 262),
    "chmod": (90, None), "fchmod": (91, 52), "fchmodat": (268, 53), "fchmodat2": (452, 452), "chown": (92, None),
    "fchown": (93, 55), "lchown": (94, None), "fchownat": (260, 54), "utime": (132, None), "utimes": (235, None),
    "futimesat": (261, None), "utimensat": (280, 88), "setxattr": (188, 5), "lsetxattr": (189, 6),
    "fsetxattr": (190, 7), "removexattr": (197, 14), "lremovexattr": (198, 15), "fremovexattr": (199, 16),
    "setpriority": (141, 140), "ioprio_set": (251, 30), "setrlimit": (160, 164),
    "shmget": (29, 194), "shmat": (30, 196), "shmctl": (31, 195), "semget": (64, 190), "semop": (65, 193),
    "semctl": (66, 191), "msgget": (68, 186), "msgsnd": (69, 189), "msgrcv": (70, 188), "msgctl": (71, 187),
    "mq_open": (240, 180), "mq_unlink": (241, 181),
}  # fmt: skip


def enter(*, threads: bool, channel: int) -> Layer:
    """Install the filter on this thread; it survives ``execve``. Needs ``no_new_privs``.

    Without ``threads`` the process may neither start one nor handle a signal: both would run code in the middle of what
    is not theirs. ``channel`` is the descriptor of which no copy may be made: who has none cannot put himself between.
    """
    machine = platform.machine()
    found = architecture(machine)
    code = program(machine, threads, channel)
    if found is None or code is None:
        return Layer("seccomp", False, f"there is no table of system calls for {machine}")
    detail = f"no sockets, processes, signals or other processes' memory ({found.name})"
    return seccomp.install(code, found, detail)


def program(machine: str, threads: bool, channel: int) -> bytes | None:
    """The filter's instructions; ``None`` for an architecture without a table."""
    found = architecture(machine)
    if found is None:
        return None
    column = 0 if found.name == "x86_64" else 1
    refuse = seccomp.fail_with(errno.EPERM)
    own = [seccomp.instruction(seccomp.EQUAL, 0, 1, 0), refuse, seccomp.ALLOW]
    denied = [numbers[column] for numbers in _DENIED.values()]
    out = seccomp.prologue(found)
    if threads:
        thread = [seccomp.instruction(seccomp.HAS_BITS, CLONE_THREAD, 1, 0), refuse, seccomp.ALLOW]
        out += seccomp.inspect(_CLONE[column], 0, thread)
    else:
        denied += [_CLONE[column], _SIGACTION[column]]
    # glibc takes ENOSYS for an old kernel and falls back to clone, whose flags a filter can read.
    out += [seccomp.instruction(seccomp.EQUAL, _CLONE3[column], 0, 1), seccomp.fail_with(errno.ENOSYS)]
    out += seccomp.inspect(_PRLIMIT[column], 0, own)
    out += _no_copies(channel, column, refuse)
    for number in denied:
        if number is not None:
            out += [seccomp.instruction(seccomp.EQUAL, number, 0, 1), refuse]
    return b"".join([*out, seccomp.ALLOW])


def _no_copies(channel: int, column: int, refuse: bytes) -> list[bytes]:
    """Refuses to duplicate one descriptor."""
    others = [seccomp.instruction(seccomp.EQUAL, channel, 0, 1), refuse, seccomp.ALLOW]
    copies = [
        seccomp.instruction(seccomp.EQUAL, _F_DUPFD, 2, 0),
        seccomp.instruction(seccomp.EQUAL, _F_DUPFD_CLOEXEC, 1, 0),
    ]
    out = seccomp.inspect(_FCNTL[column], 1, [*copies, seccomp.ALLOW, seccomp.load(0), *others])
    for numbers in _DUPLICATE:
        number = numbers[column]
        if number is not None:
            out += seccomp.inspect(number, 0, others)
    return out
