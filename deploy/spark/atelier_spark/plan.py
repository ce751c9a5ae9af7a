"""The training plan: the JSON that the platform's own trainer reads (`TrainingPlan` in libs/learning), checked before Spark starts."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from .errors import JobError, nearest

#: Names and meanings are XGBClassifier's and XGBRegressor's; the same list as the platform's `xgboost`.
HYPERPARAMETERS = (
    "n_estimators", "learning_rate", "max_depth", "max_leaves", "grow_policy", "min_child_weight", "gamma", "reg_lambda",
    "reg_alpha", "max_delta_step", "subsample", "sampling_method", "colsample_bytree", "colsample_bylevel", "colsample_bynode",
    "max_bin", "scale_pos_weight", "objective", "quantile_alpha", "huber_slope", "tweedie_variance_power", "base_score",
    "monotone_constraints", "max_cat_to_onehot", "max_cat_threshold", "booster",
    "rate_drop", "skip_drop", "one_drop", "sample_type", "normalize_type",
)  # fmt: skip

#: What of the platform's plan this job reads, and what makes no difference to it: trees need no scaling, a split by hash is never exact.
PLANNED = ("target", "task", "columns", "hyperparameters", "testSize", "validationSize", "earlyStopping", "patience", "seed")
PLANNED += ("classWeights", "weightColumn", "algorithm", "calibration", "calibrationFolds", "scaling", "stratify")

TASKS = ("classification", "regression")
COLUMN_TYPES = ("integer", "float", "boolean", "datetime", "category", "text", "identifier")
ROLES = (None, "identifier", "feature", "ignored")


@dataclass(frozen=True)
class PlanColumn:
    """A column of the dataset as its typing found it."""

    name: str
    type: str
    role: str | None = None
    missing_tokens: tuple[str, ...] = ()
    format: str | None = None


@dataclass(frozen=True)
class Plan:
    """What is to be learned and how; sizes are fractions of all rows that have a target."""

    target: str
    task: str
    columns: tuple[PlanColumn, ...]
    hyperparameters: dict[str, Any] = field(default_factory=dict)
    test_size: float = 0.2
    validation_size: float = 0.0
    early_stopping: bool = False
    patience: int = 20
    seed: int = 0
    class_weights: str | dict[str, float] | None = None
    #: A column of numbers from 0: how much each row counts in learning. It is no feature.
    weight_column: str | None = None

    @property
    def target_column(self) -> PlanColumn:
        return next(column for column in self.columns if column.name == self.target)


def read_plan(text: str) -> Plan:
    """Raises `JobError` with `learning.parameter_invalid`, `parameter_unknown`, `task_unsupported` or `column_missing`."""
    try:
        given = json.loads(text)
    except ValueError as error:
        raise _invalid("plan", "JSON", str(error)) from error
    if not isinstance(given, dict):
        raise _invalid("plan", "a JSON object", type(given).__name__)
    plan = Plan(
        target=_typed(given, "target", str),
        task=_typed(given, "task", str),
        columns=tuple(_column(column) for column in _typed(given, "columns", list)),
        hyperparameters=_hyperparameters(given.get("hyperparameters", {})),
        test_size=_fraction(given, "testSize", 0.2),
        validation_size=_fraction(given, "validationSize", 0.0),
        early_stopping=_typed(given, "earlyStopping", bool, False),
        patience=_typed(given, "patience", int, 20),
        seed=_typed(given, "seed", int, 0),
        class_weights=given.get("classWeights"),
        weight_column=given.get("weightColumn"),
    )
    _require_supported(plan, given)
    return plan


def _require_supported(plan: Plan, given: dict[str, Any]) -> None:
    unknown = next((name for name, value in given.items() if name not in PLANNED and value is not None), None)
    if unknown is not None:
        raise JobError("parameter_unknown", f'This job does not know "{unknown}" of a plan{nearest(unknown, PLANNED)}')
    if given.get("algorithm", "xgboost") != "xgboost":
        raise JobError("algorithm_unknown", f'This job trains "xgboost", not "{given["algorithm"]}"; the platform trains all others.')
    if plan.task not in TASKS:
        raise _invalid("task", f"one of {', '.join(TASKS)}", plan.task)
    names = [column.name for column in plan.columns]
    if plan.target not in names:
        raise JobError("column_missing", f'The target "{plan.target}" is not among the columns{nearest(plan.target, names)}')
    if given.get("calibration", "none") != "none":
        raise _invalid("calibration", "none: this job has no calibration", given["calibration"])
    if plan.early_stopping and (plan.validation_size <= 0 or plan.patience < 1):
        raise _invalid("validationSize", "above 0, and patience at least 1, for early stopping", plan.validation_size)
    if not plan.test_size > 0 or plan.test_size + plan.validation_size >= 1:
        raise _invalid("testSize", "above 0 and leave rows to train on", plan.test_size)
    _require_objective(plan)
    _require_class_weights(plan)
    _require_weight_column(plan)


def _require_objective(plan: Plan) -> None:
    objective = plan.hyperparameters.get("objective")
    is_classifier = objective in ("binary:logistic", "multi:softprob")
    if objective is not None and is_classifier != (plan.task == "classification"):
        raise _invalid("objective", f"a loss for {plan.task}", objective)


def _require_class_weights(plan: Plan) -> None:
    weights = plan.class_weights
    if weights is None:
        return
    if plan.task != "classification":
        raise _invalid("classWeights", "left out for regression", weights)
    fits = weights == "balanced" or (
        isinstance(weights, dict) and all(isinstance(weight, int | float) and 0 < weight < float("inf") for weight in weights.values())
    )
    if not fits:
        raise _invalid("classWeights", '"balanced" or a number above 0 for each class', weights)


def _require_weight_column(plan: Plan) -> None:
    if plan.weight_column is None:
        return
    types = {column.name: column.type for column in plan.columns}
    if plan.weight_column not in types:
        raise JobError(
            "column_missing", f'The weight "{plan.weight_column}" is not among the columns{nearest(str(plan.weight_column), types)}'
        )
    if plan.weight_column == plan.target or types[plan.weight_column] not in ("integer", "float"):
        raise _invalid("weightColumn", "a column of numbers other than the target", plan.weight_column)


def _column(given: Any) -> PlanColumn:
    if not isinstance(given, dict) or not isinstance(given.get("name"), str):
        raise _invalid("columns", "a list of objects with name and type", given)
    name, role = given["name"], given.get("role")
    if given.get("type") not in COLUMN_TYPES:
        raise _invalid(f"columns.{name}.type", f"one of {', '.join(COLUMN_TYPES)}", given.get("type"))
    if role not in ROLES:
        raise _invalid(f"columns.{name}.role", "identifier, feature, ignored or left out", role)
    return PlanColumn(name, given["type"], role, tuple(given.get("missingTokens", ())), given.get("format"))


def _hyperparameters(given: Any) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise _invalid("hyperparameters", "an object", given)
    for name in given:
        if name not in HYPERPARAMETERS:
            raise JobError("parameter_unknown", f'"xgboost" has no hyper-parameter "{name}"{nearest(name, HYPERPARAMETERS)}')
    return {name: value for name, value in given.items() if value is not None}


def _typed(given: dict[str, Any], name: str, kind: type, default: Any = None) -> Any:
    value = given.get(name, default)
    # In Python true is a 1.
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise _invalid(name, {str: "a text", list: "a list", bool: "true or false", int: "a whole number"}[kind], value)
    return value


def _fraction(given: dict[str, Any], name: str, default: float) -> float:
    value = given.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1:
        raise _invalid(name, "a fraction from 0 to below 1", value)
    return float(value)


def _invalid(name: str, expected: str, value: Any) -> JobError:
    return JobError("parameter_invalid", f'"{name}" must be {expected}, not {json.dumps(value, default=str)}.')
