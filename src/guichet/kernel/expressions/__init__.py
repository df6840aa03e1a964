"""Conditions and amounts that a city types itself, in CEL (https://cel.dev): compiled, evaluated, said in words."""

from guichet.kernel.expressions.compiling import (
    MAX_LENGTH,
    Expression,
    Variables,
    compile_expression,
    is_name,
)
from guichet.kernel.expressions.explaining import explain
from guichet.kernel.expressions.faults import ExpressionFault

__all__ = [
    "MAX_LENGTH",
    "Expression",
    "ExpressionFault",
    "Variables",
    "compile_expression",
    "explain",
    "is_name",
]
