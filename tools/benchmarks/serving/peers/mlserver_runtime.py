"""MLServer's custom runtime: Open Inference Protocol in, the ONNX model, Open Inference Protocol out."""

import numpy as np
from mlserver import MLModel
from mlserver.codecs import NumpyCodec, StringCodec
from mlserver.types import InferenceRequest, InferenceResponse
from onnx_model import OnnxModel


class Runtime(MLModel):
    async def load(self) -> bool:
        self.model = OnnxModel()
        return True

    async def predict(self, payload: InferenceRequest) -> InferenceResponse:
        label, probabilities = self.model.answer({each.name: array_of(each) for each in payload.inputs})
        return InferenceResponse(
            model_name=self.name,
            outputs=[
                StringCodec.encode_output("label", [label]),
                NumpyCodec.encode_output("probabilities", np.array([probabilities])),
            ],
        )


def array_of(given):
    if given.datatype == "BYTES":
        return np.array(StringCodec.decode_input(given), dtype=object).reshape(-1, 1)
    return NumpyCodec.decode_input(given)
