"""Tiny llama models as GGUF files: the real server answers from them, with no weights to download.

*Scripted* models answer exactly the given text: each token's embedding owns one dimension, and the output matrix maps
it to its successor, so greedy or not, the chain comes out. The chat template picks the chain whose key is in the last
message. *Random* models write printable noise until they happen to end, for locks and caps.

The vocabulary is SentencePiece's: 256 byte tokens, printable ASCII, and one token for each piece of a script.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import gguf
import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]

_TURNS = (
    "{% for m in messages %}<|im_start|>{{ m['role'] }}\n{{ m['content'] }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\nFIRST{% endif %}"
)
_PIECE = 6
_CONFIDENT = 8.0
_NEVER = -40.0


@dataclass
class _Vocabulary:
    texts: list[bytes] = field(default_factory=list)
    scores: list[float] = field(default_factory=list)
    types: list[int] = field(default_factory=list)

    def add(self, text: bytes, score: float, kind: gguf.TokenType) -> int:
        self.texts.append(text)
        self.scores.append(score)
        self.types.append(int(kind))
        return len(self.texts) - 1


def _base() -> tuple[_Vocabulary, int]:
    """The vocabulary that every model has, and its end-of-turn token."""
    words = _Vocabulary()
    words.add(b"<unk>", 0.0, gguf.TokenType.UNKNOWN)
    words.add(b"<s>", 0.0, gguf.TokenType.CONTROL)
    words.add(b"</s>", 0.0, gguf.TokenType.CONTROL)
    for byte in range(256):
        words.add(b"<0x%02X>" % byte, 0.0, gguf.TokenType.BYTE)
    words.add(b"<|im_start|>", 0.0, gguf.TokenType.CONTROL)
    end = words.add(b"<|im_end|>", 0.0, gguf.TokenType.CONTROL)
    for char in range(33, 127):
        words.add(bytes([char]), -1000.0, gguf.TokenType.NORMAL)
    words.add("▁".encode(), -1000.0, gguf.TokenType.NORMAL)
    return words, end


def scripted(path: Path, replies: Mapping[str, str], *, context: int = 4096) -> Path:
    """Write a model that answers ``replies[key]`` when ``key`` occurs in the last message; ``""`` is the default.

    Earlier keys win. Texts must be long enough to be cut into pieces that no other reply has (a dozen characters are).
    """
    words, end = _base()
    chains: list[tuple[str, int, list[int]]] = []
    for number, (key, text) in enumerate(replies.items()):
        start = words.add(b"<|script%d|>" % number, 0.0, gguf.TokenType.CONTROL)
        pieces = _cut(text, set(words.texts))
        chains.append((key, start, [words.add(piece, -5000.0, gguf.TokenType.NORMAL) for piece in pieces]))
    links = [(token, after) for _, start, chain in chains
             for token, after in zip([start, *chain], [*chain, end], strict=True)]  # fmt: skip
    width = -(-(len(links) + 1) // 32) * 32
    embedding: Matrix = np.zeros((len(words.texts), width), np.float32)
    output: Matrix = np.zeros_like(embedding)
    embedding[:, 0] = 1.0  # whatever is not part of a chain ends the turn
    output[:, 0] = -2.0
    output[end, 0] = _CONFIDENT
    for dimension, (token, after) in enumerate(links, start=1):
        embedding[token, 0] = 0.0
        embedding[token, dimension] = 1.0
        output[after, dimension] = _CONFIDENT
    _write(path, words, end, embedding, output, context=context, template=_template(chains), silent=True)
    return path


def random_model(path: Path, *, seed: int = 1, ending: float = 0.0, context: int = 4096) -> Path:
    """Write a model of printable ASCII noise. ``ending``: the prior of ending the turn; lower writes longer."""
    words, end = _base()
    random = np.random.default_rng(seed)
    embedding: Matrix = random.standard_normal((len(words.texts), 64)).astype(np.float32)
    output: Matrix = (random.standard_normal((len(words.texts), 64)) / 4).astype(np.float32)
    embedding[:, 0] = 3.0  # a constant through the residual stream: what it is multiplied with is a prior
    output[:, 0] = 0.0
    unprintable = [3 + byte for byte in range(256) if byte >= 127 or (byte < 32 and byte != 10)]
    output[[0, 1, end - 1, *unprintable], 0] = _NEVER
    output[[2, end], 0] = ending / 2
    _write(path, words, end, embedding, output, context=context, template=_TURNS.replace("FIRST", ""), silent=False)
    return path


def _cut(text: str, taken: set[bytes]) -> list[bytes]:
    """Cut a text into pieces that are unique in the vocabulary, as token texts must be."""
    pieces: list[bytes] = []
    at = 0
    while at < len(text):
        size = _PIECE
        while (piece := _encoded(text[at : at + size])) in taken and at + size < len(text):
            size += 1
        if piece in taken:  # the tail joins the piece before it
            if not pieces:
                raise ValueError(f"the reply is too short to be unique: {text!r}")
            taken.discard(pieces[-1])
            piece = pieces.pop() + piece
        pieces.append(piece)
        taken.add(piece)
        at += size
    return pieces


def _encoded(text: str) -> bytes:
    return text.replace(" ", "▁").encode()


def _template(chains: list[tuple[str, int, list[int]]]) -> str:
    default = next((number for number, (key, _, _) in enumerate(chains) if not key), 0)
    choice = f"<|script{default}|>"
    for number, (key, _, _) in reversed(list(enumerate(chains))):
        if key:
            choice = f"{{% if {key!r} in messages[-1]['content'] %}}<|script{number}|>{{% else %}}{choice}{{% endif %}}"
    return _TURNS.replace("FIRST", choice)


def _write(
    path: Path,
    words: _Vocabulary,
    end: int,
    embedding: Matrix,
    output: Matrix,
    *,
    context: int,
    template: str,
    silent: bool,
) -> None:
    """``silent``: attention and feed-forward add nothing, so the embedding reaches the output unchanged."""
    width, inner = embedding.shape[1], 32
    heads = width // 32
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_name("tiny")
    writer.add_context_length(context)
    writer.add_embedding_length(width)
    writer.add_block_count(1)
    writer.add_feed_forward_length(inner)
    writer.add_head_count(heads)
    writer.add_head_count_kv(heads)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_dimension_count(32)
    writer.add_vocab_size(len(words.texts))
    writer.add_file_type(gguf.LlamaFileType.ALL_F32)
    writer.add_tokenizer_model("llama")
    writer.add_tokenizer_pre("default")
    writer.add_token_list(words.texts)
    writer.add_token_scores(words.scores)
    writer.add_token_types(words.types)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_eot_token_id(end)
    writer.add_unk_token_id(0)
    writer.add_add_bos_token(True)
    writer.add_add_space_prefix(False)
    writer.add_chat_template(template)
    random = np.random.default_rng(0)

    def noise(rows: int, columns: int) -> Matrix:
        values: Matrix = (random.standard_normal((rows, columns)) / np.sqrt(columns)).astype(np.float32)
        return values

    back = 0.0 if silent else 1.0
    attended, fed = noise(width, width) * back, noise(width, inner) * back
    attended[0] = fed[0] = 0.0  # nothing may write into the constant
    ones = np.ones(width, np.float32)
    tensors: dict[str, Matrix] = {
        "token_embd": embedding, "output_norm": ones, "output": output,
        "blk.0.attn_norm": ones, "blk.0.ffn_norm": ones,
        "blk.0.attn_q": noise(width, width), "blk.0.attn_k": noise(width, width), "blk.0.attn_v": noise(width, width),
        "blk.0.attn_output": attended,
        "blk.0.ffn_gate": noise(inner, width), "blk.0.ffn_up": noise(inner, width), "blk.0.ffn_down": fed,
    }  # fmt: skip
    for name, values in tensors.items():
        writer.add_tensor(f"{name}.weight", np.ascontiguousarray(values, np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
