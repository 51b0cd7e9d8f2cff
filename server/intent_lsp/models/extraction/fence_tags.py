"""What the tag behind an opening fence says about the language."""

from __future__ import annotations

LANGUAGES = {
    "py": "py", "python": "py", "python3": "py", "py3": "py", "pyi": "py",
    "js": "js", "javascript": "js", "mjs": "js", "cjs": "js", "jsx": "js", "node": "js", "ecmascript": "js",
    "ts": "ts", "typescript": "ts", "tsx": "ts", "mts": "ts",
}  # fmt: skip
UNTAGGED = frozenset({"", "text", "txt", "plaintext", "plain", "code", "output", "console", "none", "json", "json5"})
NAMES = {"py": "Python", "js": "JavaScript", "ts": "TypeScript"}
