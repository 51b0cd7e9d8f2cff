"""Windows: the worker lives in a Job Object: one process, a memory cap, killed when the program's handle closes.

Structures and numbers: ``winnt.h``. (Written from the documentation: the tests of this repository run on Linux.)
"""

from __future__ import annotations

import ctypes
import sys

from intent_lsp.sandbox.hardening.layer import Layer

_EXTENDED_LIMITS, _UI_RESTRICTIONS = 9, 4
_ACTIVE_PROCESS, _PROCESS_MEMORY, _DIE_ON_EXCEPTION, _KILL_ON_CLOSE = 0x8, 0x100, 0x400, 0x2000
_ALL_UI = 0xFF
_SET_QUOTA_AND_TERMINATE = 0x0100 | 0x0001


class _BasicLimits(ctypes.Structure):
    _fields_ = (
        ("PerProcessUserTimeLimit", ctypes.c_int64),
        ("PerJobUserTimeLimit", ctypes.c_int64),
        ("LimitFlags", ctypes.c_uint32),
        ("MinimumWorkingSetSize", ctypes.c_size_t),
        ("MaximumWorkingSetSize", ctypes.c_size_t),
        ("ActiveProcessLimit", ctypes.c_uint32),
        ("Affinity", ctypes.c_size_t),
        ("PriorityClass", ctypes.c_uint32),
        ("SchedulingClass", ctypes.c_uint32),
    )


class _Limits(ctypes.Structure):
    _fields_ = (
        ("Basic", _BasicLimits),
        ("IoInfo", ctypes.c_uint64 * 6),
        ("ProcessMemoryLimit", ctypes.c_size_t),
        ("JobMemoryLimit", ctypes.c_size_t),
        ("PeakProcessMemoryUsed", ctypes.c_size_t),
        ("PeakJobMemoryUsed", ctypes.c_size_t),
    )


class Job:
    """Owns the Job Object of one worker. Keep it as long as the worker: closing it kills what is inside."""

    def __init__(self) -> None:
        self._handle = 0

    def confine(self, pid: int, memory: int) -> Layer:
        """Put process ``pid`` into a new Job Object with ``memory`` bytes. Never raises."""
        if sys.platform != "win32":
            return Layer("job object", False, "only Windows has it")
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        for name in ("CreateJobObjectW", "OpenProcess"):
            getattr(kernel, name).restype = ctypes.c_void_p
        self._handle = kernel.CreateJobObjectW(None, None) or 0
        limits = _Limits()
        limits.Basic.LimitFlags = _ACTIVE_PROCESS | _PROCESS_MEMORY | _DIE_ON_EXCEPTION | _KILL_ON_CLOSE
        limits.Basic.ActiveProcessLimit = 1
        limits.ProcessMemoryLimit = memory
        ui = ctypes.c_uint32(_ALL_UI)
        job = ctypes.c_void_p(self._handle)
        process = ctypes.c_void_p(kernel.OpenProcess(_SET_QUOTA_AND_TERMINATE, False, pid))
        try:
            done = (
                self._handle
                and process.value
                and kernel.SetInformationJobObject(job, _EXTENDED_LIMITS, ctypes.byref(limits), ctypes.sizeof(limits))
                and kernel.SetInformationJobObject(job, _UI_RESTRICTIONS, ctypes.byref(ui), ctypes.sizeof(ui))
                and kernel.AssignProcessToJobObject(job, process)
            )
            if not done:
                return Layer("job object", False, f"Windows refuses it: error {ctypes.get_last_error()}")
        finally:
            if process.value:
                kernel.CloseHandle(process)
        return Layer("job object", True, "one process, limited memory, ends with the program")

    def close(self) -> None:
        """Close the handle; a process that is still inside ends."""
        if self._handle and sys.platform == "win32":
            ctypes.WinDLL("kernel32").CloseHandle(ctypes.c_void_p(self._handle))
        self._handle = 0
