"""A piece as bytes: the document with the name of the intent, what it uses, and the settings that decide what counts.

Models, keys, caches and permissions are the worker's own: it reads the project's configuration, which travels with the
piece, as if the project lay on it, below its own user's settings and environment.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from intent_lsp import __version__
from intent_lsp.checks.gates import Candidate
from intent_lsp.cluster import strict_reader as read
from intent_lsp.cluster.outcome_format import attempt_data, read_attempt
from intent_lsp.config import Config
from intent_lsp.document import parse
from intent_lsp.document.structure.names import stem
from intent_lsp.errors import WorkerLost
from intent_lsp.transpile.loop.remote_rounds import Piece
from intent_lsp.transpile.planning.plan import IntentKey, IntentPlan

FORMAT = 2
VERSION = f"{__version__}/{FORMAT}"
"""Both sides must have the same: other checks would give other verdicts."""


@dataclass(frozen=True, slots=True)
class Shipment:
    """What every piece of one run has in common."""

    topic: str
    """Where the worker tells what happens."""
    config: Config
    """The coordinator's."""
    settings: str
    """The text of the project's configuration file; empty: there is none."""
    cache: str = ""
    """The coordinator's own cache of replies, for workers that are started on this machine by itself."""


def encode(piece: Piece, name: str, number: int, shipment: Shipment, candidate: Candidate | None = None) -> bytes:
    """``name`` is the document's path within the workspace, ``number`` the piece's own.

    ``candidate``: only this is to be checked.
    """
    plan, config = piece.plan, shipment.config
    return read.dumps(
        {
            "version": VERSION,
            "topic": shipment.topic,
            "number": number,
            "name": name,
            "document": plan.text,
            "intent": plan.key.intent,
            "digest": plan.intent.digest,
            "targets": list(plan.targets),
            "rounds": plan.rounds,
            "regenerate": plan.regenerate,
            "provider": plan.provider,
            "used": {target: dict(modules) for target, modules in piece.used.items()},
            "known": {target: attempt_data(attempt) for target, attempt in piece.known.items()},
            "check": candidate and [candidate.target, candidate.code],
            "settings": shipment.settings,
            "cache": shipment.cache,
            "candidates": config.candidates,
            "secondsPerExample": config.seconds_per_example,
            "offline": config.offline,
            "names": config.names,
            "defaultTargets": list(config.default_targets),
            "python": list(config.python_versions),
            "node": list(config.node_versions),
        }
    )


def version_of(data: dict[str, Any]) -> str:
    """Who wrote a piece or an answer; empty when that cannot be told."""
    version = data.get("version")
    return version if isinstance(version, str) else ""


def worker_config(config: Config, data: dict[str, Any]) -> Config:
    """The worker's configuration with what the coordinator's decides. Raises as ``strictly`` expects it."""
    names = read.text(data["names"])
    return replace(
        config,
        candidates=read.natural_number(data["candidates"], 8),
        seconds_per_example=float(data["secondsPerExample"]),
        offline=config.offline or read.flag(data["offline"]),
        names="idiomatic" if names == "idiomatic" else "written",
        default_targets=tuple(map(read.target, read.items(data["defaultTargets"]))),
        python_versions=read.texts(data["python"]),
        node_versions=read.texts(data["node"]),
        cache_dir=read.text(data["cache"]) or config.cache_dir,
    )


def candidate_of(data: dict[str, Any], piece: Piece) -> Candidate | None:
    """What is to be checked; ``None``: the rounds are to be done. Raises as ``strictly`` expects it."""
    if data["check"] is None:
        return None
    target, code = read.target(data["check"][0]), read.text(data["check"][1])
    return Candidate(target, code, piece.used.get(target, {}))


def decode(data: dict[str, Any], root: Path, config: Config) -> Piece:
    """The piece, as one of the workspace ``root``.

    Raises :class:`~intent_lsp.errors.WorkerLost` when the document gives another intent here than there.
    """
    path = root / Path(read.text(data["name"])).name
    document = parse(read.text(data["document"]), stem=stem(path.name), default_targets=config.default_targets)
    intent = document.intent(read.text(data["intent"]))
    if intent is None or intent.digest != data["digest"]:
        raise WorkerLost("reads the document differently")
    plan = IntentPlan(
        IntentKey(path, intent.name),
        intent,
        tuple(map(read.target, read.items(data["targets"]))),
        read.natural_number(data["rounds"], 1000),
        read.flag(data["regenerate"]),
        provider=read.text(data["provider"]),
    )
    used = read.by_target(data["used"], read.sources)
    return Piece(plan, used, read.by_target(data["known"], read_attempt))
