"""BentoML's service: a row of features in, the ONNX model, label and probabilities out."""

import bentoml
from onnx_model import OnnxModel


@bentoml.service(metrics={"enabled": False}, logging={"access": {"enabled": False}})
class Bench:
    def __init__(self) -> None:
        self.model = OnnxModel()

    # A coroutine: a plain method would cost a change of thread for each request.
    @bentoml.api
    async def predict(self, features: dict) -> dict:
        label, probabilities = self.model.answer(self.model.feeds_of(features))
        return {"prediction": [label], "prediction_proba": [probabilities]}
