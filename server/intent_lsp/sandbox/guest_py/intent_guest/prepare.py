"""What the build does once, before the guest's memory is snapshotted: imports, warm-up, closing the import system."""

import importlib
import sys
from collections.abc import Callable
from typing import TypeAlias

Exports: TypeAlias = tuple[Callable[[str], None], Callable[[], str], Callable[[], str]]
"""What is made of the host's function: ``give``, ``load``, ``call``."""

# What a pure function may reasonably need. A module that is not here does not exist for candidates.
MODULES = """
abc argparse array ast asyncio base64 binascii bisect bz2 calendar cmath codecs collections collections.abc colorsys
configparser contextlib contextvars copy copyreg csv dataclasses datetime decimal difflib dis email.utils
encodings.idna encodings.latin_1 encodings.utf_16 enum errno faulthandler fnmatch fractions functools gc getpass glob
graphlib gzip hashlib heapq hmac html html.entities html.parser http importlib.util inspect io ipaddress itertools json
keyword linecache locale logging math mimetypes numbers opcode operator optparse os.path pathlib pickle platform pprint
queue quopri random re reprlib sched secrets selectors shlex shutil signal stat statistics string string.templatelib
stringprep struct tempfile textwrap threading time timeit token tokenize tomllib traceback types typing unicodedata
urllib.parse uuid warnings weakref xml.etree.ElementTree zlib zoneinfo _strptime
""".split()  # noqa: SIM905 (a hundred quoted names would be harder to read)

_SETTINGS = '"name":"c","entry":"f","repeat":true,"seed":0,"zone":0,'
_WARM_UP = (
    '"code":"import dataclasses\\ndef f(x, *r, k=1):\\n    print(x)\\n'
    "    return [x, {'a': 2.5}, (1,), None, True]\\n\","
    '"modules":{"other":"def other(): return 1"}}',
    '"code":"def f(x):\\n    return x[0]\\n","modules":{}}',
    '"code":"def f(x)\\n    return x[0]\\n","modules":{}}',
    '"code":"import asyncio\\nasync def f(x):\\n    await asyncio.sleep(1)\\n    return x\\n","modules":{}}',
)


def import_standard_library() -> None:
    """Import every module that candidates may use; one that this CPython lacks is passed over."""
    for name in MODULES:
        try:
            importlib.import_module(name)
        except ImportError:
            continue
    sys.setrecursionlimit(1000)
    sys.maxsize = 2**63 - 1  # the guest has 32 bits, the machines that the code is for have 64


def exercise(make: Callable[[Callable[[str], None]], Exports]) -> None:
    """Run small candidates, so that caches and specialised bytecode are part of the snapshot."""
    for _ in range(3):
        for request in _WARM_UP:
            give, load, call = make(lambda _text: None)
            give("{" + _SETTINGS + request)
            if not load().startswith('{"shape"'):
                continue
            for arguments in ("[1]", "", '["a"]'):
                give(arguments)
                call()


def close_imports() -> None:
    """Remove the finders: there are no files, and a built-in module that is made anew has all it ever had."""
    sys.meta_path[:] = [finder for finder in sys.meta_path if getattr(finder, "__name__", "") == "FrozenImporter"]
    sys.path[:] = []
    sys.path_importer_cache.clear()
    sys.argv[:] = [""]
