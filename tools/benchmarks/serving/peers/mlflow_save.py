"""Saves the ONNX model in MLflow's ONNX flavour, with its signature, for `mlflow models serve`. usage: mlflow_save.py MODEL_FOLDER TARGET"""

import json
import os
import sys

import mlflow.onnx
import numpy as np
import onnx
from mlflow.models import ModelSignature
from mlflow.types import Schema, TensorSpec

folder, target = sys.argv[1:]
with open(os.path.join(folder, "manifest.json")) as file:
    columns = json.load(file)["signature"]["inputs"]
types = {"number": np.dtype(np.float32), "text": np.dtype(str)}
mlflow.onnx.save_model(
    onnx.load(os.path.join(folder, "model.onnx")),
    target,
    signature=ModelSignature(inputs=Schema([TensorSpec(types[column["kind"]], (-1, 1), column["name"]) for column in columns])),
    onnx_execution_providers=["CPUExecutionProvider"],
    onnx_session_options={"intra_op_num_threads": 1, "inter_op_num_threads": 1, "execution_mode": "sequential"},
)
