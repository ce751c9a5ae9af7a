"""The steps of Atelier's `xgboost` job on Apache Spark; `train_xgboost.py` runs them."""
