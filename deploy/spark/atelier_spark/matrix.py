"""From the table's columns to the matrix that XGBoost reads: float32, numbers first, then the codes of the texts."""

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
    matrix = np.empty((rows, features.width), dtype=np.float32)
    for at, column in enumerate(features.numbers):
        matrix[:, at] = to_float32(columns[column.key].to_numpy(zero_copy_only=False))
    for at, text in enumerate(features.texts, start=len(features.numbers)):
        matrix[:, at] = codes_of(text, columns[text.column.key])
    return matrix


def feature_types(features: Features) -> list[str]:
    """XGBoost's names for a quantity and a category."""
    return ["q"] * len(features.numbers) + ["c"] * len(features.texts)


def to_float32(values: np.ndarray) -> np.ndarray:
    """Infinite is missing, beyond float32 its largest."""
    finite = np.where(np.isfinite(values), values, np.nan)
    return np.clip(finite, -LARGEST_FLOAT32, LARGEST_FLOAT32).astype(np.float32)


def codes_of(fitted: Categories, texts: pa.Array) -> np.ndarray:
    coded = texts.dictionary_encode()
    codes = np.array([*(fitted.code(category_text(text)) for text in coded.dictionary.to_pylist()), np.nan], dtype=np.float32)
    # Missing is the last place.
    return codes[coded.indices.fill_null(len(codes) - 1).to_numpy(zero_copy_only=False)]


def arrays(batch: pa.RecordBatch, keys: Sequence[str]) -> dict[str, pa.Array]:
    return {key: batch.column(batch.schema.get_field_index(key)) for key in keys}
