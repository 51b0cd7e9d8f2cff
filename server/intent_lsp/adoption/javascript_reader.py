"""An existing function of JavaScript or TypeScript, as far as reading it tells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from intent_lsp.adoption import javascript_classes, javascript_docs, javascript_types, prose
from intent_lsp.adoption.constants import distinct
from intent_lsp.adoption.contract import TAKE_PARTS, Call, ExistingFunction, Input, LoadFile, Note, load_nothing
from intent_lsp.adoption.javascript_docs import FunctionComment
from intent_lsp.adoption.javascript_module import ExportedFunction, JavaScriptModule, pattern_names, used_names
from intent_lsp.adoption.javascript_obstacles import given_parameters, line, obstacles, remarks
from intent_lsp.adoption.javascript_project import Inliner
from intent_lsp.adoption.javascript_types import NotJson
from intent_lsp.adoption.javascript_use import may_be_missing, type_from_use
from intent_lsp.adoption.javascript_values import NotPlain, call_in, literal_value
from intent_lsp.document.model import ANY, ArrayOf, Field, Primitive, RecordOf, TypeExpr
from intent_lsp.document.type_language.observed_types import type_of
from intent_lsp.syntax import javascript as js
from intent_lsp.syntax.typescript import without_types
from intent_lsp.values import JsonValue, is_number

if TYPE_CHECKING:
    from tree_sitter import Node

_PATTERNS = ("object_pattern", "array_pattern")


def public_functions(text: str, file: str) -> dict[str, set[str]]:
    """The functions that the module exports, all where it exports nothing, with the names that each uses."""
    return {one.name: set(used_names(one.function)) for one in JavaScriptModule(text, file).offered()}


def function_lines(text: str, file: str) -> dict[int, str]:
    """The functions that can be named by the line, from 1, in which each begins."""
    found = JavaScriptModule(text, file).functions()
    return {line(one.function): one.name for one in reversed(found)}


def read(text: str, name: str, file: str, load: LoadFile = load_nothing) -> ExistingFunction | None:
    """The function of that name; ``None`` where there is none. ``file``: its path.

    ``load`` reads other modules of the project.
    """
    module = JavaScriptModule(text, file)
    offered = module.function(name)
    if offered is None:
        return javascript_classes.named(module.root, name)
    function = offered.function
    if js.nests_too_deeply(function):
        return None
    needed = module.needed(offered)
    doc = javascript_docs.read(_comment(offered))
    given = given_parameters(function, doc)
    types = _Types(function, doc, _declared(module.root), given)
    inputs = tuple(types.inputs())
    inliner = Inliner(load)
    code = inliner.inlined(_alone(without_types(text), name, file), file)
    return ExistingFunction(
        target="js",
        name=name,
        line=line(function),
        code=code,
        entry=name,
        inputs=inputs,
        returns=types.returns(),
        description=prose.description(doc.prose),
        calls=tuple(_claimed(module.root, name, inputs, file)),
        constants=tuple(_constants(function, needed)),
        throws=frozenset(_throwing(code)),
        obstacles=tuple(sorted([*obstacles(module, function, needed, inliner, file, given), *types.notes])),
        remarks=(*remarks(function, needed), *_omissions(function, given)),
    )


def _alone(code: str, name: str, file: str) -> str:
    """The function with all it needs, as an ES module that exports it under its name."""
    module = JavaScriptModule(code, file)
    offered = module.function(name)
    if offered is None:
        return ""
    own = js.text(js.declared(offered.statement)) if offered.local else ""
    local = offered.local or name
    parts = [(node.start_byte, js.text(js.declared(node))) for node in module.needed(offered)]
    text = js.text(offered.function)
    bare = f"const {name} = {'function ' + text if offered.function.type == 'method_definition' else text};"
    parts.append((offered.statement.start_byte, own or bare))
    exported = local if local == name else f"{local} as {name}"
    return "\n".join(part for _, part in sorted(parts)) + f"\nexport {{ {exported} }};\n"


class _Types:
    """The declared types of a function, and notes about those that are not JSON's."""

    def __init__(self, function: Node, doc: FunctionComment, declared: Mapping[str, str], given: int) -> None:
        """``given``: so many of its parameters are in the document."""
        self.notes: list[Note] = []
        self._function = function
        self._doc = doc
        self._declared = declared
        self._given = given

    def returns(self) -> TypeExpr | None:
        """The type of the result; what runs show is better than one that is not JSON's."""
        annotation = js.field(self._function, "return_type")
        try:
            if annotation is not None:
                return javascript_types.read(_annotated(annotation), self._declared)
            return javascript_types.read(self._doc.returns, {}, loose=True) if self._doc.returns else None
        except NotJson:
            return None

    def inputs(self) -> list[Input]:
        found = [self._input(node, number) for number, node in enumerate(js.parameters(self._function)[: self._given])]
        last = max((n for n, i in enumerate(found) if not (i.optional or i.has_default or i.rest)), default=-1)
        return [replace(i, optional=False, has_default=False) if n <= last else i for n, i in enumerate(found)]

    def _input(self, node: Node, number: int) -> Input:
        pattern = js.field(node, "pattern") or node
        rest = pattern.type == "rest_pattern"
        inner = pattern.named_children[0] if rest and pattern.named_children else pattern
        name = _usual(inner, number)
        type = self._type(node, name)
        if type is None and inner.type in _PATTERNS:
            type = _of_pattern(inner, self._function)
        if rest and type is not None:
            type = type if isinstance(type, ArrayOf) else ArrayOf(type)
        hint = type_from_use(self._function, name) if type is None else None
        default = js.field(node, "value")
        optional = node.type == "optional_parameter" or name in self._doc.optional or default is not None
        optional = optional or (isinstance(hint, RecordOf) and may_be_missing(self._function, name))
        if rest:
            return Input(name, type, hint, rest=True)
        for written in (js.text(default) if default is not None else "", self._doc.defaults.get(name, "")):
            try:
                return Input(name, type, hint, has_default=True, default=literal_value(written))
            except NotPlain:
                continue
        return Input(name, type, hint, optional=optional)

    def _type(self, node: Node, name: str) -> TypeExpr | None:
        annotation = js.field(node, "type")
        written = _annotated(annotation) if annotation is not None else self._doc.types.get(name, "")
        try:
            if annotation is not None:
                return javascript_types.read(written, self._declared)
            return javascript_types.read(written, {}, loose=True) if written else None
        except NotJson:
            message = f"takes {written} as {name}: arguments are JSON values"
            self.notes.append(Note(line(node), message, hint=TAKE_PARTS))
            return None


def _omissions(function: Node, given: int) -> Iterator[Note]:
    """The parameters that a document does not have."""
    for node in js.parameters(function)[given:]:
        names = ", ".join(pattern_names(js.field(node, "pattern") or node))
        yield Note(line(node), f"{names} is left out: it need not be given")


def _annotated(annotation: Node) -> str:
    return js.text(annotation).removeprefix(":").strip()


def _usual(pattern: Node, number: int) -> str:
    """The parameter's name; one for what is taken apart."""
    if pattern.type == "identifier":
        return js.text(pattern)
    return {"object_pattern": "options", "array_pattern": "items"}.get(pattern.type, "value") + (
        "" if number < 1 else str(number)
    )


def _of_pattern(pattern: Node, function: Node) -> TypeExpr:
    """A record of the keys that are taken out of an object, or a list. Defaults say the types, else the uses do."""
    if pattern.type == "array_pattern":
        return ArrayOf(ANY)
    fields = []
    for node in pattern.named_children:
        inner = js.field(node, "value") if node.type == "pair_pattern" else node
        key = js.field(node, "key") or js.field(node, "left") or node
        if key.type != "rest_pattern" and inner is not None:
            fields.append(Field(js.text(key), _of_key(inner, function), optional=True))
    return RecordOf(tuple(fields))


def _of_key(bound: Node, function: Node) -> TypeExpr:
    """The type of what a pattern takes out under one key."""
    name, default = js.field(bound, "left") or bound, js.field(bound, "right")
    if name.type in _PATTERNS:
        return _of_pattern(name, function)
    value = _literal(default)
    if is_number(value):
        return Primitive("number")
    return type_from_use(function, js.text(name)) or ANY if value is None else type_of([value])


def _literal(node: Node | None) -> JsonValue:
    """The value of a literal; ``None`` for any other expression."""
    try:
        return literal_value(js.text(node)) if node is not None else None
    except NotPlain:
        return None


def _comment(offered: ExportedFunction) -> str:
    """The comment right above the function, or above the statement that holds it."""
    for node in (offered.function, offered.statement):
        above = node.prev_sibling
        if above is not None and above.type == "comment" and node.start_point.row - above.end_point.row <= 1:
            lines = [js.text(above)]
            while js.text(above).startswith("//"):
                higher = above.prev_sibling
                if higher is None or higher.type != "comment" or above.start_point.row - higher.end_point.row != 1:
                    break
                above = higher
                lines.insert(0, js.text(above))
            return "\n".join(lines)
    return ""


def _claimed(root: Node, name: str, inputs: Sequence[Input], file: str) -> Iterator[Call]:
    """Calls with results in the comments of the file."""
    for node in root.children:
        if node.type == "comment":
            for number, code, said in javascript_docs.documented_calls(js.text(node)):
                args = call_in(code, name, inputs)
                try:
                    value: tuple[JsonValue] | None = (literal_value(said),)
                except NotPlain:
                    value = None
                if args is not None:
                    yield Call(args, "docstring", Note(line(node) + number, file), value)


def _declared(root: Node) -> dict[str, str]:
    """The texts of the types that a file of TypeScript declares."""
    found = {}
    for statement in js.statements(root):
        node = js.declared(statement)
        name, value = js.field(node, "name"), js.field(node, "value") or js.field(node, "body")
        if node.type in ("interface_declaration", "type_alias_declaration") and name is not None and value is not None:
            found[js.text(name)] = js.text(value)
    return found


def _throwing(code: str) -> Iterator[int]:
    """The lines on which an error is raised on purpose."""
    for node in js.walk(js.parse(code)):
        if node.type == "throw_statement":
            yield from range(node.start_point.row + 1, node.end_point.row + 2)


def _constants(function: Node, needed: Sequence[Node]) -> list[JsonValue]:
    """The numbers and texts of the body, then those of the tables that it looks into and of its helpers."""
    body = js.field(function, "body")
    declarations = ("lexical_declaration", "variable_declaration", "function_declaration")
    tables = [node for node in needed if js.declared(node).type in declarations]
    tables.sort(key=lambda node: js.declared(node).type == declarations[-1])
    found = []
    for root in (*js.parameters(function), body, *tables):
        for node in js.walk(root) if root is not None else ():
            if node.type in ("number", "string"):
                try:
                    found.append(literal_value(js.text(node)))
                except NotPlain:
                    continue
    return distinct(value for value in found if value not in ("string", "number", "object", "function", "undefined"))
