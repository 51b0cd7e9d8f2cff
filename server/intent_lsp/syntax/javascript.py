"""JavaScript as a tree-sitter tree. The grammar is TypeScript's, which holds JavaScript: models write both.

Parsing never fails: what is broken becomes ``ERROR`` nodes. The parser is loaded when it is first used.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Language, Node

FUNCTIONS = frozenset(
    {"function_declaration", "function_expression", "arrow_function", "method_definition",
     "generator_function_declaration"}
)  # fmt: skip
LOOPS = frozenset({"for_statement", "for_in_statement", "while_statement", "do_statement"})


@cache
def _language() -> Language:
    import tree_sitter_typescript
    from tree_sitter import Language

    return Language(tree_sitter_typescript.language_typescript())


def parse(code: str) -> Node:
    """The root of the tree. Look at ``has_error`` before believing it."""
    from tree_sitter import Parser

    return (
        Parser(_language()).parse(code.encode("utf-8", "surrogatepass")).root_node
    )  # a parser of its own: threads may not share one


MOST_LEVELS = 300
"""Of a tree. Of 1,050 files of published packages the deepest has 38; a sum has a level for each of its terms."""


def nests_too_deeply(node: Node) -> bool:
    """Whether code that nobody wrote by hand has more than ``MOST_LEVELS`` levels."""
    level = [node]
    for _ in range(MOST_LEVELS):
        level = [child for node in level for child in node.children]
        if not level:
            return False
    return True


def walk(node: Node) -> Iterator[Node]:
    """The node and all below it, in the order of the text."""
    pending = [node]
    while pending:
        node = pending.pop()
        yield node
        pending.extend(reversed(node.children))


def own_nodes(function: Node) -> Iterator[Node]:
    """What belongs to the function itself: not to functions and classes inside it."""
    body = function.child_by_field_name("body")
    pending = [body] if body is not None else []
    while pending:
        node = pending.pop()
        yield node
        pending.extend(c for c in reversed(node.children) if c.type not in FUNCTIONS and c.type != "class_declaration")


def text(node: Node) -> str:
    """The node as it is written."""
    return (node.text or b"").decode("utf-8", "surrogatepass")


def field(node: Node, *names: str) -> Node | None:
    """The node that one field after the other leads to."""
    found: Node | None = node
    for name in names:
        found = found.child_by_field_name(name) if found is not None else None
    return found


def statements(root: Node) -> list[Node]:
    """The statements of the module, comments left out."""
    return [node for node in root.named_children if node.type not in ("comment", "hash_bang_line")]


def declared(statement: Node) -> Node:
    """The declaration in an ``export`` statement; any other statement itself."""
    return field(statement, "declaration") or statement


def functions(root: Node) -> dict[str, Node]:
    """The functions at the top level by name: declarations, and variables that hold a function. The last one counts."""
    found: dict[str, Node] = {}
    for statement in map(declared, statements(root)):
        if statement.type in ("function_declaration", "generator_function_declaration"):
            if (name := field(statement, "name")) is not None:
                found[text(name)] = statement
        elif statement.type in ("lexical_declaration", "variable_declaration"):
            for child in statement.named_children:
                name, value = field(child, "name"), field(child, "value")
                if name is not None and value is not None and value.type in FUNCTIONS:
                    found[text(name)] = value
    return found


def parameters(function: Node) -> list[Node]:
    """The parameters' nodes in order; an arrow's single bare name is one."""
    bare = field(function, "parameter")
    if bare is not None:
        return [bare]
    found = field(function, "parameters")
    return [node for node in found.named_children if node.type != "comment"] if found is not None else []


def returned_expressions(function: Node) -> list[Node]:
    """The expressions that the function itself returns."""
    body = field(function, "body")
    if body is not None and body.type != "statement_block":
        return [body]
    found = (node for node in own_nodes(function) if node.type == "return_statement")
    return [node.named_children[0] for node in found if node.named_children]
