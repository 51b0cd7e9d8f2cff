"""What names a JavaScript function declares and changes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from intent_lsp.syntax.javascript import FUNCTIONS, field, parameters, text
from intent_lsp.translation.contract import Refusal

if TYPE_CHECKING:
    from tree_sitter import Node

_CHANGING = frozenset(
    [
        "push",
        "pop",
        "shift",
        "unshift",
        "splice",
        "sort",
        "reverse",
        "fill",
        "set",
        "add",
        "delete",
        "clear",
        "copyWithin",
    ]
)


def inside(node: Node) -> Iterator[Node]:
    """All nodes below, those of functions inside it left out."""
    pending = list(reversed(node.named_children))
    while pending:
        one = pending.pop()
        yield one
        if one.type not in FUNCTIONS:
            pending.extend(reversed(one.named_children))


def bound_names(pattern: Node) -> set[str]:
    """The names that a pattern binds."""
    if pattern.type in ("identifier", "shorthand_property_identifier_pattern"):
        return {text(pattern)}
    if pattern.type == "required_parameter":
        return bound_names(field(pattern, "pattern") or pattern.named_children[0])
    if pattern.type in ("assignment_pattern", "object_assignment_pattern"):
        return bound_names(pattern.named_children[0])
    if pattern.type == "pair_pattern":
        return bound_names(pattern.named_children[-1])
    return {name for child in pattern.named_children for name in bound_names(child)}


def own_names(function: Node) -> frozenset[str]:
    """Parameters and declared names. Raises :class:`Refusal` where an inner block hides a name of an outer one."""
    names = {name for one in parameters(function) for name in bound_names(one)}
    body = field(function, "body")
    if body is None or body.type != "statement_block":
        return frozenset(names)
    _block(body, [set(names)], names)
    broken = _constants(body) & assigned(body)
    if broken:
        raise Refusal(function.start_point[0] + 1, f"{min(broken)} is constant, and is given another value")
    return frozenset(names)


def _constants(body: Node) -> set[str]:
    found: set[str] = set()
    for node in inside(body):
        if node.type in ("lexical_declaration", "for_in_statement"):
            kind = field(node, "kind")
            if kind is not None and text(kind) == "const":
                found |= set(declared(node))
    return found


def _block(block: Node, outer: list[set[str]], names: set[str]) -> None:
    here = set(declared(block)) if block.type == "for_in_statement" else set[str]()
    if any(name in one for one in outer for name in here):
        raise Refusal(block.start_point[0] + 1, f"a second variable {min(here)} inside of the first one's block")
    names |= here
    for node in _level(block):
        for name in declared(node) if node.type != "for_in_statement" else ():
            if name in here or any(name in one for one in outer):
                raise Refusal(node.start_point[0] + 1, f"a second variable {name} inside of the first one's block")
            here.add(name)
            names.add(name)
    for node in _level(block):
        for part in _blocks(node):
            _block(part, [*outer, here], names)


def _level(block: Node) -> list[Node]:
    """A block's statements; a loop's head belongs to its body."""
    found = [*block.named_children] if block.type in ("statement_block", "switch_case", "switch_default") else [block]
    if block.type in ("for_statement", "for_in_statement"):
        found = []
        initial = field(block, "initializer")
        if initial is not None:
            found.append(initial)
        body = field(block, "body")
        if body is not None:
            found += body.named_children if body.type == "statement_block" else [body]
    return found


def _blocks(node: Node) -> list[Node]:
    if node.type in FUNCTIONS or node.type == "function_declaration":
        return []
    if node.type in ("for_statement", "statement_block"):
        return [node]
    if node.type == "for_in_statement":
        return [node]
    return [part for child in node.named_children for part in _blocks(child)]


def declared(node: Node) -> list[str]:
    """The names that one statement declares."""
    if node.type in ("lexical_declaration", "variable_declaration"):
        return [
            name
            for child in node.named_children
            if child.type == "variable_declarator"
            for name in sorted(bound_names(child.named_children[0]))
        ]
    if node.type in ("function_declaration", "generator_function_declaration"):
        name = field(node, "name")
        return [text(name)] if name is not None else []
    if node.type == "for_in_statement" and field(node, "kind") is not None:
        left = field(node, "left")
        return sorted(bound_names(left)) if left is not None else []
    return []


def assigned(node: Node) -> set[str]:
    """Names that are given another value anywhere below, functions included."""
    found: set[str] = set()
    pending = [node]
    while pending:
        one = pending.pop()
        pending.extend(one.named_children)
        if one.type in ("assignment_expression", "augmented_assignment_expression", "update_expression"):
            target = field(one, "left") or field(one, "argument")
            if target is not None and target.type in ("identifier", "array_pattern", "object_pattern"):
                found |= bound_names(target)
    return found


def changed(node: Node) -> set[str]:
    """Names that are given another value below, or whose value a method or an index may change."""
    found = assigned(node)
    pending = [node]
    while pending:
        one = pending.pop()
        pending.extend(one.named_children)
        if one.type in ("lexical_declaration", "variable_declaration"):
            found |= set(declared(one))
        place = None
        if one.type in ("assignment_expression", "augmented_assignment_expression", "update_expression"):
            place = field(one, "left") or field(one, "argument")
        elif one.type == "call_expression":
            function = field(one, "function")
            if function is not None and function.type == "member_expression":
                place = function if text(function.named_children[-1]) in _CHANGING else None
        if place is not None:
            found |= _roots(place)
    return found


def resized(node: Node) -> set[str]:
    """Those of :func:`changed` that may have another length afterwards."""
    found = {name for one in _all(node) for name in declared(one)} | assigned(node)
    for one in _all(node):
        if one.type in ("assignment_expression", "augmented_assignment_expression", "update_expression"):
            place = field(one, "left") or field(one, "argument")
            places = list(place.named_children) if place is not None and place.type == "array_pattern" else [place]
            for target in places:
                if target is not None and target.type != "identifier" and not _is_inside_a_loop(target):
                    found |= _roots(target)
        elif one.type == "call_expression":
            function = field(one, "function")
            if function is not None and function.type == "member_expression":
                name = text(function.named_children[-1])
                if name in _CHANGING - {"sort", "reverse", "fill"}:
                    found |= _roots(function)
    return found


def _all(node: Node) -> Iterator[Node]:
    pending = [node]
    while pending:
        one = pending.pop()
        yield one
        pending.extend(one.named_children)


def _is_inside_a_loop(target: Node) -> bool:
    """Whether ``xs[i + 1]`` keeps to the array by the head of a loop around it."""
    if target.type != "subscript_expression":
        return False
    owner, index = text(target.named_children[0]), text(target.named_children[-1])
    found = re.fullmatch(r"([\w$]+)(?: \+ (\d+))?", index)
    around = target.parent
    while found and around is not None and around.type not in FUNCTIONS:
        test = field(around, "condition") if around.type == "for_statement" else None
        if test is not None:
            head = re.fullmatch(rf"{re.escape(found[1])} < {re.escape(owner)}\.length(?: - (.+?))?;?", text(test))
            room = head[1] if head else None
            if head and (int(found[2] or 0) == 0 or _at_least(room, int(found[2] or 0))):
                return True
        around = around.parent
    return False


def _at_least(room: str | None, offset: int) -> bool:
    """Whether a loop stays so far below the end: ``1``, or ``i - 1`` with a variable that is not negative."""
    return bool(room and re.search(r"(?:^|- )(\d+)$", room) and int(room.split()[-1]) >= offset)


def _roots(place: Node) -> set[str]:
    if place.type in ("array_pattern", "object_pattern"):
        return {name for child in place.named_children for name in _roots(child)}
    while place.type in ("subscript_expression", "member_expression", "call_expression") and place.named_children:
        place = place.named_children[0]
    return {text(place)} if place.type == "identifier" else set()
