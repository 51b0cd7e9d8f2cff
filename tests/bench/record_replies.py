"""Records what a real model answers to the engine's own draft prompts, as test data that needs no model.

The server is any OpenAI-compatible one on loopback, the tasks are files ``{"source", "tasks": [{"name", "description",
"signature", "shown": [{"in", "out"}], "held": [...]}]}``; every second task is asked, in both languages::

    PYTHONPATH=server:. python tests/bench/record_replies.py http://127.0.0.1:8080/v1 OUT.json TASKS.json ... [--n 40]

OUT.json is written after every reply, and what it holds already is not asked again. Held-out examples never enter a
prompt.
"""

from __future__ import annotations

import argparse
import itertools
import json
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from intent_lsp.transpile.loop.prompts import SYSTEM, draft_prompt
from intent_lsp.values import TARGETS
from tests.support.tasks import intent_of

NOTICE = (
    "Replies: outputs of Qwen2.5-Coder-0.5B-Instruct (Apache-2.0), served by llama.cpp. "
    "Tasks and examples: HumanEval (MIT) and MBPP (CC BY 4.0, Google Research)."
)
DRAWS = ((0.1, 7), (0.8, 8))
"""Temperature and seed of each draw."""
MOST_TOKENS = 600


def ask(url: str, text: str, temperature: float, seed: int) -> dict[str, Any]:
    """One chat call: the reply's text, its finish reason and its tokens."""
    messages = [{"role": "system", "content": SYSTEM}, {"role": "user", "content": text}]
    body = {"messages": messages, "max_tokens": MOST_TOKENS, "temperature": temperature, "seed": seed}
    request = urllib.request.Request(
        f"{url}/chat/completions", json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=900) as answer:
        reply = json.load(answer)
    choice = reply["choices"][0]
    return {
        "text": choice["message"]["content"],
        "finish": choice["finish_reason"],
        "tokens": reply["usage"]["completion_tokens"],
    }


def chosen(files: list[Path], most: int) -> list[dict[str, Any]]:
    """Every second task of each file, the files in turn."""
    per_file = [json.loads(file.read_text())["tasks"][::2] for file in files]
    turns = itertools.chain.from_iterable(itertools.zip_longest(*per_file))
    return [task for task in turns if task is not None][:most]


def questions(tasks: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Each task with what tells one reply from another."""
    for task in tasks:
        for target, (temperature, seed) in itertools.product(TARGETS, DRAWS):
            yield task, {"task": task["name"], "target": target, "temperature": temperature, "seed": seed}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url", help="base URL of the server, ends in /v1")
    parser.add_argument("out", type=Path)
    parser.add_argument("tasks", type=Path, nargs="+")
    parser.add_argument("--n", type=int, default=40)
    parser.add_argument("--model", default="qwen2.5-coder-0.5b-instruct-q4_k_m")
    options = parser.parse_args()
    tasks = chosen(options.tasks, options.n)
    replies = json.loads(options.out.read_text())["replies"] if options.out.exists() else []
    known = {json.dumps({key: reply[key] for key in ("task", "target", "temperature", "seed")}) for reply in replies}
    for task, question in questions(tasks):
        if json.dumps(question) in known:
            continue
        prompt = draft_prompt(intent_of(task), question["target"])
        answer = ask(options.url, prompt, question["temperature"], question["seed"])
        replies.append({**question, "model": options.model, **answer})
        whole = {"notice": NOTICE, "tasks": tasks, "replies": replies}
        options.out.write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n")
        print(len(replies), question, answer["tokens"], flush=True)


if __name__ == "__main__":
    main()
