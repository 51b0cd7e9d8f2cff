"""Starts a program of the sandbox in a bare interpreter (``python -I -S -B boot.py DIRS MODULE ARGUMENT…``).

``DIRS`` (separated by ``os.pathsep``) go behind the standard library on the path; no site processing takes place.
"""

import importlib
import os
import sys

if __name__ == "__main__":
    sys.path[:] = [entry for entry in sys.path if entry != os.path.dirname(os.path.abspath(__file__))]  # noqa: PTH100, PTH120
    sys.path.extend(sys.argv[1].split(os.pathsep))
    importlib.import_module(sys.argv[2]).main()
