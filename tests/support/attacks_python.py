"""Attacks in Python, by group: for the WebAssembly guest and for the user's own runtime alike.

Every attack has a function ``f`` (called with 1, then with 2) that returns "pwned" where it believes to have succeeded.
``$NEW``, ``$CANARY`` and the like stand for what it aims at (see ``tests/sandbox/attacks/conftest.py``).
"""
# ruff: noqa: E501 (an attack is easiest to read on a line of its own)

from __future__ import annotations

INERT = {
    # --- files
    "write a file": "def f(x):\n    open('$NEW', 'w').write('x')\n    return 'pwned'",
    "overwrite the canary": "def f(x):\n    open('$CANARY', 'w').write('x')\n    return 'pwned'",
    "read the canary": "def f(x):\n    return 'pwned ' + open('$CANARY').read()",
    "os.open": "import os\ndef f(x):\n    os.write(os.open('$NEW', os.O_CREAT | os.O_WRONLY), b'x')\n    return 'pwned'",
    "pathlib": "from pathlib import Path\ndef f(x):\n    Path('$CANARY').unlink()\n    return 'pwned'",
    "relative path": "def f(x):\n    for n in range(20):\n        try:\n            open('../' * n + '$CANARY'[1:], 'a').write('x')\n"
    "            return 'pwned'\n        except OSError:\n            pass",
    "tempfile": "import tempfile\ndef f(x):\n    tempfile.NamedTemporaryFile(dir='$FOLDER', delete=False)\n    return 'pwned'",
    "shutil": "import shutil\ndef f(x):\n    shutil.rmtree('$FOLDER')\n    return 'pwned'",
    "rename": "import os\ndef f(x):\n    os.rename('$CANARY', '$NEW')\n    return 'pwned'",
    "symlink": "import os\ndef f(x):\n    os.symlink('/etc/passwd', '$NEW')\n    return 'pwned'",
    "list a folder": "import os\ndef f(x):\n    return ['pwned', os.listdir('$FOLDER')]",
    "log to a file": "import logging\ndef f(x):\n    logging.FileHandler('$NEW').emit(logging.makeLogRecord({}))\n    return 'pwned'",
    "io.FileIO on inherited descriptors": "import io\ndef f(x):\n    for fd in range(3, 40):\n        try:\n"
    "            io.FileIO(fd, 'r+').write(b'x' * 100)\n        except OSError:\n            pass\n    return 0",
    "import from a folder": "import sys\ndef f(x):\n    sys.path.insert(0, '$FOLDER')\n    import canary\n    return 'pwned'",
    "dbm and sqlite": "def f(x):\n    import sqlite3\n    sqlite3.connect('$NEW').execute('create table t(x)')\n    return 'pwned'",
    # --- secrets
    "environment": "import os\ndef f(x):\n    return dict(os.environ)",
    "/proc/self/environ": "def f(x):\n    return 'pwned ' + open('/proc/self/environ').read()",
    "/proc of the parent": "def f(x):\n    return 'pwned ' + open('/proc/$PARENT/environ').read()",
    "/proc/self/mem": "def f(x):\n    open('/proc/self/mem', 'r+b').write(b'x')\n    return 'pwned'",
    "home folder": "import os\ndef f(x):\n    return 'pwned ' + open(os.path.expanduser('~/.ssh/id_rsa')).read()",
    # --- processes, threads, foreign code
    "os.system": "import os\ndef f(x):\n    os.system('touch $NEW')\n    return 'pwned'",
    "subprocess": "import subprocess\ndef f(x):\n    subprocess.run(['touch', '$NEW'], check=True)\n    return 'pwned'",
    "exec": "import os\ndef f(x):\n    os.execv('/bin/touch', ['touch', '$NEW'])",
    "fork": "import os\ndef f(x):\n    os.fork()\n    return 'pwned'",
    "posix_spawn": "import os\ndef f(x):\n    os.posix_spawn('/bin/touch', ['touch', '$NEW'], {})\n    return 'pwned'",
    "_posixsubprocess": "def f(x):\n    import _posixsubprocess\n    return 'pwned'",
    "multiprocessing": "import multiprocessing\ndef f(x):\n    multiprocessing.Process(target=print).start()\n    return 'pwned'",
    "thread": "import threading\ndef f(x):\n    threading.Thread(target=lambda: 1).start()\n    return 'pwned'",
    "_thread": "import _thread\ndef f(x):\n    _thread.start_new_thread(print, ())\n    return 'pwned'",
    "shared memory": "from multiprocessing import shared_memory\ndef f(x):\n    shared_memory.SharedMemory('n', True, 10)\n    return 'pwned'",
    "ctypes": "import ctypes\ndef f(x):\n    ctypes.CDLL(None).system(b'touch $NEW')\n    return 'pwned'",
    "load an extension": "import importlib.machinery as m\ndef f(x):\n"
    "    m.ExtensionFileLoader('x', '/usr/lib/x86_64-linux-gnu/libc.so.6').load_module('x')\n    return 'pwned'",
    # --- network
    "tcp": "import socket\ndef f(x):\n    socket.create_connection(('127.0.0.1', $TCP), 1).send(b'x')\n    return 'pwned'",
    "udp": "import socket\ndef f(x):\n    socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', $UDP))\n    return 'pwned'",
    "unix socket": "import socket\ndef f(x):\n    socket.socket(socket.AF_UNIX).connect('$UNIX')\n    return 'pwned'",
    "listen": "import socket\ndef f(x):\n    socket.create_server(('127.0.0.1', 0))\n    return 'pwned'",
    "urllib": "import urllib.request\ndef f(x):\n    return 'pwned ' + urllib.request.urlopen('http://127.0.0.1:$TCP').read()",
    "asyncio": "import asyncio\nasync def f(x):\n    await asyncio.open_connection('127.0.0.1', $TCP)\n    return 'pwned'",
    "resolve a name": "import socket\ndef f(x):\n    return ['pwned', socket.gethostbyname('localhost')]",
    # --- signals
    "kill the parent": "import os, signal\ndef f(x):\n    os.kill($PARENT, signal.SIGTERM)\n    return 'pwned'",
    "kill by getppid": "import os\ndef f(x):\n    os.kill(os.getppid(), 10)\n    return 'pwned'",
    "kill the group": "import os\ndef f(x):\n    os.killpg(0, 1)\n    return 'pwned'",
    # --- capabilities of the host
    "setrlimit": "import resource\ndef f(x):\n    resource.setrlimit(resource.RLIMIT_AS, (-1, -1))\n    return 'pwned'",
    "write to descriptors": "import os\ndef f(x):\n    for fd in range(3, 64):\n        try:\n"
    '            os.write(fd, b\'\\x10\\0\\0\\0{"nonce":""}\' * 10)\n        except OSError:\n            pass\n    return 0',
    "raw imports of the host": "import componentize_py_runtime as r\ndef f(x):\n    for i in range(100):\n        try:\n"
    "            r.call_import(i, ['$NEW'], 1)\n        except Exception:\n            pass",
    # --- what everything rests on
    "builtins": "import builtins\nbuiltins.len = builtins.id = builtins.type = builtins.repr = lambda *a: 'pwned'\ndef f(x):\n    return 0",
}

TIME = {
    "loop": "def f(x):\n    while True: pass",
    "loop while loading": "while True: pass\ndef f(x): return 1",
    "loop in C": "def f(x):\n    return 10 ** 10 ** 8",
    "sum of everything": "import itertools\ndef f(x):\n    return sum(itertools.repeat(1))",
    "regular expression": "import re\ndef f(x):\n    return re.match('(a+)+$', 'a' * 40 + 'b')",
    "catching everything": "def f(x):\n    while True:\n        try:\n            while True: pass\n        except BaseException: pass",
    "sleeping in a loop": "import time\ndef f(x):\n    while True: time.sleep(1e6)",
    "a repr that loops": "class A:\n    def __repr__(self):\n        while True: pass\ndef f(x):\n    return A()",
    "a message that loops": "class A(Exception):\n    def __str__(self):\n        while True: pass\ndef f(x):\n    raise A",
    "coroutine that never rests": "import asyncio\nasync def f(x):\n    while True: await asyncio.sleep(0)",
    "blocking signals": "import signal\ndef f(x):\n    getattr(signal, 'pthread_sigmask', print)(0, [])\n    while True: pass",
    "finaliser that loops": "class A:\n    def __del__(self):\n        while True: pass\ndef f(x):\n    A()\n    return 1",
}

MEMORY = {
    "string": "def f(x):\n    s = 'x'\n    while True: s += s",
    "list": "def f(x):\n    a = []\n    while True: a.append([0] * 100000)",
    "bytearray": "def f(x):\n    return bytearray(1 << 29)",
    "dict": "def f(x):\n    return {i: str(i) * 50 for i in range(10 ** 8)}",
    "infinite generator": "def g():\n    while True: yield 'x' * 10 ** 6\ndef f(x):\n    return [i + 'y' for i in g()]",
    "memory caught and taken again": "def f(x):\n    a = []\n    while True:\n        try:\n            while True: a.append('x' * 10 ** 7)\n"
    "        except MemoryError: a.append(1)",
}

CRASH = {
    "recursion": "def f(x):\n    return f(x)",
    "recursion without a limit": "import sys\nsys.setrecursionlimit(10 ** 9)\ndef f(x):\n    return f(x)",
    "recursion in C": "def f(x):\n    a = ()\n    for _ in range(10 ** 6): a = (a,)\n    return hash(a)",
    "deep json": "import json\ndef f(x):\n    return json.loads('[' * 10 ** 6)",
    "bad bytecode": "def g(): pass\ng.__code__ = g.__code__.replace(co_code=bytes([255, 0] * 50))\ndef f(x):\n    return g()",
    "abort": "import os\ndef f(x):\n    os.abort()",
    "os._exit": "import os\ndef f(x):\n    os._exit(0)",
    "sys.exit": "import sys\ndef f(x):\n    sys.exit(0)",
    "exit while loading": "import os\nos._exit(0)\ndef f(x): return 1",
    "KeyboardInterrupt": "def f(x):\n    raise KeyboardInterrupt",
    "raise_signal": "import signal\ndef f(x):\n    signal.raise_signal(11)",
    "null pointer": "import faulthandler\ndef f(x):\n    faulthandler._sigsegv()",
}

FLOOD = {
    "print": "def f(x):\n    while True: print('x' * 1000)",
    "print to stderr": "import sys\ndef f(x):\n    while True: sys.stderr.write('x' * 100000)",
    "one giant line": "def f(x):\n    print('x' * (50 << 20))",
    "the host's write": "import sys\ndef f(x):\n    while True: sys.stdout._write_to_host('x' * 10 ** 5)",
}

TAMPER = {
    "emit a result of one's own": "import wit_world\ndef f(x):\n    wit_world.emit(0, '{\"v\":1}')\n    return 2",
    "emit all results": "import wit_world\ndef f(x):\n    wit_world.emit(0, '{\"v\":1}')\n    wit_world.emit(1, '{\"v\":1}')\n    return 1",
    "emit more than there are": "import wit_world\ndef f(x):\n    for i in range(x - 1, 1000): wit_world.emit(i, '{\"v\":1}')",
    "emit out of order": "import wit_world\ndef f(x):\n    wit_world.emit(1, '{\"v\":1}')",
    "emit no JSON": "import wit_world\ndef f(x):\n    wit_world.emit(0, '\\x00nonsense')\n    return 1",
    "emit deep JSON": "import wit_world\ndef f(x):\n    wit_world.emit(0, '{\"v\":' + '[' * 10 ** 6)\n    return 1",
    "emit a huge number": "import wit_world\ndef f(x):\n    wit_world.emit(0, '{\"v\":' + '9' * 10 ** 6 + '}')\n    return 1",
    "emit before loading ends": "import wit_world\nwit_world.emit(-1, '{\"shape\": []}')\ndef f(x): return 1",
    "emit while loading, then exit": "import os, wit_world\nwit_world.emit(-1, '{}')\nwit_world.emit(0, '{\"v\":1}')\n"
    "wit_world.emit(1, '{\"v\":1}')\nos._exit(0)",
    "emit late, from a finaliser": "import wit_world\nclass A:\n    def __del__(self): wit_world.emit(0, '{\"v\":1}')\ndef f(x):\n    A()\n    return 2",
    "replace the runner's emit": "import sys\ndef f(x):\n    frame = sys._getframe(1)\n    frame.f_locals['emit'](0, '{\"v\":1}')\n    return 2",
}

FORGED = {
    "equal to everything": "class A:\n    def __eq__(self, other): return True\n    def __hash__(self): return 0\ndef f(x):\n    return A()",
    "subclass of int": "class A(int):\n    def __eq__(self, other): return True\ndef f(x):\n    return A(3)",
    "subclass of str": "class A(str):\n    def __eq__(self, other): return True\ndef f(x):\n    return A('a')",
    "subclass of list": "class A(list):\n    def __eq__(self, other): return True\ndef f(x):\n    return A([1])",
    "subclass of dict": "class A(dict):\n    def items(self): return [('a', 1)]\ndef f(x):\n    return A(a=2)",
    "a class that calls itself int": "class A:\n    __class__ = int\ndef f(x):\n    return A()",
    "a metaclass called int": "class M(type):\n    __name__ = 'int'\nclass A(metaclass=M): pass\ndef f(x):\n    return A()",
}

PATCHED = {
    "json": 'import json\njson.dumps = lambda *a, **k: \'{"v":"pwned"}\'\njson.loads = lambda *a: [0]\njson.encoder.py_encode_basestring_ascii = '
    "lambda s: '\"pwned\"'\ndef f(x):\n    return ['a', x]",
    "print and stdout": "import builtins, sys\nbuiltins.print = None\nsys.stdout = sys.stderr = None\ndef f(x):\n    return ['a', x]",
    "the runner's encoder": "try:\n    from intent_guest import encode\n    encode.encode = lambda v: '\"pwned\"'\nexcept ImportError:\n    pass\n"
    "def f(x):\n    return ['a', x]",
    "traces and profiles": "import sys\nsys.settrace(lambda *a: None)\nsys.setprofile(lambda *a: None)\ndef f(x):\n    return ['a', x]",
}

ON_RUNTIMES = {
    "system": "import os\ndef f(x):\n    return 'pwned' if os.system('touch $NEW') == 0 else 0",
    "subprocess": "import subprocess\ndef f(x):\n    subprocess.run(['touch', '$NEW'])\n    return 'pwned'",
    "fork": "import os\ndef f(x):\n    os.fork()\n    return 'pwned'",
    "read the canary": "def f(x):\n    return open('$CANARY').read()",
    "append to the canary": "def f(x):\n    open('$CANARY', 'a').write('x')\n    return 'pwned'",
    "chmod the canary": "import os\ndef f(x):\n    os.chmod('$CANARY', 0)\n    return 'pwned'",
    "list the folder": "import os\ndef f(x):\n    return os.listdir('$FOLDER')",
    "environment of the parent": "def f(x):\n    return open('/proc/$PARENT/environ').read()",
    "memory of the parent": "def f(x):\n    open('/proc/$PARENT/mem', 'r+b')\n    return 'pwned'",
    "connect": "import socket\ndef f(x):\n    socket.create_connection(('127.0.0.1', $TCP))\n    return 'pwned'",
    "unix socket": "import socket\ndef f(x):\n    socket.socket(socket.AF_UNIX).connect('$UNIX')\n    return 'pwned'",
    "datagram": "import socket\ndef f(x):\n    socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', $UDP))\n    return 'pwned'",
    "signal the parent": "import os\ndef f(x):\n    os.kill($PARENT, 15)\n    return 'pwned'",
    "signal by a library": "import ctypes\ndef f(x):\n    ctypes.CDLL(None).kill($PARENT, 15)\n    return 'pwned'",
    "socket by a library": "import ctypes\ndef f(x):\n    return 'pwned' if ctypes.CDLL(None).socket(2, 1, 0) >= 0 else 0",
    "clone by a library": "import ctypes\ndef f(x):\n    return 'pwned' if ctypes.CDLL(None).syscall(56, 17, 0, 0, 0, 0) >= 0 else 0",
    "ptrace by a library": "import ctypes\ndef f(x):\n    return 'pwned' if ctypes.CDLL(None).ptrace(16, $PARENT, 0, 0) == 0 else 0",
    "execute another program": "import os\ndef f(x):\n    os.execv('/bin/sh', ['sh', '-c', 'touch $NEW'])\n    return 'pwned'",
    "abort": "import os\ndef f(x):\n    os.abort()",
}
"""Aimed at what the user's own runtime has and the guest lacks."""
