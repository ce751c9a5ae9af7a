"""Small ONNX files of others, with their own answers, and some that must be refused: registry/src/imports/fixtures/onnx-models.json.

pip install scikit-learn skl2onnx onnx onnxruntime numpy
"""
import base64
import json
import pathlib

import numpy as np
import onnx
import onnxruntime as ort
from onnx import TensorProto, helper, numpy_helper

random = np.random.default_rng(1)
out = {}


def add(name, model, x=None, outputs=None, task=None):
    data = model.SerializeToString() if hasattr(model, "SerializeToString") else model
    entry = {"file": base64.b64encode(data).decode()}
    if x is not None:
        session = ort.InferenceSession(data)
        feeds = {i.name: x[:, k : k + 1] if len(session.get_inputs()) > 1 else x for k, i in enumerate(session.get_inputs())}
        feeds = {i.name: feeds[i.name].astype({"tensor(double)": np.float64, "tensor(int64)": np.int64}.get(i.type, np.float32)) for i in session.get_inputs()}
        if len(session.get_inputs()[0].shape) == 1:
            feeds = {k: v.reshape(-1) for k, v in feeds.items()}
        answer = session.run(outputs, feeds)[-1]
        if isinstance(answer, list):
            answer = np.array([[row[c] for c in row] for row in answer])
        entry["x"] = x.tolist()
        entry["probabilities" if task == "classification" else "values"] = np.asarray(answer, dtype=float).reshape(len(x), -1).tolist() if task == "classification" else np.asarray(answer, dtype=float).ravel().tolist()
    out[name] = entry
    return entry


def graph(nodes, inputs, outputs, constants=(), opset=13, ir=8, domains=()):
    g = helper.make_graph(nodes, "g", inputs, outputs, [numpy_helper.from_array(np.asarray(v), n) for n, v in constants])
    model = helper.make_model(g, opset_imports=[helper.make_opsetid("", opset), *[helper.make_opsetid(d, 1) for d in domains]])
    model.ir_version = ir
    return model


def info(name, shape, kind=TensorProto.FLOAT):
    return helper.make_tensor_value_info(name, kind, shape)


x = np.round(random.normal(size=(12, 3)), 3).astype(np.float32)
try:
    from skl2onnx import to_onnx
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.linear_model import LogisticRegression, Ridge

    train = random.normal(size=(200, 3)).astype(np.float32)
    kinds = np.array(["adelie", "chinstrap", "gentoo"])[(train[:, 0] > 0).astype(int) + (train[:, 1] > 0.5)]
    add("sklearn_logistic_zipmap", to_onnx(LogisticRegression().fit(train, kinds), train[:1]), x, None, "classification")
    add("sklearn_forest", to_onnx(RandomForestClassifier(5, max_depth=3, random_state=1).fit(train, (train[:, 0] > 0).astype(int)), train[:1], options={"zipmap": False}), x, None, "classification")
    add("sklearn_ridge", to_onnx(Ridge().fit(train, train @ [1, 2, 3]), train[:1]), x)
except ImportError:
    print("skl2onnx is not there: its files stay as they are")
    out.update({k: v for k, v in json.loads(pathlib.Path(__file__).parents[2].joinpath("libs/services/registry/src/imports/fixtures/onnx-models.json").read_text()).items() if k.startswith("sklearn")})

w = np.array([[1.0], [-2.0], [0.5]], dtype=np.float32)
add(
    "column_inputs",
    graph(
        [helper.make_node("Cast", ["b"], ["bf"], to=1), helper.make_node("Concat", ["a", "bf", "c"], ["m"], axis=1), helper.make_node("MatMul", ["m", "w"], ["y"])],
        [info("a", [None, 1]), info("b", [None, 1], TensorProto.DOUBLE), info("c", ["n", 1])],
        [info("y", [None, 1])],
        [("w", w)],
    ),
    x,
)
w3 = np.round(random.normal(size=(3, 3)), 2).astype(np.float32)
soft = [helper.make_node("MatMul", ["x", "w"], ["l"]), helper.make_node("Softmax", ["l"], ["p"], axis=1)]
add("softmax", graph(soft, [info("x", ["n", 3])], [info("p", ["n", 3])], [("w", w3)]), x, None, "classification")
add("old_ir", graph(soft, [info("x", ["n", 3]), info("w", [3, 3])], [info("p", ["n", 3])], [("w", w3)], opset=9, ir=3), x, None, "classification")
sigmoid = [helper.make_node("MatMul", ["x", "w"], ["l"]), helper.make_node("Sigmoid", ["l"], ["p"])]
add("sigmoid_column", graph(sigmoid, [info("x", ["n", 3])], [info("p", ["n", 1])], [("w", w)]), x)
add("flat_input", graph([helper.make_node("Mul", ["x", "x"], ["y"])], [info("x", ["n"])], [info("y", ["n"])]), x[:, :1])
branch = lambda name, factor: helper.make_graph([helper.make_node("Constant", [], [name], value=numpy_helper.from_array(np.float32(factor)))], name + "_graph", [], [info(name, [])])
conditional = [
    helper.make_node("ReduceSum", ["x"], ["s"], keepdims=0),
    helper.make_node("IsNaN", ["s"], ["is"]),
    helper.make_node("If", ["is"], ["f"], then_branch=branch("one", 1.0), else_branch=branch("two", 2.0)),
    helper.make_node("MatMul", ["x", "w"], ["l"]),
    helper.make_node("Add", ["l", "l"], ["y"]),
]
add("inner_graphs", graph(conditional, [info("x", ["n", 3])], [info("y", ["n", 1])], [("w", w)]), x)

refused = {}
good = dict(out)
add("logits", graph(soft[:1], [info("x", ["n", 3])], [info("l", ["n", 3])], [("w", w3)]))
add("fixed_batch", graph(soft, [info("x", [1, 3])], [info("p", [1, 3])], [("w", w3)]))
add("custom_operator", graph([helper.make_node("Own", ["x"], ["p"], domain="my.own")], [info("x", ["n", 3])], [info("p", ["n", 3])], domains=["my.own"]))
external = graph(soft, [info("x", ["n", 3])], [info("p", ["n", 3])], [("w", w3)])
tensor = external.graph.initializer[0]
tensor.ClearField("raw_data")
tensor.data_location = TensorProto.EXTERNAL
entry = tensor.external_data.add()
entry.key, entry.value = "location", "/etc/passwd"
add("external_data", external)
add("old_opset", graph(soft, [info("x", ["n", 3])], [info("p", ["n", 3])], [("w", w3)], opset=6))
add("image_input", graph([helper.make_node("Flatten", ["x"], ["y"])], [info("x", ["n", 3, 8, 8])], [info("y", ["n", 192])]))
path = pathlib.Path(__file__).parents[2] / "libs/services/registry/src/imports/fixtures/onnx-models.json"
path.write_text(json.dumps(out) + "\n")
print({k: len(v["file"]) for k, v in out.items()}, path.stat().st_size)
