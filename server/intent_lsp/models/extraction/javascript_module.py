"""Make JavaScript a module that exports the wanted function by name, changing nothing else."""

from __future__ import annotations

import re

from intent_lsp.syntax import javascript_tokens as js

_COMMONJS = re.compile(r"(?:module\.)?exports(?:\.([\w$]+))?[ \t]*=[ \t]*")
_ANONYMOUS = re.compile(r"export[ \t]+default[ \t]+(?=(?:async[ \t]+)?(?:function[ \t]*\*?[ \t]*\(|\(|[\w$]+[ \t]*=>))")
_EXPRESSION = re.compile(r"(?:async[ \t]+)?(?:function[ \t]*\(|\([^()]*\)[ \t]*=>|[\w$]+[ \t]*=>)")


def named(code: str, name: str) -> str:
    """Give an anonymous function its name: default exports, CommonJS exports, a bare function expression."""
    tokens = js.read(code).tokens
    starts = {token.start for token in tokens if token.depth == 0}
    for match in _ANONYMOUS.finditer(code):
        if match.start() in starts:
            return f"{code[: match.start()]}export const {name} = {code[match.end() :]}"
    for match in _COMMONJS.finditer(code):
        if match.start() in starts and match[1] in {None, name}:
            rest = code[match.end() :]
            inline = re.match(r"(?:async[ \t]+)?function[ \t]*([\w$]*)", rest) or _EXPRESSION.match(rest)
            if inline:
                return f"{code[: match.start()]}export const {name} = {rest}"
    if _EXPRESSION.match(code) and tokens and not js.read(code).declared:
        return f"export const {name} = {code.rstrip().rstrip(';')};"
    return code


def exporting(code: str, name: str) -> str:
    """Export the declared function ``name`` by name; CommonJS exports, which would fail in a module, are taken off."""
    code = _without_commonjs(code)
    module = js.read(code)
    declaration = module.declared.get(name)
    if name in module.exported or declaration is None:
        return code
    if declaration.default:
        return f"{code[: declaration.start]}export {code[declaration.word :]}"
    if declaration.exported:
        return code
    return f"{code[: declaration.word]}export {code[declaration.word :]}"


def _without_commonjs(code: str) -> str:
    tokens = js.read(code).tokens
    pieces: list[str] = []
    kept = 0
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if (
            token.depth == 0
            and token.text in {"module", "exports"}
            and _COMMONJS.match(code, token.start)
            and (
                index == 0
                or tokens[index - 1].text in {";", "}", ")"}
                or code[: token.start].rstrip(" \t").endswith("\n")
            )
        ):
            end = index
            while end + 1 < len(tokens) and tokens[end].text != ";" and not _statement_ends(code, tokens, end):
                end += 1
            stop = tokens[end].start + len(tokens[end].text)
            pieces.append(code[kept : token.start].rstrip() + "\n")
            kept = stop
            index = end
        index += 1
    return "".join(pieces) + code[kept:] if pieces else code


def _statement_ends(code: str, tokens: list[js.Token], at: int) -> bool:
    token, after = tokens[at], tokens[at + 1]
    if after.depth != 0 or token.text in {"=", ".", ","} or after.text in {".", "=", ";", ","}:
        return False
    return "\n" in code[token.start + len(token.text) : after.start]


def without_demo(code: str) -> str:
    """Take off ``console.log(…)`` statements at the end of the module, which only show the function."""
    tokens = [token for token in js.read(code).tokens if token.text != ";"]
    end = len(tokens)
    while end and tokens[end - 1].text == ")" and tokens[end - 1].depth == 0:
        opening = end - 2
        while opening > 0 and not (tokens[opening].text == "(" and tokens[opening].depth == 0):
            opening -= 1
        first = opening - 3
        if first < 0 or [token.text for token in tokens[first:opening]] != ["console", ".", "log"]:
            break
        if (
            first > 0
            and tokens[first - 1].text not in {"}", ")"}
            and ";" not in code[tokens[first - 1].start : tokens[first].start]
        ):
            break  # part of something larger
        end = first
    return code if end == len(tokens) or end == 0 else code[: tokens[end].start].rstrip()
