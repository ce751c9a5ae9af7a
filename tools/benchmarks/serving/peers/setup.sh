#!/bin/sh
# MLServer, BentoML and MLflow, each in a virtualenv of its own outside the repository, for `npm run benchmark -- serving`. May be run again.
# usage: sh tools/benchmarks/serving/peers/setup.sh [FOLDER]      (or ATELIER_PEERS=FOLDER; otherwise /tmp/atelier-peers)
set -eu
folder=${1:-${ATELIER_PEERS:-/tmp/atelier-peers}}
python=${PYTHON:-python3}

install() {
  name=$1
  shift
  [ -x "$folder/$name/bin/python" ] || "$python" -m venv "$folder/$name"
  "$folder/$name/bin/pip" install --quiet "$@"
  echo "$name: $("$folder/$name/bin/pip" list --format=freeze 2>/dev/null | grep -E "^($name|onnxruntime)==" | tr '\n' ' ')"
}

mkdir -p "$folder"
install mlserver mlserver==1.7.1 onnxruntime==1.31.1 numpy==2.4.6
install bentoml bentoml==1.4.39 onnxruntime==1.31.1 numpy==2.4.6
install mlflow mlflow==3.17.2 onnx==1.23.2 onnxruntime==1.31.1 numpy==2.4.6
