"""Programs while they are searched for: immutable terms, how to evaluate them, and how to look inside."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from intent_lsp.synthesis.higher_order import EACH
from intent_lsp.synthesis.operators.table import Operator
from intent_lsp.synthesis.search_values import FAILED, UNDEFINED_ERRORS, Record, Value
from intent_lsp.synthesis.types import BOOLEAN, NUMBER, STRING, Type

Env: TypeAlias = Mapping[str, Value]
"""Values of the variables: parameters by name, solved record fields as ``$name``, lambda variables."""


@dataclass(frozen=True, slots=True)
class Var:
    name: str


@dataclass(frozen=True, slots=True)
class Const:
    value: Value
    type: Type


@dataclass(frozen=True, slots=True)
class Null:
    pass


@dataclass(frozen=True, slots=True)
class Apply:
    op: Operator
    args: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Member:
    """A field of a record; ``index`` for the item of a tuple; ``optional``: it may be absent or null."""

    of: Term
    key: str
    index: bool = False
    optional: bool = False


@dataclass(frozen=True, slots=True)
class IsNull:
    of: Term


@dataclass(frozen=True, slots=True)
class If:
    condition: Term
    then: Term
    otherwise: Term


@dataclass(frozen=True, slots=True)
class Joined:
    """Strings one after another: a template literal, an f-string."""

    parts: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Each:
    """A higher-order operator over a list: ``kind`` is a key of :data:`EACH`; ``body`` sees the item as ``var``."""

    kind: str
    over: Term
    var: str
    type: Type
    """Of the item."""
    body: Term


@dataclass(frozen=True, slots=True)
class Pairs:
    """A map with one entry per item of a list."""

    over: Term
    var: str
    type: Type
    key: Term
    value: Term


@dataclass(frozen=True, slots=True)
class Groups:
    """A map from each key to a value made of the items that share it (seen as ``group``)."""

    over: Term
    var: str
    type: Type
    key: Term
    group: str
    value: Term


@dataclass(frozen=True, slots=True)
class Build:
    """A record or a tuple. Later fields see earlier ones as ``$name``; ``order`` is the declared order."""

    fields: tuple[tuple[str, Term], ...]
    order: tuple[str, ...]
    is_tuple: bool = False


@dataclass(frozen=True, slots=True)
class Fail:
    """Raise an error with this message; only as the branch of a conditional."""

    message: str


Term: TypeAlias = Var | Const | Null | Apply | Member | IsNull | If | Joined | Each | Pairs | Groups | Build | Fail
Run: TypeAlias = Callable[[Env], Value]

TRUE, FALSE = Const(True, BOOLEAN), Const(False, BOOLEAN)
ZERO = Const(0, NUMBER)


def text(value: str) -> Const:
    return Const(value, STRING)


def num(value: int | float) -> Const:
    return Const(value, NUMBER)


def compile_term(term: Term) -> Run:
    """A function from an environment to the term's value; it raises where the term is undefined."""
    match term:
        case Var(name):
            return lambda env: env[name]
        case Const(value):
            return lambda env: value
        case Null():
            return lambda env: None
        case Apply(op, args):
            return _compile_apply(op.apply, [compile_term(arg) for arg in args])
        case Member(of, key, index):
            inner = compile_term(of)
            position = int(key) if index else 0
            return (lambda env: inner(env)[position]) if index else (lambda env: inner(env).items.get(key))
        case IsNull(of):
            inner = compile_term(of)
            return lambda env: inner(env) is None
        case If(condition, then, otherwise):
            test, yes, no = compile_term(condition), compile_term(then), compile_term(otherwise)
            return lambda env: yes(env) if test(env) else no(env)
        case Joined(parts):
            runs = [compile_term(part) for part in parts]
            return lambda env: "".join([run(env) for run in runs])
        case Each(kind, over, var, _, body):
            items, apply, inner = compile_term(over), EACH[kind].apply, compile_term(body)
            return lambda env: apply(lambda item: inner({**env, var: item}), items(env))
        case Pairs():
            return _compile_pairs(term)
        case Groups():
            return _compile_groups(term)
        case Build():
            return _compile_build(term)
        case Fail():
            return lambda env: FAILED


def _compile_apply(apply: Callable[..., Value], args: list[Run]) -> Run:
    if len(args) == 1:
        only = args[0]
        return lambda env: apply(only(env))
    if len(args) == 2:
        left, right = args
        return lambda env: apply(left(env), right(env))
    return lambda env: apply(*[arg(env) for arg in args])


def _compile_pairs(term: Pairs) -> Run:
    items, key, value, var = compile_term(term.over), compile_term(term.key), compile_term(term.value), term.var

    def run(env: Env) -> Value:
        return Record({key(scope): value(scope) for scope in ({**env, var: item} for item in items(env))})

    return run


def _compile_groups(term: Groups) -> Run:
    items, key, value = compile_term(term.over), compile_term(term.key), compile_term(term.value)

    def run(env: Env) -> Value:
        groups: dict[str, list[Value]] = {}
        for item in items(env):
            groups.setdefault(key({**env, term.var: item}), []).append(item)
        return Record({name: value({**env, term.group: tuple(group)}) for name, group in groups.items()})

    return run


def _compile_build(term: Build) -> Run:
    fields = [(name, compile_term(value)) for name, value in term.fields]

    def run(env: Env) -> Value:
        scope = dict(env)
        out: dict[str, Value] = {}
        for name, value in fields:
            out[name] = scope["$" + name] = value(scope)
        if FAILED in out.values():
            return FAILED
        return tuple(out[name] for name in term.order) if term.is_tuple else Record(out)

    return run


def evaluate(run: Run, env: Env) -> Value:
    """The value, or ``FAILED``."""
    try:
        return run(env)
    except UNDEFINED_ERRORS:
        return FAILED


def children(term: Term) -> tuple[Term, ...]:
    """The direct subterms, bodies of lambdas included."""
    match term:
        case Apply(_, args):
            return args
        case Member(of) | IsNull(of):
            return (of,)
        case If(condition, then, otherwise):
            return (condition, then, otherwise)
        case Joined(parts):
            return parts
        case Each(_, over, _, _, body):
            return (over, body)
        case Pairs(over, _, _, key, value) | Groups(over, _, _, key, _, value):
            return (over, key, value)
        case Build(fields):
            return tuple(value for _, value in fields)
        case _:
            return ()


def walk(term: Term) -> Iterator[Term]:
    """The term and everything in it, outermost first."""
    yield term
    for child in children(term):
        yield from walk(child)


def mentions(term: Term, name: str) -> bool:
    """Whether the variable occurs in the term."""
    return any(isinstance(part, Var) and part.name == name for part in walk(term))


def size(term: Term) -> int:
    """How many nodes the term has."""
    return 1 + sum(map(size, children(term)))


def depth(term: Term) -> int:
    """How deeply operators are nested; fields of a record cost nothing."""
    if isinstance(term, Member):
        return depth(term.of)
    parts = children(term)
    return 1 + max(map(depth, parts)) if parts else 0


def type_of(term: Term, scope: Mapping[str, Type]) -> Type | None:
    """The term's type, given those of its variables; ``None`` where the term alone does not tell."""
    match term:
        case Var(name):
            return scope.get(name)
        case Const(_, kind):
            return kind
        case Member(of, key):
            record = type_of(of, scope)
            return dict(record.fields).get(key) if record is not None else None
        case Apply(op) if op.returns in ("num", "str", "bool"):
            return {"num": NUMBER, "str": STRING, "bool": BOOLEAN}[op.returns]
        case Joined():
            return STRING
        case IsNull():
            return BOOLEAN
        case _:
            return None
