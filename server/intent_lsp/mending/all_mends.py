"""Which mends there are, in the order in which they are tried."""

from __future__ import annotations

from collections.abc import Iterator

from intent_lsp.mending import (
    javascript_idioms,
    javascript_layout,
    javascript_names,
    javascript_results,
    javascript_types,
    layout,
    python_idioms,
    python_imports,
    python_layout,
    python_names,
    python_results,
    used_functions,
)
from intent_lsp.mending.contract import BrokenCode, Mend, MendedCode
from intent_lsp.values import Target

MENDS: dict[Target, tuple[Mend, ...]] = {
    "py": (
        layout.model_tokens,
        python_layout.indentation,
        python_layout.surroundings,
        python_layout.calls_after,
        python_layout.other_versions,
        used_functions.python,
        python_imports.missing_import,
        python_imports.unused_import,
        python_imports.numpy_as_math,
        python_imports.other_languages_names,
        python_imports.unused_parameter,
        python_imports.unmade_variable,
        python_idioms.shadowed_builtin,
        python_idioms.methods,
        python_names.function_name,
        python_names.method,
        python_names.parameter_names,
        python_results.printed_result,
        python_results.missing_return,
        python_results.form_of_result,
        python_results.split_at_several,
        python_results.copied_argument,
    ),
    "js": (
        layout.model_tokens,
        javascript_types.type_annotations,
        javascript_layout.brackets,
        javascript_layout.surroundings,
        javascript_layout.other_versions,
        used_functions.javascript,
        javascript_layout.unused_import,
        javascript_layout.calls_after,
        javascript_layout.assigned_constants,
        javascript_layout.undeclared,
        javascript_idioms.whole_division,
        javascript_idioms.methods,
        javascript_idioms.split_at_white_space,
        javascript_names.function_name,
        javascript_names.method,
        javascript_names.parameter_names,
        javascript_results.printed_result,
        javascript_results.missing_return,
        javascript_results.form_of_result,
        javascript_results.copied_argument,
    ),
}


def all_mends(broken: BrokenCode) -> Iterator[MendedCode]:
    """Every candidate of every mend, each text once, the broken one left out."""
    seen = {broken.code}
    for mend in MENDS[broken.target]:
        for candidate in mend(broken):
            if candidate.code not in seen:
                seen.add(candidate.code)
                yield candidate
