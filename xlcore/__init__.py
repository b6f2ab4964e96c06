"""The calculation core: values, references, formulas, families, graph, evaluation, functions. It knows no file and no
language."""

from xlcore.families import SharedFormula
from xlcore.functions import BUILTINS
from xlcore.model import Model, Sheet
from xlcore.recalculation import Iteration, Recalculation
from xlcore.values import ExcelError, Value

__all__ = ["BUILTINS", "ExcelError", "Iteration", "Model", "Recalculation", "SharedFormula", "Sheet", "Value"]
