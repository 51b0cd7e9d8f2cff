"""What a worker process can still do when a candidate has escaped from WebAssembly: nothing that matters.

These tests run Python code of their own *in a hardened process*: the same calls that a worker makes, then attempts.
"""
# ruff: noqa: E501 (a program in a string is easiest to read on one line)

from __future__ import annotations

import json
import os
import re
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from intent_lsp.sandbox.hardening import denied_calls, macos, seccomp, syscalls, windows

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="landlock and seccomp belong to Linux")
SERVER = Path(seccomp.__file__).parents[3]
SCRIPT = """
import ctypes, errno, json, os, resource, socket, sys, threading, time
sys.path.insert(0, {server!r})
from intent_lsp.sandbox.hardening import enter
libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
libc.mprotect.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
writable = libc.mmap(None, 4096, 3, 0x22, -1, 0)
ready, go, answers = threading.Event(), threading.Event(), {{}}
listener = socket.create_server(("127.0.0.1", 0))
listener.setblocking(False)

def code(call):
    ctypes.set_errno(0)
    try:
        result = call()
    except OSError as error:
        return errno.errorcode.get(error.errno, "?")
    except (RuntimeError, ValueError) as error:
        return str(error)
    if result in (-1, ctypes.c_void_p(-1).value):
        return errno.errorcode.get(ctypes.get_errno(), "?")
    return "allowed"

ATTEMPTS = {{
    "open to read": lambda: os.open("/etc/passwd", os.O_RDONLY),
    "open to write": lambda: os.open({folder!r} + "/new", os.O_CREAT | os.O_WRONLY),
    "unlink": lambda: os.unlink({folder!r} + "/canary"),
    "chmod": lambda: os.chmod({folder!r} + "/canary", 0),
    "list": lambda: os.listdir("/"),
    "proc memory": lambda: os.open("/proc/self/mem", os.O_RDWR),
    "socket": lambda: socket.socket(),
    "unix socket": lambda: socket.socket(socket.AF_UNIX),
    "accept": lambda: listener.accept(),
    "fork": lambda: os.fork(),
    "exec": lambda: os.execv("/bin/true", ["true"]),
    "spawn": lambda: os.posix_spawn("/bin/true", ["true"], {{}}),
    "thread": lambda: threading.Thread(target=print).start(),
    "kill": lambda: os.kill(os.getppid(), 0),
    "ptrace": lambda: libc.ptrace(16, os.getppid(), None, None),
    "write to another descriptor": lambda: os.write(3, b"x"),
    "read from another descriptor": lambda: os.read(3, 1),
    "duplicate a descriptor": lambda: os.dup(1),
    "map executable": lambda: libc.mmap(None, 4096, 5, 0x22, -1, 0),
    "make executable": lambda: libc.mprotect(writable, 4096, 5),
    "map plain": lambda: libc.mmap(None, 4096, 3, 0x22, -1, 0),
    "prctl": lambda: libc.prctl(4, 1, 0, 0, 0),
    "personality": lambda: libc.personality(0x0400000),
    "setuid": lambda: os.setuid(0),
    "rlimit": lambda: resource.setrlimit(8, (1, 1)),
    "memfd": lambda: os.memfd_create("x"),
    "mount": lambda: libc.mount(b"none", b"/tmp", b"tmpfs", 0, None),
    "io_uring": lambda: libc.syscall(425, 1, None),
    "process_vm_writev": lambda: libc.process_vm_writev(os.getppid(), None, 0, None, 0, 0),
    "bpf": lambda: libc.syscall(321, 0, None, 0),
    "time": lambda: time.sleep(0.001),
}}

def attempts():
    return {{name: code(call) for name, call in ATTEMPTS.items() if name in {names!r} or not {names!r}}}

def other_thread():
    ready.set()
    go.wait()
    answers["other thread"] = attempts()

layers = enter.before_threads() if "landlock" in {parts!r} else []
thread = threading.Thread(target=other_thread)
thread.start()
ready.wait()
layers += enter.before_candidates() if "seccomp" in {parts!r} else []
answers["this thread"] = attempts()
go.set()
thread.join()
print(json.dumps({{"layers": [[l.name, l.active, l.detail] for l in layers], **answers}}), flush=True)
os._exit(0)
"""


def hardened(folder: Path, *parts: str, names: tuple[str, ...] = ()) -> dict[str, dict[str, str]]:
    """What attempts came to in a process with those layers."""
    (folder / "canary").write_text("x")
    code = SCRIPT.format(server=str(SERVER), folder=str(folder), parts=parts, names=names)
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    inactive = [f"{name}: {detail}" for name, active, detail in found.pop("layers") if not active]
    if inactive:
        pytest.skip("; ".join(inactive))
    attempts: dict[str, dict[str, str]] = found
    return attempts


def test_nothing_but_the_pipes_is_left(tmp_path: Path) -> None:
    for thread, found in hardened(tmp_path, "landlock", "seccomp").items():
        allowed = {name for name, result in found.items() if result == "allowed"}
        assert allowed == {"map plain", "time"}, thread
        assert found["map executable"] == found["make executable"] == "EACCES"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["canary"]


def test_landlock_alone_denies_files(tmp_path: Path) -> None:
    names = ("open to read", "open to write", "unlink", "list", "proc memory")
    for found in hardened(tmp_path, "landlock", names=names).values():
        assert set(found) == set(names)
        assert set(found.values()) <= {"EACCES", "EPERM"}
    assert (tmp_path / "canary").exists()


ORDINARY_USER = """
import os, sys, threading
sys.path.insert(0, {server!r})
from intent_lsp.sandbox.hardening import enter
if os.geteuid() == 0:
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
enter.before_threads()
early = threading.Thread(target=print, args=("started",), kwargs={{"flush": True}})
early.start()
early.join()
enter.before_candidates()
try:
    threading.Thread(target=print, args=("one more",)).start()
except RuntimeError:
    print("refused", flush=True)
os._exit(0)
"""


def test_the_worker_of_an_ordinary_user_starts_its_threads_and_later_none() -> None:
    """The kernel spares root from ``RLIMIT_NPROC``: what works for root may fail for everybody else."""
    command = [sys.executable, "-I", "-c", ORDINARY_USER.format(server=str(SERVER))]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.stdout, done.stderr) == ("started\nrefused\n", "")


def test_a_real_worker_is_under_the_filter() -> None:
    """As the kernel reports it, for every thread of the worker."""
    code = (
        "import asyncio\nfrom pathlib import Path\nfrom intent_lsp.sandbox.wasm import WasmSandbox\nasync def main():\n"
        "    s = WasmSandbox()\n    await s.start()\n    print([l.name for l in s.hardening() if l.active])\n"
        "    for pid in s.pids():\n        for t in Path(f'/proc/{pid}/task').iterdir(): print((t / 'status').read_text())\n"
        "    await s.close()\nasyncio.run(main())\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(SERVER)}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=True, env=environment
    )
    if "seccomp" not in done.stdout.splitlines()[0]:
        pytest.skip("the kernel has no seccomp filters")
    assert set(re.findall(r"^Seccomp:\s*(\d)", done.stdout, re.MULTILINE)) == {"2"}
    assert set(re.findall(r"^NoNewPrivs:\s*(\d)", done.stdout, re.MULTILINE)) == {"1"}


def steps(program: bytes) -> list[tuple[int, int, int, int]]:
    return [struct.unpack_from("=HBBI", program, at) for at in range(0, len(program), 8)]


def decide(program: bytes, arch: int, number: int, arguments: tuple[int, ...] = ()) -> int:
    """Interpret the filter: what the kernel would do."""
    data = {0: number, 4: arch, **{16 + 8 * index: value for index, value in enumerate(arguments)}}
    code, at, accumulator = steps(program), 0, 0
    while True:
        operation, if_true, if_false, value = code[at]
        at += 1
        if operation == 0x20:
            accumulator = data.get(value, 0)
        elif operation == 0x06:
            return value
        else:
            hit = {0x15: accumulator == value, 0x35: accumulator >= value, 0x45: bool(accumulator & value)}[operation]
            at += if_true if hit else if_false


@pytest.mark.parametrize("machine", ["x86_64", "aarch64", "arm64", "AMD64"])
def test_the_filter_decides_as_meant(machine: str) -> None:
    found = syscalls.architecture(machine)
    assert found is not None
    program, numbers = seccomp.program(found), found.numbers
    allow, denied, no_exec = 0x7FFF0000, 0x00050001, 0x0005000D

    def ask(name: str, *arguments: int) -> int:
        return decide(program, found.audit, numbers[name], arguments)

    assert ask("read", 0) == allow
    assert ask("read", 5) == denied
    assert [ask("write", fd) for fd in (0, 1, 2, 3)] == [denied, allow, allow, denied]
    assert ask("mmap", 0, 4096, 3) == ask("mprotect", 0, 4096, 1) == allow
    assert ask("mmap", 0, 4096, 7) == ask("mprotect", 0, 4096, 5) == no_exec
    assert ask("futex") == ask("exit_group") == ask("clock_gettime") == allow
    assert ask("seccomp") == denied
    forbidden = {
        "x86_64": (2, 41, 56, 57, 59, 101, 157, 257, 321, 425, 435),
        "aarch64": (56, 198, 220, 221, 117, 167, 425, 435),
    }
    assert {decide(program, found.audit, number) for number in forbidden[found.name]} == {denied}
    assert decide(program, 0x40000003, 0) == decide(program, found.audit, 0x40000000) == 0x80000000


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_a_runtime_cannot_copy_its_channel_and_python_starts_nothing(machine: str) -> None:
    found = syscalls.architecture(machine)
    assert found is not None
    allow, denied = 0x7FFF0000, 0x00050001
    fcntl, dup, dup3, clone, action = {
        "x86_64": (72, 32, 292, 56, 13),
        "aarch64": (25, 23, 24, 220, 134),
    }[found.name]
    for threads in (True, False):
        program = denied_calls.program(machine, threads, 3)
        assert program is not None

        def ask(number: int, *arguments: int, program: bytes = program) -> int:
            return decide(program, found.audit, number, arguments)

        assert [ask(dup, fd) for fd in (1, 3)] == [ask(dup3, fd, 9) for fd in (1, 3)] == [allow, denied]
        copying, other = (0, 1030), (1, 2, 3, 4)
        assert {ask(fcntl, 3, command) for command in copying} == {denied}
        assert (
            {ask(fcntl, 3, command) for command in other} == {ask(fcntl, 1, command) for command in copying} == {allow}
        )
        assert ask(clone, denied_calls.CLONE_THREAD) == ask(action) == (allow if threads else denied)
        assert ask(clone, 0) == denied


def test_an_architecture_without_a_table_is_said_to_have_none() -> None:
    assert syscalls.architecture("riscv64") is None


def test_other_systems_are_told_apart() -> None:
    layer = windows.Job().confine(os.getpid(), 1 << 30)
    assert (layer.active, layer.detail) == (False, "only Windows has it")
    profile = macos.profile([Path('/a "b"')])
    assert profile.startswith("(version 1)\n(deny default)")
    assert '(subpath "/a \\"b\\"")' in profile
    rules = [line.split()[0] for line in profile.splitlines() if line.startswith("(")]
    last = max(index for index, rule in enumerate(rules) if rule == "(deny")
    assert "(allow" not in rules[:last], "the last rule that matches decides"
    assert {"(deny network*)", "(deny process-fork)", "(deny file-write*)"} < set(profile.splitlines())
