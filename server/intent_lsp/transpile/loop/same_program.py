"""Whether two candidates are one program: layout, comments and doc strings aside."""

from __future__ import annotations

import ast
import warnings

from intent_lsp.values import Target


def fingerprint(code: str, target: Target) -> str:
    """Equal for code that differs in layout and remarks only. Parses, executes nothing; never raises."""
    return _python(code) if target == "py" else _javascript(code)


def _python(code: str) -> str:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return " ".join(code.split())
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list) and len(body) > 1 and _is_text(body[0]):
            del body[0]
    return ast.dump(tree)


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _javascript(code: str) -> str:
    from intent_lsp.syntax.javascript_tokens import read  # its tables are only needed when code is compared

    # A semicolon in front of a brace or at the end is a matter of style; strings keep their quotes.
    texts = [token.text for token in read(code).tokens]
    kept = [text for text, after in zip(texts, [*texts[1:], "}"], strict=True) if text != ";" or after != "}"]
    return " ".join(kept)
