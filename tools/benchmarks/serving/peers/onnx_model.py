"""The model as every peer serves it: one onnxruntime session on one thread, as Atelier has it."""

import json
import os

import numpy as np
import onnxruntime


class OnnxModel:
    def __init__(self):
        folder = os.environ["BENCH_MODEL"]
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(os.path.join(folder, "model.onnx"), options, providers=["CPUExecutionProvider"])
        with open(os.path.join(folder, "manifest.json")) as file:
            signature = json.load(file)["signature"]
        self.inputs = signature["inputs"]
        self.classes = signature["classes"]

    def answer(self, feeds):
        """Feeds by input name, arrays of shape [1, 1]; the label and the probabilities of the row."""
        label, probabilities = self.session.run(["label", "probabilities"], feeds)
        return self.classes[int(label[0])], probabilities[0].tolist()

    def feeds_of(self, features):
        return {
            column["name"]: np.array(
                [[features[column["name"]]]], dtype=np.float32 if column["kind"] == "number" else object
            )
            for column in self.inputs
        }
