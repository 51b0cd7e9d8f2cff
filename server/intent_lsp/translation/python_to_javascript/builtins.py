"""Calls: of Python's built-in functions, of modules' functions, of methods and of the program's own functions."""

from __future__ import annotations

import ast
from collections.abc import Callable

from intent_lsp.translation.code import ATOM, Code
from intent_lsp.translation.python_to_javascript.attempts import QUESTIONS
from intent_lsp.translation.python_to_javascript.conversions import (
    _abs,
    _bool,
    _chr,
    _divmod,
    _float,
    _int,
    _is_instance,
    _ord,
    _pow,
    _round,
    _str,
    only,
)
from intent_lsp.translation.python_to_javascript.extremes import extreme, ordered, summed
from intent_lsp.translation.python_to_javascript.iteration import Iteration
from intent_lsp.translation.python_to_javascript.methods import method_of
from intent_lsp.translation.python_to_javascript.modules import function_of_module
from intent_lsp.translation.python_to_javascript.parameters import bound
from intent_lsp.translation.python_to_javascript.regular_expressions import compiled, method_of_pattern
from intent_lsp.translation.python_to_javascript.writer import TERNARY, a
from intent_lsp.translation.value_lattice import (
    BOOL,
    LISTS,
    NAT,
    NEVER,
    NULL,
    list_of,
    map_of,
    set_of,
    tuple_of,
)


def call_of(writer: Iteration, node: ast.Call) -> Code:
    """Any call."""
    if any(word.arg is None for word in node.keywords):
        raise writer.refuse(node, "** in a call")
    match node.func:
        case ast.Name(name):
            return _by_name(writer, node, name)
        case ast.Attribute(ast.Name(module), name) if writer.owner(module) is None and not any(
            module in names for names in writer.inner
        ):
            if module in writer.names.imported:
                return function_of_module(writer, node, f"{writer.names.imported[module]}.{name}")
            if (module, name) == ("dict", "fromkeys"):
                return _from_keys(writer, node)
        case ast.Attribute(ast.Name(constant), name) if writer.owner(constant) == "" and (
            made := compiled(writer.names, constant)
        ):
            return method_of_pattern(writer, node, made, name)
        case ast.Lambda():
            raise writer.refuse(node, "a lambda that is called where it stands")
    if isinstance(node.func, ast.Attribute):
        return method_of(writer, node, node.func)
    raise writer.refuse(node, "a call of what an expression gives")


def _by_name(writer: Iteration, node: ast.Call, name: str) -> Code:
    if any(name in names for names in writer.inner) or writer.owner(name) is not None:
        return _own(writer, node, name)
    if name in writer.names.imported:
        return function_of_module(writer, node, writer.names.imported[name])
    known = _BUILTINS.get(name)
    if known is None:
        raise writer.refuse(node, f"{name}() is not a function that the rules know")
    if name not in _WITH_WORDS and node.keywords:
        raise writer.refuse(node, f"{name}() with named arguments")
    return known(writer, node)


def _own(writer: Iteration, node: ast.Call, name: str) -> Code:
    """A function of the program: its parameters learn what they are given."""
    owner = writer.owner(name)
    scoped = f"{owner}.{name}".lstrip(".") if owner is not None else ""
    function = writer.names.functions.get(scoped)
    if function is None:
        if node.keywords or any(isinstance(one, ast.Starred) for one in node.args):
            raise writer.refuse(node, "named or spread arguments of an unknown function")
        texts = ", ".join(writer.expr(one).text for one in node.args)
        kind = writer.kind_of_name(name)
        if kind.name not in ("function", "never", "any"):
            raise writer.refuse(node, f"a call of {a(kind)}")
        return Code(f"{writer.name(name)}({texts})", kind.item if kind.name == "function" else kind)
    written: list[str] = []
    for parameter, value in bound(writer, node, function):
        if value is None:
            written.append("undefined")
            continue
        code = writer.expr(value)
        written.append(code.text)
        writer.knowledge.learn(scoped, parameter, code.kind)
    kind = writer.knowledge.kind(scoped, "return")
    return Code(f"{writer.name(name)}({', '.join(written)})", kind)


# --- one function each -----------------------------------------------------------------------------------------------


def _len(writer: Iteration, node: ast.Call) -> Code:
    code = writer.expr(only(writer, node))
    match code.kind.name:
        case "text":
            return Code(f"[...{code.text}].length", NAT)
        case "list" | "tuple":
            return Code(f"{code.at(ATOM)}.length", NAT)
        case "map" | "set":
            return Code(f"{code.at(ATOM)}.size", NAT)
        case "object" | "record":
            return Code(f"Object.keys({code.text}).length", NAT)
        case "maybe" if code.kind.parts[0].name == "match":
            raise writer.refuse(node, "len() of a match")
        case "any" | "maybe":
            return writer.call("size", code.text, kind=NAT)
        case "never":
            return Code(f"{code.text}.length", NAT)
    raise writer.refuse(node, f"len() of {a(code.kind)}")


def _list(writer: Iteration, node: ast.Call) -> Code:
    if not node.args:
        return Code("[]", list_of(NEVER), ATOM, True)
    items = writer.items(only(writer, node))
    kind = list_of(items.kind.item)
    return items._replace(kind=kind) if items.fresh else Code(f"[...{items.text}]", kind, ATOM, True)


def _tuple(writer: Iteration, node: ast.Call) -> Code:
    items = _list(writer, node)
    inner = writer.expr(node.args[0]).kind if node.args and not isinstance(node.args[0], ast.GeneratorExp) else NULL
    return items._replace(kind=inner) if inner.name == "tuple" else items


def _set(writer: Iteration, node: ast.Call) -> Code:
    if not node.args:
        return Code("new Set()", set_of(NEVER), ATOM, True)
    inner = only(writer, node)
    items = writer.unordered(inner)
    writer.hashable(inner, items.kind.item)
    return Code(f"new Set({items.text.removeprefix('[...').removesuffix(']') if _is_spread(items) else items.text})",
                set_of(items.kind.item), ATOM, True)  # fmt: skip


def _is_spread(code: Code) -> bool:
    inner = code.text.removeprefix("[...").removesuffix("]")
    return code.text.startswith("[...") and code.text.endswith("]") and inner.isidentifier()


def _dict(writer: Iteration, node: ast.Call) -> Code:
    if not node.args and not node.keywords:
        return Code("new Map()", map_of(NEVER, NEVER), ATOM, True)
    if node.keywords:
        raise writer.refuse(node, "dict() with named arguments")
    inner = only(writer, node)
    code = writer.expr(inner) if not isinstance(inner, ast.GeneratorExp) else writer.items(inner)
    match code.kind.name:
        case "map":
            return Code(f"new Map({code.text})", code.kind, ATOM, True)
        case "object" | "record":
            return Code(f"{{ ...{code.text} }}", code.kind, ATOM, True)
        case "list" if code.kind.item.name == "tuple" and len(code.kind.item.parts) == 2:
            key, value = code.kind.item.parts
            writer.hashable(inner, key)
            return Code(f"new Map({code.text})", map_of(key, value), ATOM, True)
    raise writer.refuse(node, "dict() of this")


def _from_keys(writer: Iteration, node: ast.Call) -> Code:
    items = writer.items(node.args[0])
    writer.hashable(node, items.kind.item)
    value = writer.expr(node.args[1]) if len(node.args) > 1 else Code("null", NULL)
    if len(node.args) > 1 and not isinstance(node.args[1], (ast.Name, ast.Constant)):
        raise writer.refuse(node, "dict.fromkeys() with what is neither a name nor a constant")
    key = writer.letter("key")
    text = f"new Map({items.at(ATOM)}.map(({key}) => [{key}, {value.text}]))"
    return Code(text, map_of(items.kind.item, value.kind), ATOM, True)


def _any_all(name: str) -> Callable[[Iteration, ast.Call], Code]:
    method = {"any": "some", "all": "every"}[name]

    def written(writer: Iteration, node: ast.Call) -> Code:
        inner = only(writer, node)
        if isinstance(inner, (ast.GeneratorExp, ast.ListComp)) and len(inner.generators) == 1:
            clause = inner.generators[0]
            items = writer.unordered(clause.iter)
            pattern, names = writer.pattern(clause.target, items.kind.item)
            bounds = writer.bounds_of(clause.iter)
            with writer.within(names):
                if bounds and isinstance(clause.target, ast.Name):
                    writer.bounds[clause.target.id] = bounds
                tests = list(clause.ifs)
                if name == "any" or not tests:
                    test: ast.expr = ast.BoolOp(ast.And(), [*tests, inner.elt]) if tests else inner.elt
                else:
                    negated = ast.UnaryOp(ast.Not(), tests[0] if len(tests) == 1 else ast.BoolOp(ast.And(), tests))
                    test = ast.BoolOp(ast.Or(), [negated, inner.elt])
                code = writer.test(ast.fix_missing_locations(ast.copy_location(test, inner)))
            return Code(f"{items.at(ATOM)}.{method}(({pattern}) => {code.at(TERNARY)})", BOOL)
        items = writer.unordered(inner)
        with writer.within({"item": items.kind.item}):
            name_ = ast.copy_location(ast.Name("item", ast.Load()), node)
            code = writer.test(name_)
        return Code(f"{items.at(ATOM)}.{method}((item) => {code.text})", BOOL)

    return written


def _reversed(writer: Iteration, node: ast.Call) -> Code:
    items = writer.items(only(writer, node))
    return Code(
        f"{items.at(ATOM) if items.fresh else f'[...{items.text}]'}.reverse()", list_of(items.kind.item), ATOM, True
    )


def _zip(writer: Iteration, node: ast.Call) -> Code:
    if not node.args:
        raise writer.refuse(node, "zip() of nothing")
    if len(node.args) == 1 and isinstance(node.args[0], ast.Starred):
        rows = writer.items(node.args[0].value)
        if rows.kind.item.name not in LISTS | {"text"}:
            raise writer.refuse(node, "zip() of this")
        return writer.call("zip", f"...{rows.text}", kind=list_of(list_of(rows.kind.item.item)), fresh=True)
    items = [writer.items(one) for one in node.args]
    kind = list_of(tuple_of(*(one.kind.item for one in items)))
    return writer.call("zip", *(one.text for one in items), kind=kind, fresh=True)


def _map(writer: Iteration, node: ast.Call) -> Code:
    if len(node.args) != 2:
        raise writer.refuse(node, "map() over several lists")
    items = writer.items(node.args[1])
    closure = writer.closure(node.args[0], items.kind.item)
    return Code(f"{items.at(ATOM)}.map({closure.text})", list_of(closure.kind), ATOM, True)


def _filter(writer: Iteration, node: ast.Call) -> Code:
    function, inner = node.args
    items = writer.items(inner)
    variable = ast.copy_location(ast.Name("item", ast.Load()), node)
    if isinstance(function, ast.Lambda):
        variable = ast.copy_location(ast.Name(function.args.args[0].arg, ast.Load()), node)
        body: ast.expr = function.body
    elif isinstance(function, ast.Constant) and function.value is None:
        body = variable
    else:
        body = ast.copy_location(ast.Call(function, [variable], []), node)
    with writer.within({variable.id: items.kind.item}):
        test = writer.test(body)
        name = writer.name(variable.id)
    return Code(f"{items.at(ATOM)}.filter(({name}) => {test.at(TERNARY)})", list_of(items.kind.item), ATOM, True)


_BUILTINS: dict[str, Callable[[Iteration, ast.Call], Code]] = {
    "len": _len, "str": _str, "int": _int, "float": _float, "bool": _bool, "list": _list, "tuple": _tuple,
    "set": _set, "frozenset": _set, "dict": _dict, "abs": _abs, "round": _round, "pow": _pow, "divmod": _divmod,
    "ord": _ord, "chr": _chr, "any": _any_all("any"), "all": _any_all("all"), "reversed": _reversed, "zip": _zip,
    "map": _map, "filter": _filter, "isinstance": _is_instance, "sum": summed, "sorted": ordered,
    "max": lambda writer, node: extreme(writer, node, "max"),
    "min": lambda writer, node: extreme(writer, node, "min"),
    "range": lambda writer, node: writer.range_items(node),
    "enumerate": lambda writer, node: writer.items(node), **QUESTIONS,
}  # fmt: skip
_WITH_WORDS = frozenset(("sorted", "max", "min", "sum", "enumerate", "dict", "zip"))
