"""Reply to code: every way in which real models wrap the module they were asked for.

A JSON reply ``{"code": …}``, fences, ``<think>`` blocks, prose around, separators of dashes, several blocks (the
one that defines the function, with the helpers it needs from the others), code for the wrong language, a bare function
body, an anonymous function, a name in the other case. No code is executed. The time is linear in the reply's length.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from intent_lsp.errors import BadReply
from intent_lsp.models.extracted import Extracted
from intent_lsp.models.extraction import javascript_module, python_code
from intent_lsp.models.extraction.fence_tags import LANGUAGES, NAMES, UNTAGGED
from intent_lsp.models.extraction.javascript_commonjs import exported_members
from intent_lsp.models.extraction.json_reply import json_code
from intent_lsp.models.extraction.reply_text import Block, clean, continued, fenced_blocks, loose_blocks, strip_thinking
from intent_lsp.syntax import javascript_tokens
from intent_lsp.syntax.naming import best_match, fold_case
from intent_lsp.syntax.typescript import without_types
from intent_lsp.values import Target, other_target

if TYPE_CHECKING:
    from intent_lsp.document.model import Signature

LIMIT = 1 << 18
"""Characters; nobody's function is longer, and nothing below is asked to read more."""

_PY_START = re.compile(
    r"(?:async\s+)?def\s+\w+\s*\(|from\s+[\w.]+\s+import\s|import\s+[\w.]+(?:\s+as\s+\w+)?\s*(?:,|$)|class\s+\w+.*:\s*$"
    r"|@\w[\w.]*|[A-Za-z_]\w*\s*(?::[^=]+)?=\s*\S"
)
_JS_START = re.compile(
    r"(?:export|import|async\s+function|function|const|let|var|class)\s+[\w${*\[]|module\.exports|exports\.\w|/\*\*|//"
)


def extract(reply_text: str, *, target: Target, name: str, signature: Signature) -> Extracted:
    """Take the code of function ``name`` out of a complete reply.

    Raises :class:`~intent_lsp.errors.BadReply` (and nothing else) when there is none: an empty or prose-only reply,
    another language, other functions only. Code that is broken but clearly meant is returned: a later gate says where
    it is broken, which is what a repair needs.
    """
    text = _answer(reply_text)
    try:
        return _Extraction(target, name, signature).run(text)
    finally:
        _forget()


def in_other_language(reply_text: str, *, target: Target, name: str, signature: Signature) -> str:
    """The whole function ``name`` in the language that was not asked for; empty where the reply does not define it.

    ``target``: the language that was asked for. A bare body, or a function of another name, does not count.
    """
    try:
        found = _Extraction(other_target(target), name, signature).defined(_answer(reply_text))
    except BadReply:
        return ""
    finally:
        _forget()
    return found.code if found is not None else ""


def _forget() -> None:
    """Reading is shared by the steps of one extraction, and not kept."""
    javascript_tokens.read.cache_clear()
    python_code.read.cache_clear()


def _answer(reply_text: str) -> str:
    """The reply without thinking and JSON around it. Raises :class:`~intent_lsp.errors.BadReply`."""
    if len(reply_text) > LIMIT:
        raise BadReply(f"the reply has {len(reply_text):,} characters, more than any function", hint=_ASK_AGAIN)
    text = clean(reply_text)
    if not text:
        raise BadReply("the reply is empty", hint=_ASK_AGAIN)
    text = clean(strip_thinking(text))
    if not text:
        raise BadReply(
            "the reply holds only the model's thinking and no answer",
            hint="allow more tokens, or turn thinking off for this model",
        )
    for _ in range(2):  # a JSON reply may hold a fenced block, which may hold code
        inner = json_code(text)
        if inner is None:
            break
        text = clean(inner)
        if not text:
            raise BadReply("the reply's code is empty", hint=_ASK_AGAIN)
    return text


_ONLY_BODY = "the reply held only the function's body"
_ASK_AGAIN = "run it again, or choose another model"


@dataclass(slots=True)
class _Piece:
    """A block, read once."""

    block: Block
    language: str
    """``py``, ``js``, ``ts``, another tag, or empty when the tag says nothing."""
    parses: bool
    declared: frozenset[str]
    imported: frozenset[str]
    used: frozenset[str]


@dataclass(slots=True)
class _Extraction:
    target: Target
    name: str
    signature: Signature

    def run(self, text: str) -> Extracted:
        blocks = self._blocks(text)
        wanted = self._in_target_language(blocks)
        for attempt in (self._defined, self._anonymous, self._other_case, self._body, self._elsewhere):
            found = attempt(wanted)
            if found is not None:
                return found
        raise self._refusal(blocks, text)

    def defined(self, text: str) -> Extracted | None:
        """Only what defines the function by its name."""
        return self._defined(self._in_target_language(self._blocks(text)))

    def _blocks(self, text: str) -> list[Block]:
        if blocks := fenced_blocks(text):
            return blocks + continued(text)
        if blocks := continued(text):
            return blocks
        blocks = loose_blocks(text)
        return blocks + [block for block in map(self._without_prose, blocks) if block is not None]

    def _in_target_language(self, blocks: list[Block]) -> list[Block]:
        wanted = [block for block in blocks if self._may_be(block)]
        if self.target == "js":
            wanted = [replace(block, code=exported_members(block.code, self.name)) for block in wanted]
        return wanted

    # --- ways to find it ---------------------------------------------------------------------------------------------

    def _defined(self, blocks: list[Block]) -> Extracted | None:
        pieces = [self._read(block) for block in blocks]
        defining = [index for index, piece in enumerate(pieces) if self.name in piece.declared]
        if not defining:
            return None
        sound = [index for index in defining if pieces[index].parses]
        fenced = blocks[defining[0]].fenced
        best = (sound or defining)[-1 if fenced else 0]  # after a quotation of the old code comes the new one
        self._refuse_typescript(pieces[best].block.code)
        note = "joined with its helpers" if fenced and self._helpers(pieces, best) else ""
        if len(defining) > 1 and fenced:
            note = f"{len(defining)} blocks define it; the last that parses was taken"
        earlier = [index for index in reversed(sound) if index != best] if fenced else []
        others = tuple(self._finish(self._joined(pieces, index), "").code for index in earlier)
        code = self._joined(pieces, best) if fenced else pieces[best].block.code
        return replace(self._finish(code, note), others=others)

    def _joined(self, pieces: list[_Piece], index: int) -> str:
        """A block behind the helpers that it needs from the others."""
        return "\n\n".join(pieces[i].block.code for i in (*self._helpers(pieces, index), index))

    def _anonymous(self, blocks: list[Block]) -> Extracted | None:
        for block in blocks:
            if self.target == "py" and python_code.is_lambda(block.code):
                return self._finish(f"{self.name} = {block.code}", "named")
            if self.target == "js":
                code = javascript_module.named(block.code, self.name)
                if code != block.code:
                    self._refuse_typescript(code)
                    return self._finish(code, "named")
        return None

    def _other_case(self, blocks: list[Block]) -> Extracted | None:
        """``normalize_2d`` for ``normalize2d``: models like their language's own case better than the name given."""
        wanted = fold_case(self.name)
        for block in reversed(blocks):
            alike = sorted(n for n in self._read(block).declared if fold_case(n) == wanted)
            if len(alike) == 1:
                js, py = f"\n\nexport {{ {alike[0]} as {self.name} }};", f"\n\n\n{self.name} = {alike[0]}"
                alias = py if self.target == "py" else js
                return self._finish(block.code.rstrip() + alias, f"the reply calls it {alike[0]}")
        return None

    def _body(self, blocks: list[Block]) -> Extracted | None:
        for block in blocks:
            code = textwrap.dedent(block.code)
            if self.target == "py":
                head = f"def {self.name}({_python_parameters(self.signature)}):"
                for body in (code, textwrap.dedent(f"    {code}")):  # its first line may have lost its indentation
                    if python_code.is_body(body):
                        return self._finish(f"{head}\n{textwrap.indent(body, '    ')}", _ONLY_BODY)
            if self.target == "js":
                module = javascript_tokens.read(code)
                if not module.balanced and code.rstrip().endswith(
                    "}"
                ):  # with the bracket of the head that it continues
                    code = textwrap.dedent(code.rstrip()[:-1].rstrip())
                    module = javascript_tokens.read(code)
                if module.returns and module.balanced and (block.fenced or _looks_js(code)):
                    head = f"export function {self.name}({_javascript_parameters(self.signature)}) {{"
                    return self._finish(f"{head}\n{textwrap.indent(code, '  ')}\n}}", _ONLY_BODY)
        return None

    def _elsewhere(self, blocks: list[Block]) -> Extracted | None:
        """The function under another name, or in a class: left as it is for a mend that is told about."""
        for block in reversed(blocks):
            piece = self._read(block)
            if piece.parses and self._chosen(block.code) is not None:
                if self.target == "js":
                    self._refuse_typescript(block.code)
                return self._finish(block.code, "the function has another name")
        return None

    def _chosen(self, code: str) -> str | None:
        """The function or class that must be meant."""
        uses = python_code.definitions(code) if self.target == "py" else javascript_tokens.definitions(code)
        return best_match(self.name, uses)

    # --- pieces ------------------------------------------------------------------------------------------------------

    def _may_be(self, block: Block) -> bool:
        language = LANGUAGES.get(block.language, block.language)
        return block.language in UNTAGGED or language == self.target or (language == "ts" and self.target == "js")

    def _read(self, block: Block) -> _Piece:
        language = LANGUAGES.get(block.language, "" if block.language in UNTAGGED else block.language)
        if self.target == "py":
            py = python_code.read(block.code)
            return _Piece(
                block, language, py.parses, frozenset(py.declared), frozenset(py.imported), frozenset(py.used)
            )
        js = javascript_tokens.read(block.code)
        if not block.fenced and not _looks_js(block.code):
            return _Piece(block, language, False, frozenset(), frozenset(), frozenset())
        names = frozenset(js.declared) | frozenset(js.exported)
        parses = js.balanced and (block.fenced or _JS_START.match(block.code.lstrip()) is not None)
        return _Piece(block, language, parses, names, frozenset(js.imported), frozenset(js.used))

    def _helpers(self, pieces: list[_Piece], best: int) -> list[int]:
        """The other blocks that the chosen one needs, in the reply's order."""
        declared = set(pieces[best].declared)
        needed = set(pieces[best].used) - declared - pieces[best].imported - {p.name for p in self.signature.parameters}
        chosen: list[int] = []
        for index in reversed([i for i in range(len(pieces)) if i != best]):
            piece = pieces[index]
            names = piece.declared | piece.imported
            shows = self.name in names or self.name in piece.used
            if piece.parses and names & needed and not names & declared and not shows:
                chosen.append(index)
                declared |= names
                needed = (needed | piece.used) - declared
        return sorted(chosen)

    def _without_prose(self, block: Block) -> Block | None:
        start = _PY_START if self.target == "py" else _JS_START
        belongs = _python_line if self.target == "py" else _javascript_line
        code = _trimmed(block.code, start, belongs)
        return Block(code, block.language) if code and code != block.code else None

    def _finish(self, code: str, note: str) -> Extracted:
        if self.target == "py":
            code = python_code.without_demo(code)
        else:
            code = javascript_module.without_demo(javascript_module.exporting(code, self.name))
        if not code.strip():
            raise BadReply("the reply's code is empty", hint=_ASK_AGAIN)
        return Extracted(code.strip("\n").rstrip() + "\n", note)

    # --- refusals ----------------------------------------------------------------------------------------------------

    def _refuse_typescript(self, code: str) -> None:
        if self.target != "js" or not javascript_tokens.typescript(javascript_tokens.read(code), self.name):
            return
        if without_types(code) == code:  # else a mend takes them off, and is told about
            raise BadReply("the reply is TypeScript; JavaScript without types was asked for", hint=_ASK_AGAIN)

    def _refusal(self, blocks: list[Block], text: str) -> BadReply:
        wanted = NAMES[self.target]
        for block in blocks:
            language = LANGUAGES.get(block.language, block.language)
            if block.language not in UNTAGGED and language != self.target:
                came = NAMES.get(language, language)
                return BadReply(f"the reply is {came}; {wanted} was asked for", hint=_ASK_AGAIN)
        other = other_target(self.target)
        code = "\n".join(block.code for block in blocks[:1])
        if (other == "py" and python_code.definitions(code)) or (
            other == "js" and _looks_js(code) and javascript_tokens.read(code).declared
        ):
            return BadReply(f"the reply is {NAMES[other]}; {wanted} was asked for", hint=_ASK_AGAIN)
        names = sorted({n for block in blocks if self._may_be(block) for n in self._read(block).declared})
        if names and (blocks[0].fenced or self._read(blocks[0]).parses):
            shown = ", ".join(names[:4])
            return BadReply(f"the reply defines {shown}, but not {self.name}", hint=_ASK_AGAIN)
        start = " ".join(text.split())[:60]
        return BadReply(f"the reply holds no code: “{start}…”", hint=_ASK_AGAIN)


def _looks_js(code: str) -> bool:
    if code.startswith("return ") and "\n" not in code:
        return True
    return re.search(r"=>|^[ \t]*(?:export|function|const|let|var|return)\b.*[;{(=]", code, re.MULTILINE) is not None


def _trimmed(code: str, start: re.Pattern[str], belongs: Callable[[str], bool]) -> str:
    lines = code.split("\n")
    first = next((i for i, line in enumerate(lines) if start.match(line)), -1)
    if first < 0:
        return ""
    last = first
    for index in range(first, len(lines)):
        line = lines[index]
        if not line.strip():
            continue
        if not (belongs(line) or start.match(line)):
            break
        last = index
    return "\n".join(lines[first : last + 1])


def _python_line(line: str) -> bool:
    return line[0] in " \t)]}#@" or line.startswith(("else", "elif ", "except", "finally", '"""'))


def _javascript_line(line: str) -> bool:
    return line[0] in " \t})]/*" or line.rstrip().endswith((";", "{", "}", ","))


def _python_parameters(signature: Signature) -> str:
    parts = []
    for parameter in signature.parameters:
        if parameter.rest:
            parts.append(f"*{parameter.name}")
        elif parameter.has_default and not isinstance(parameter.default, (list, dict)):
            parts.append(f"{parameter.name}={parameter.default!r}")
        elif parameter.optional or parameter.has_default:
            parts.append(f"{parameter.name}=None")
        else:
            parts.append(parameter.name)
    return ", ".join(parts)


def _javascript_parameters(signature: Signature) -> str:
    parts = []
    for parameter in signature.parameters:
        if parameter.rest:
            parts.append(f"...{parameter.name}")
        elif parameter.has_default:
            parts.append(f"{parameter.name} = {json.dumps(parameter.default)}")
        else:
            parts.append(parameter.name)
    return ", ".join(parts)
