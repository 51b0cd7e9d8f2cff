"""Names, constants, arrays and objects."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from intent_lsp.syntax.javascript import text
from intent_lsp.translation.code import Code
from intent_lsp.translation.flow_state import there
from intent_lsp.translation.javascript_to_python.iteration import Iteration
from intent_lsp.translation.javascript_to_python.texts import text_of
from intent_lsp.translation.javascript_to_python.writer import (
    ADD,
    BIT_OR,
    a,
    number_of,
)
from intent_lsp.translation.value_lattice import (
    INT,
    NAT,
    NUMBER,
    TEXT,
    UNDEFINED,
    Kind,
    function_of,
    joined,
    list_of,
    object_of,
    record_of,
    tuple_of,
)

if TYPE_CHECKING:
    from tree_sitter import Node


_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": ""}


class Literals(Iteration):
    """Names, constants, arrays and objects."""

    def _identifier(self, node: Node) -> Code:
        name = text(node)
        if any(name in names for names in self.inner):
            return Code(self.name(name), self._sure(name, self.kind_of_name(name)))
        owner = self.owner(name)
        if owner is None:
            known = {"undefined": Code("None", UNDEFINED), "NaN": Code(f"{self.module('math')}.nan", NUMBER),
                     "Infinity": Code(f"{self.module('math')}.inf", NUMBER)}  # fmt: skip
            if name in known:
                return known[name]
            raise self.refuse(node, f"the name {name} is not defined here, or not one that the rules know")
        scoped = f"{owner}.{name}".lstrip(".")
        if scoped in self.names.functions:
            return Code(self.name(name), function_of(self.knowledge.kind(scoped, "return")))
        kind = self._sure(name, self.kind_of_name(name))
        if kind == INT and name in self.bounds and self.bounds[name].low >= 0:
            kind = NAT
        return Code(self.name(name), kind)

    def _sure(self, name: str, kind: Kind) -> Kind:
        return kind.parts[0] if kind.name == "maybe" and {name, there(name)} & self.facts else kind

    def _template(self, node: Node) -> Code:
        parts: list[tuple[str, bool]] = []
        for child in node.children:
            if child.type == "string_fragment" or child.type == "escape_sequence":
                parts.append((_unescaped(text(child)), False))
            elif child.type == "template_substitution":
                inner = child.named_children[0]
                parts.append((text_of(self, inner, self.expr(inner), in_template=True).text, True))
        if not any(is_code for _, is_code in parts):
            return Code(self.quoted("".join(part for part, _ in parts)), TEXT)
        codes = [part for part, is_code in parts if is_code]
        if any('"' in code or "\\" in code or "{" in code for code in codes) or any("\n" in part for part, _ in parts):
            return self._joined(node, parts)
        inside = "".join(
            f"{{{part}}}" if is_code else self.quoted(part)[1:-1].replace("{", "{{").replace("}", "}}")
            for part, is_code in parts
        )
        return Code(f'f"{inside}"', TEXT)

    def _joined(self, node: Node, parts: list[tuple[str, bool]]) -> Code:
        """Python 3.11 has no quotes inside of an f-string's expressions."""
        codes = []
        for child in node.children:
            if child.type == "template_substitution":
                inner = child.named_children[0]
                codes.append(text_of(self, inner, self.expr(inner)))
        made_ = iter(codes)
        merged: list[str] = []
        fragment = ""
        for part, is_code in parts:
            if is_code:
                merged += [self.quoted(fragment)] * bool(fragment) + [next(made_).at(ADD + 1)]
                fragment = ""
            else:
                fragment += part
        merged += [self.quoted(fragment)] * bool(fragment)
        return Code(" + ".join(merged), TEXT, ADD)

    def _array(self, node: Node) -> Code:
        texts, kinds, spread = [], [], False
        for child in node.named_children:
            if child.type == "comment":
                continue
            if child.type == "spread_element":
                inner = self.items(child.named_children[0])
                texts.append(f"*{inner.at(BIT_OR)}")
                kinds.append(inner.kind.item)
                spread = True
            else:
                code = self.expr(child)
                texts.append(code.text)
                kinds.append(code.kind)
        if any(part.type == "," and node.children[i - 1].type in (",", "[") for i, part in enumerate(node.children)):
            raise self.refuse(node, "an array with holes")
        if spread and len(texts) == 1:
            return Code(f"list({texts[0][1:]})", list_of(kinds[0]), fresh=True)
        kind = tuple_of(*kinds) if not spread and len({k.name for k in kinds}) > 1 else list_of(joined(*kinds))
        return Code(f"[{', '.join(texts)}]", kind, fresh=True)

    def _object(self, node: Node) -> Code:
        pairs: list[str] = []
        fields: dict[str, Kind] = {}
        kinds: list[Kind] = []
        varies = not [child for child in node.named_children if child.type != "comment"]
        for child in node.named_children:
            match child.type:
                case "comment":
                    continue
                case "pair":
                    key, value = child.named_children[0], self.expr(child.named_children[-1])
                    kinds.append(value.kind)
                    if key.type == "computed_property_name":
                        varies = True
                        pairs.append(f"{self._key(key.named_children[0])}: {value.text}")
                        continue
                    name = constant(key) if key.type == "string" else text(key)
                    if key.type == "number":
                        name = str(number_of(key))
                    fields[name] = value.kind
                    pairs.append(f"{self.quoted(name)}: {value.text}")
                case "shorthand_property_identifier":
                    name = text(child)
                    code = self._identifier(child)
                    fields[name] = code.kind
                    kinds.append(code.kind)
                    pairs.append(f"{self.quoted(name)}: {code.text}")
                case "spread_element":
                    inner = self.expr(child.named_children[0])
                    if inner.kind.name not in ("object", "record"):
                        raise self.refuse(child, f"... of {a(inner.kind)} in an object")
                    varies = True
                    kinds.append(inner.kind.value)
                    pairs.append(f"**{inner.text}")
                case _:
                    raise self.refuse(child, "this member of an object")
        if "__proto__" in fields:
            raise self.refuse(node, "the key __proto__")
        numeric = any(re.fullmatch(r"\d+", name) for name in fields)
        kind = object_of(joined(*kinds)) if varies or numeric else record_of(fields)
        return Code(f"{{{', '.join(pairs)}}}", kind, fresh=True)

    def _key(self, node: Node) -> str:
        """A key of an object: always a text."""
        code = self.expr(node)
        return text_of(self, node, code).text


def constant(node: Node) -> str:
    """A string literal's value."""
    return "".join(_unescaped(text(child)) for child in node.named_children)


def _unescaped(words: str) -> str:
    if not words.startswith("\\"):
        return words
    if words[1] in "xu" and words[2:3] != "{":
        return chr(int(words[2:], 16))
    if words[1] == "u":
        return chr(int(words[3:-1], 16))
    return _ESCAPES.get(words[1:], words[1:])


def constant_text(source: str) -> str:
    """The value of one of our own plain string constants."""
    value = json.loads(source)
    return value if isinstance(value, str) else ""
