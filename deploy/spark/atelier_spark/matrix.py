"""From the table's columns to the matrix that XGBoost reads: float32, numbers first, then a column of 0 and 1 per category."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from .features import Categories, Features
from .texts import category_text

LARGEST_FLOAT32 = float(np.finfo(np.float32).max)


def prepare(features: Features, columns: dict[str, pa.Array]) -> np.ndarray:
    """Row-major float32 [rows × width], NaN for missing, to the bit what `Preparation.transform` in libs/learning gives."""
    rows = len(next(iter(columns.values())))
    matrix = np.zeros((rows, features.width), dtype=np.float32)
    for at, column in enumerate(features.numbers):
        matrix[:, at] = to_float32(columns[column.key].to_numpy(zero_copy_only=False))
    at = len(features.numbers)
    for text in features.texts:
        write_one_hot(text, columns[text.column.key], matrix[:, at : at + text.width])
        at += text.width
    return matrix


def to_float32(values: np.ndarray) -> np.ndarray:
    """Infinite is missing, beyond float32 its largest."""
    finite = np.where(np.isfinite(values), values, np.nan)
    return np.clip(finite, -LARGEST_FLOAT32, LARGEST_FLOAT32).astype(np.float32)


def write_one_hot(fitted: Categories, texts: pa.Array, block: np.ndarray) -> None:
    """`block` holds zeros. A text without a code (unseen where training had no rarer ones) leaves its row so."""
    coded = texts.dictionary_encode()
    places = np.array([*(place_of(fitted, category_text(text)) for text in coded.dictionary.to_pylist()), place_of(fitted, "")])
    # Missing is the last place.
    indices = coded.indices.fill_null(len(places) - 1).to_numpy(zero_copy_only=False)
    place = places[indices]
    row = np.flatnonzero(place >= 0)
    block[row, place[row]] = 1


def place_of(fitted: Categories, text: str) -> int:
    if text == "":
        return len(fitted.categories) + fitted.other if fitted.missing else -1
    try:
        return fitted.categories.index(text)
    except ValueError:
        return len(fitted.categories) if fitted.other else -1


def arrays(batch: pa.RecordBatch, keys: Sequence[str]) -> dict[str, pa.Array]:
    return {key: batch.column(batch.schema.get_field_index(key)) for key in keys}
