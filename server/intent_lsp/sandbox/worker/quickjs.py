"""Calls into one instance of the QuickJS guest: its exported C functions, its memory, its strings.

Wrapping all 451 exports of an instance takes milliseconds, so names are looked up when they are first used. Addresses
come from the guest and are checked before they are read.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from typing import Any

from wasmtime import Instance, Memory, Store, Trap, WasmtimeError, _ffi, _func
from wasmtime._extern import wrap_extern

MAX_STRING = 16 << 20
"""Bytes of one string that may come out of the guest."""
_I32 = 0


class GuestFull(Exception):
    """The guest's allocator has no room for what the host wants to put there."""


class QuickJs:
    """One live instance. Values of the guest are handles (addresses of boxed ``JSValue``)."""

    def __init__(self, store: Store, instance: Instance) -> None:
        self._context = store._context()
        self._store, self._instance = store, instance
        self._functions: dict[str, Any] = {}
        self._arguments, self._result = (_ffi.wasmtime_val_t * 4)(), (_ffi.wasmtime_val_t * 1)()
        for value in self._arguments:
            value.kind = ctypes.c_uint8(_I32)
        self._cells, self._answer = [value.of for value in self._arguments], self._result[0].of
        memory = wrap_extern(self._export("memory"))
        if not isinstance(memory, Memory):
            raise RuntimeError("the JavaScript guest exports no memory")
        self._memory = memory
        self.undefined = 0

    def call(self, name: str, *arguments: int) -> int:
        """Call an exported function of ``i32``. Raises Trap, WasmtimeError, or what a host function raised."""
        function = self._functions.get(name)
        if function is None:
            function = self._functions[name] = ctypes.byref(self._export(name).of.func)
        # The engine copies the arguments before it runs anything, so a call within a call may use the same buffers.
        for cell, argument in zip(self._cells, arguments, strict=False):
            cell.i32 = argument
        trap = ctypes.POINTER(_ffi.wasm_trap_t)()
        error = _ffi.wasmtime_func_call(
            self._context,
            function,
            self._arguments,
            len(arguments),
            self._result,
            _RESULTS.get(name, 1),
            ctypes.byref(trap),
        )
        if trap or error:
            _func.maybe_raise_last_exn()
            raise Trap._from_ptr(trap) if trap else WasmtimeError._from_ptr(error)
        return int(self._answer.i32)

    def bytes_at(self, address: int, size: int) -> bytes:
        """Copy out of the guest's memory."""
        if address < 0 or size < 0 or size > MAX_STRING or address + size > self._memory.data_len(self._store):
            raise WasmtimeError("an address outside of the guest's memory")
        return bytes(self._memory.read(self._store, address, address + size))

    def text_at(self, address: int) -> str:
        """A null-terminated name (at most 4 KB)."""
        size = min(4096, self._memory.data_len(self._store) - address)
        return self.bytes_at(address, size).partition(b"\0")[0].decode("utf-8", "replace")

    def put(self, data: bytes) -> int:
        """Copy bytes and a null behind them into the guest; the address is the caller's to free."""
        address = self.call("wasm_malloc", len(data) + 1)
        if not address:
            raise GuestFull
        self._memory.write(self._store, data + b"\0", address)
        return address

    def put_number(self, number: int, address: int) -> None:
        """Write a little-endian ``u32``."""
        self._memory.write(self._store, number.to_bytes(4, "little"), address)

    def put_text(self, text: str) -> tuple[int, int]:
        """Copy text into the guest as WTF-8: address and size."""
        data = text.encode("utf-8", "surrogatepass")
        return self.put(data), len(data)

    def string(self, text: str) -> int:
        """A new string value."""
        address, size = self.put_text(text)
        handle = self.call("qjs_new_string", address, size)
        self.call("wasm_free", address)
        return handle

    def read_string(self, handle: int) -> str:
        """A string value's text."""
        out = self.put(b"\0\0\0\0")
        address = self.call("qjs_get_string_len", handle, out)
        size = int.from_bytes(self.bytes_at(out, 4), "little")
        self.call("wasm_free", out)
        if not address:
            raise GuestFull
        text = self.bytes_at(address, size).decode("utf-8", "replace")
        self.call("qjs_free_cstring", address)
        return text

    def apply(self, function: int, arguments: Sequence[int] = ()) -> int:
        """Call a function value; the result is a handle (perhaps the exception marker)."""
        if not arguments:
            return self.call("qjs_call", function, self.undefined, 0, 0)
        address = self.put(b"".join(argument.to_bytes(4, "little") for argument in arguments))
        handle = self.call("qjs_call", function, self.undefined, len(arguments), address)
        self.call("wasm_free", address)
        return handle

    def property(self, handle: int, name: str) -> int:
        """A property's value by name."""
        address, _ = self.put_text(name)
        value = self.call("qjs_get_prop_string", handle, address)
        self.call("wasm_free", address)
        return value

    def evaluate(self, code: str, filename: str, *, module: bool) -> int:
        """Evaluate a script or a module (then the result is a promise of its namespace)."""
        address, size = self.put_text(code)
        name, _ = self.put_text(filename)
        handle = self.call("qjs_eval", address, size, name, int(module))
        self.call("wasm_free", address)
        self.call("wasm_free", name)
        return handle

    def is_exception(self, handle: int) -> bool:
        """Whether the last call threw."""
        return bool(self.call("qjs_is_exception", handle))

    def free(self, *handles: int) -> None:
        """Release handles."""
        for handle in handles:
            self.call("qjs_free_value", handle)

    def _export(self, name: str) -> _ffi.wasmtime_extern_t:
        item = _ffi.wasmtime_extern_t()
        data = name.encode()
        if not _ffi.wasmtime_instance_export_get(
            self._context, ctypes.byref(self._instance._instance), data, len(data), ctypes.byref(item)
        ):
            raise RuntimeError(f"the JavaScript guest has no export {name!r}")
        return item


_RESULTS = dict.fromkeys(
    (
        "_initialize",
        "wasm_free",
        "qjs_free_value",
        "qjs_free_cstring",
        "qjs_set_memory_limit",
        "qjs_set_max_stack_size",
        "qjs_set_module_loader",
    ),
    0,
)
"""Functions that return nothing; all others return one ``i32``."""
