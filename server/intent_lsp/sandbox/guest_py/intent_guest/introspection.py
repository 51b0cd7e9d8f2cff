"""Takes away what looks into the frames and objects of others, or runs within them: no pure function needs it.

Without it nothing leads from a candidate to the stages that make its answer.
"""

import sys

_TAKEN = {
    "gc": "callbacks freeze garbage get_objects get_referents get_referrers set_debug unfreeze",
    "sys": "_current_exceptions _current_frames _setprofileallthreads _settraceallthreads call_tracing monitoring",
}
_REBUILDING = {"_imp": "create_builtin create_dynamic exec_builtin exec_dynamic"}
"""What makes a built-in module anew, with all that was taken; without it no further one can be imported."""


def close(*, rebuilding: bool = False) -> None:
    """Take it away for good, and with ``rebuilding`` what could bring it back."""
    for module, names in {**_TAKEN, **(_REBUILDING if rebuilding else {})}.items():
        for name in names.split():
            if hasattr(sys.modules[module], name):
                delattr(sys.modules[module], name)
    for name in ("settrace", "setprofile", "addaudithook"):  # code that sets one should not fail: it only sees nothing
        setattr(sys, name, _nothing)


def _nothing(function: object, /) -> None:
    """Takes a function and never calls it."""
