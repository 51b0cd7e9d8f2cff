"""What keeps a function of Python from being adopted, line by line: state, input and output, chance, other packages."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Sequence

from intent_lsp.adoption.contract import Note
from intent_lsp.adoption.python_needs import PythonModule
from intent_lsp.adoption.python_project import Project
from intent_lsp.syntax.python import Function, own_nodes

_KINDS = {
    "depends on the machine": "locale os platform signal sys",
    "depends on chance": "random secrets",
    "depends on the time": "time",
    "uses the network": "ftplib http select smtplib socket ssl urllib.request",
    "changes files": "shutil tempfile",
    "reads folders": "glob",
    "asks the user": "getpass",
    "uses a database": "sqlite3",
    "starts processes": "multiprocessing subprocess",
    "starts threads": "concurrent threading",
    "waits for events": "asyncio",
    "calls foreign code": "ctypes",
}
_WORLD = {name: kind for kind, names in _KINDS.items() for name in names.split()}
"""Modules of the standard library by what a function does with them beside computing."""
_HARMLESS = {
    "os": {"path", "sep", "linesep", "fspath", "PathLike", "extsep", "pathsep"},
    "sys": {"maxsize", "float_info", "version_info", "maxunicode", "byteorder", "intern", "getsizeof", "exc_info",
            "_getframe", "modules"},
    "threading": {"local", "Lock", "RLock"},
    "time": {"struct_time", "strptime"},
    "random": {"Random"},
}  # fmt: skip
"""What of them is a computation all the same."""
_CALLS = {
    "open": "opens a file", "input": "asks the user", "exec": "runs text as code", "eval": "runs text as code",
    "__import__": "imports by name", "globals": "looks at the module's state", "breakpoint": "stops for a debugger",
}  # fmt: skip
_METHODS = {
    "now": "depends on the time", "today": "depends on the time", "utcnow": "depends on the time",
    "uuid1": "depends on the time", "uuid4": "depends on chance", "getcwd": "depends on the machine",
    "read_text": "reads a file", "read_bytes": "reads a file", "write_text": "writes a file",
    "write_bytes": "writes a file", "iterdir": "reads a folder", "mkdir": "changes files", "unlink": "changes files",
}  # fmt: skip
_LEAVE_OUT = "give that parameter a default: then it is left out"
_CHANGING = {"append", "extend", "insert", "remove", "pop", "popitem", "clear", "update", "setdefault", "add",
             "discard", "appendleft", "popleft", "sort", "reverse"}  # fmt: skip
_TOLD = {"logging": "logs", "warnings": "warns"}
"""Modules whose use is only a remark."""


def obstacles(
    module: PythonModule, function: Function, needed: Sequence[ast.stmt], project: Project, file: str
) -> list[Note]:
    """The reasons, by line. ``needed``: all that the function leads to in its ``file``."""
    found = [*_form(function), *_reaching(module, needed, project, file)]
    for path, other, statements in project.inlined_files():
        reasons = _reaching(other, statements, project, path)
        found += [Note(function.lineno, f"leads to {path}:{note.line}, which {note.message}") for note in reasons]
    return sorted(set(found))


def _reaching(module: PythonModule, needed: Sequence[ast.stmt], project: Project, file: str) -> list[Note]:
    """What some statements of a module have to do with the world around a computation."""
    found: list[Note] = []
    for statement in needed:
        for node in ast.walk(statement):
            if isinstance(node, (ast.Import, ast.ImportFrom)) and not project.knows(node, file):
                found += _imports(node)
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                found += _state(node, module)
            if isinstance(node, ast.Call):
                found += _called(node, module)
    return [*found, *_machine(needed)]


def remarks(needed: Sequence[ast.stmt]) -> list[Note]:
    """What a document cannot say, and which does not change a result."""
    found = []
    for statement in needed:
        for node in ast.walk(statement):
            match node:
                case ast.Call(func=ast.Name(id="print")):
                    found.append(Note(node.lineno, "prints, which is not part of the result"))
                case ast.Import(names=[ast.alias(name=name)]) if name in _TOLD:
                    found.append(Note(node.lineno, f"{_TOLD[name]}, which is not part of the result"))
                case _:
                    pass
    return sorted(set(found))


def _form(function: Function) -> Iterator[Note]:
    if isinstance(function, ast.AsyncFunctionDef):
        yield Note(function.lineno, "is asynchronous")
    for node in own_nodes(function):
        if isinstance(node, (ast.Yield, ast.YieldFrom)):
            yield Note(node.lineno, "is a generator: results are JSON values", hint="return a list of what it yields")
            break
    arguments = function.args
    if arguments.kwarg is not None and len(arguments.posonlyargs + arguments.args) == 0 and arguments.vararg is None:
        yield Note(arguments.kwarg.lineno, f"takes any keywords (**{arguments.kwarg.arg})", hint="name its parameters")
    names = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    left_out = {argument.arg for argument in left_out_parameters(function)}
    if names and names[0].arg in ("self", "cls"):
        yield Note(function.lineno, f"takes {names[0].arg}: it is a method, which depends on an object")
    for name, line in _called_parameters(function).items():
        if name not in left_out:
            message = f"calls its parameter {name}: arguments are JSON values, not functions"
            yield Note(line, message, hint=_LEAVE_OUT)


def _called_parameters(function: Function) -> dict[str, int]:
    """The parameters that are functions, with the line of the first call."""
    arguments = function.args
    names = {argument.arg for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)}
    found: dict[str, int] = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            found.setdefault(node.func.id, node.lineno)
    return found


def left_out_parameters(function: Function) -> list[ast.arg]:
    """The parameters that are functions and need not be given: a document is of the function without them."""
    called = _called_parameters(function)
    return [one for one, default in defaults(function) if one.arg in called and may_be_left_out(function, one, default)]


def may_be_left_out(function: Function, argument: ast.arg, default: ast.expr | None) -> bool:
    """Whether the others can be given without it: it has a default, and no ``*args`` take its place."""
    return default is not None and (function.args.vararg is None or argument in function.args.kwonlyargs)


def defaults(function: Function) -> list[tuple[ast.arg, ast.expr | None]]:
    """The parameters in order, those by keyword behind the others, with their defaults."""
    arguments = function.args
    plain = [*arguments.posonlyargs, *arguments.args]
    given: list[ast.expr | None] = [None] * (len(plain) - len(arguments.defaults)) + [*arguments.defaults]
    return [*zip(plain, given, strict=True), *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)]


def _imports(node: ast.AST) -> Iterator[Note]:
    if isinstance(node, ast.Import):
        for alias in node.names:
            if alias.name.partition(".")[0] not in sys.stdlib_module_names:
                yield Note(node.lineno, f"imports {alias.name}, which is not in the standard library")
    elif isinstance(node, ast.ImportFrom):
        name = "." * node.level + (node.module or "")
        if node.level:
            yield Note(node.lineno, f"imports {name}, another module of the project")
        elif name.partition(".")[0] not in sys.stdlib_module_names:
            yield Note(node.lineno, f"imports {name}, which is not in the standard library")


def _state(function: Function, module: PythonModule) -> Iterator[Note]:
    """State of the module that a function changes."""
    local = {node.arg for node in ast.walk(function) if isinstance(node, ast.arg)} | {
        node.id for node in ast.walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    for node in ast.walk(function):
        match node:
            case ast.Global(names=names):
                yield Note(node.lineno, f"changes {', '.join(names)}, which outlives the call")
            case (
                ast.Subscript(value=ast.Name(id=name), ctx=ast.Store() | ast.Del())
                | ast.Attribute(value=ast.Name(id=name), ctx=ast.Store() | ast.Del())
            ):
                if name in module.bound and name not in local:
                    yield Note(node.lineno, f"changes {name}, which outlives the call")
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=method)):
                statements = module.bound.get(name, ())
                assigned = any(isinstance(statement, (ast.Assign, ast.AnnAssign)) for statement in statements)
                if method in _CHANGING and assigned and name not in local:
                    yield Note(node.lineno, f"changes {name}, which outlives the call")
            case _:
                pass


def _called(node: ast.Call, module: PythonModule) -> Iterator[Note]:
    match node.func:
        case ast.Name(id=name) if name in _CALLS and name not in module.bound:
            yield Note(node.lineno, f"{_CALLS[name]} ({name})")
        case ast.Attribute(attr=name) if name in _METHODS:
            yield Note(node.lineno, f"{_METHODS[name]} ({ast.unparse(node.func)})")
        case _:
            pass


def _machine(needed: Sequence[ast.stmt]) -> Iterator[Note]:
    """Uses of modules that reach out of the computation."""
    known: dict[str, str] = {}
    for statement in needed:
        for node in ast.walk(statement):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    whole = alias.name if alias.name in _WORLD else alias.name.partition(".")[0]
                    if _WORLD.get(whole):
                        known[alias.asname or whole] = whole
            elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
                whole = node.module if node.module in _WORLD else node.module.partition(".")[0]
                if _WORLD.get(whole) and node.module != "os.path":
                    for alias in node.names:
                        if alias.name not in _HARMLESS.get(whole, ()):
                            yield Note(node.lineno, f"{_WORLD[whole]} ({whole}.{alias.name})")
    for statement in needed:
        for node in ast.walk(statement):
            if isinstance(node, ast.Attribute) and isinstance(node.value, (ast.Name, ast.Attribute)):
                base = ast.unparse(node.value)
                if base in known and node.attr not in _HARMLESS.get(known[base], ()):
                    yield Note(node.lineno, f"{_WORLD[known[base]]} ({base}.{node.attr})")
