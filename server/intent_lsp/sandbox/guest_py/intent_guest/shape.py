"""A function's parameter names, for the contract gate: ``name``, ``name?`` (has a default), ``...name`` (rest)."""

import types


def parameters(function: object) -> list[str] | None:
    """Names in order, read from the code object (decorators that set ``__wrapped__`` are looked through)."""
    for _ in range(10):
        if type(function) is types.FunctionType:
            break
        function = getattr(function, "__func__", None) or getattr(function, "__wrapped__", None)
    if not isinstance(function, types.FunctionType):
        return None
    for _ in range(10):
        inner = function.__dict__.get("__wrapped__")
        if not isinstance(inner, types.FunctionType):
            break
        function = inner
    code = function.__code__
    names = list(code.co_varnames)
    positional, keyword = code.co_argcount, code.co_kwonlyargcount
    required = positional - len(function.__defaults__ or ())
    found = [name if index < required else name + "?" for index, name in enumerate(names[:positional])]
    rest = positional + keyword
    if code.co_flags & 0x04:  # CO_VARARGS
        found.append("..." + names[rest])
        rest += 1
    defaults = function.__kwdefaults__ or {}
    found += [name + "?" if name in defaults else name for name in names[positional : positional + keyword]]
    if code.co_flags & 0x08:  # CO_VARKEYWORDS
        found.append("..." + names[rest])
    return found
