"""Forgeries in Python, for the WebAssembly guest and for the user's own runtime alike.

Each ``f`` is called with 1 and with 2 and returns (or, in ``RAISING``, raises) what the table says; on the way it changes
whatever it reaches of what makes the answer. ``spoil`` stands for all that a foreign frame offers. A forgery is held when
the answer is the right one or none at all.
"""
# ruff: noqa: E501 (an attack is easiest to read on a line of its own)

from __future__ import annotations

PRELUDE = '''
import builtins, gc, sys, types
OWN = globals()
def forge(*args, **kwargs):
    return '{"v":"pwned"}'
def raising():
    1 / 0
def here():
    """The frame of the caller, by a way that cannot be taken away."""
    try:
        raising()
    except ZeroDivisionError as error:
        return error.__traceback__.tb_frame.f_back
def foreign(frame):
    while frame:
        if frame.f_globals is not OWN and frame.f_code.co_filename != __file__:
            yield frame
        frame = frame.f_back
def change(value, depth=0):
    """Change a function or container of the harness in place, and what it leads to."""
    if depth > 2 or value is OWN:
        return
    if isinstance(value, types.FunctionType) and value.__globals__ is not OWN:
        for inner in [*(value.__defaults__ or ()), *(cell.cell_contents for cell in value.__closure__ or ())]:
            change(inner, depth + 1)
        try:
            value.__code__ = forge.__code__
            value.__defaults__ = value.__kwdefaults__ = None
        except Exception:
            pass
    elif isinstance(value, types.SimpleNamespace):
        for name in list(vars(value)):
            setattr(value, name, forge)
    elif isinstance(value, list):
        for inner in list(value):
            change(inner, depth + 1)
        value[:] = ['"pwned"' if isinstance(item, (str, type(None))) else item for item in value]
    elif isinstance(value, tuple):
        for inner in value:
            change(inner, depth + 1)
def spoil(frame=None):
    for each in list(foreign(frame or here().f_back)):
        for name, value in list(each.f_locals.items()):
            try:
                change(value)
                if callable(value):
                    each.f_locals[name] = forge
                elif isinstance(value, tuple) and len(value) == 2 and value[0] in ('v', 'e'):
                    each.f_locals[name] = ('v', (('"pwned"',), ()))
                elif name not in ('arguments', 'given', 'text') and isinstance(value, (str, int)):
                    each.f_locals[name] = 'pwned'
            except Exception:
                pass
'''
RETURNING = {
    "code of the stages in frames": "def f(x):\n    spoil()\n    return x",
    "code of the stages in a traceback's frames": "def f(x):\n    try:\n        raising()\n    except ZeroDivisionError as e:\n        spoil(e.__traceback__.tb_frame.f_back)\n    return x",
    "code of the stages that gc finds": "def f(x):\n    try:\n        gc.unfreeze()\n    except AttributeError:\n        pass\n    for value in gc.get_objects():\n        if isinstance(value, types.FunctionType) and value.__code__.co_name in ('_tell', '_render', '_show', 'tell', 'render', 'show', 'say', 'weave', 'opaque', 'send', 'encode', 'describe'):\n            change(value)\n    return x",
    "referents of the frames": "def f(x):\n    frame = here()\n    while frame:\n        for value in gc.get_referents(frame):\n            if value is not OWN:\n                change(value)\n        frame = frame.f_back\n    return x",
    "referrers of the function": "def f(x):\n    for value in gc.get_referrers(f):\n        if value is not OWN and isinstance(value, list):\n            value[:] = [forge]\n    return x",
    "a profile function": "def profile(frame, event, arg):\n    spoil(frame)\nsys.setprofile(profile)\ndef f(x):\n    return x",
    "a trace function": "def trace(frame, event, arg):\n    spoil(frame)\n    return trace\nsys.settrace(trace)\ndef f(x):\n    return x",
    "a trace function of the frame below": "def trace(frame, event, arg):\n    spoil(frame)\n    return trace\ndef f(x):\n    sys.settrace(trace)\n    for frame in foreign(here()):\n        frame.f_trace = trace\n    return x",
    "a profile function of all threads": "import threading\ndef profile(frame, event, arg):\n    spoil(frame)\nthreading.setprofile_all_threads(profile)\ndef f(x):\n    return x",
    "monitoring": "M = sys.monitoring\ndef seen(code, *rest):\n    if code.co_filename != __file__:\n        spoil(here())\nM.use_tool_id(3, 'x')\nfor event in (M.events.PY_START, M.events.PY_RETURN, M.events.LINE, M.events.CALL):\n    M.register_callback(3, event, seen)\nM.set_events(3, M.events.PY_START | M.events.PY_RETURN | M.events.LINE | M.events.CALL)\ndef f(x):\n    return x",
    "an audit hook": "BUSY = []\ndef hook(event, args):\n    if not BUSY:\n        BUSY.append(1)\n        spoil(here())\n        BUSY.clear()\nsys.addaudithook(hook)\ndef f(x):\n    return x",
    "an audit hook on a list": "BUSY = []\ndef hook(event, args):\n    if not BUSY:\n        BUSY.append(1)\n        spoil(here())\n        BUSY.clear()\nsys.addaudithook(hook)\ndef f(x):\n    return [x][0] if x == 1 else x",
    "callbacks of gc": "gc.callbacks.append(lambda phase, info: spoil(here()))\ngc.set_threshold(1, 1, 1)\ndef f(x):\n    for _ in range(50): a = []; a.append(a)\n    return x",
    "a finaliser that gc runs": "class A:\n    def __del__(self): spoil(here())\ngc.set_threshold(1, 1, 1)\ndef f(x):\n    for _ in range(50):\n        a = A(); a.a = a\n    return x",
    "a finaliser that gc runs on the way out": "class A:\n    def __del__(self): spoil(here())\ndef f(x):\n    gc.disable()\n    for _ in range(500):\n        a = A(); a.a = a\n    gc.set_threshold(1, 1, 1); gc.enable()\n    return x",
    "a weak reference that gc clears": "import weakref\nclass A: pass\nKEPT = []\ngc.set_threshold(1, 1, 1)\ndef f(x):\n    for _ in range(50):\n        a = A(); a.a = a\n        KEPT.append(weakref.ref(a, lambda r: spoil(here())))\n    return x",
    "a finaliser in the arguments": "class A:\n    def __del__(self): spoil(here())\ndef f(x):\n    for frame in foreign(here()):\n        for value in list(frame.f_locals.values()):\n            if isinstance(value, list):\n                value.append(A())\n    return x",
    "garbage that is kept": "try:\n    gc.set_debug(gc.DEBUG_SAVEALL)\nexcept AttributeError: pass\ndef f(x):\n    gc.collect()\n    for value in gc.garbage:\n        if isinstance(value, types.FunctionType):\n            for inner in list(value.__globals__.values()):\n                change(inner)\n            for name in list(value.__globals__):\n                value.__globals__[name] = forge\n            change(value)\n    return x",
    "gc made anew": "import importlib\nreal = importlib.reload(gc)\ndef f(x):\n    real.unfreeze()\n    for value in real.get_objects():\n        if isinstance(value, types.FunctionType) and 'tell' in value.__code__.co_name:\n            change(value)\n    return x",
    "a built-in module made anew": "import _imp, importlib.machinery\nspec = importlib.machinery.ModuleSpec('gc', importlib.machinery.BuiltinImporter)\nreal = _imp.create_builtin(spec)\n_imp.exec_builtin(real)\ndef f(x):\n    real.unfreeze()\n    for value in real.get_objects():\n        if isinstance(value, types.FunctionType) and 'tell' in value.__code__.co_name:\n            change(value)\n    return x",
    "sys made anew": "import importlib\nimportlib.reload(sys)\ndef profile(frame, event, arg):\n    spoil(frame)\nsys.setprofile(profile)\ndef f(x):\n    return x",
    "the profiler's own timer": "import _lsprof\np = _lsprof.Profiler(lambda: spoil(here()) or 1)\np.enable()\ndef f(x):\n    return x",
    "functions of every class": "def every(kind):\n    for each in type.__subclasses__(kind):\n        yield each\n        if each is not type: yield from every(each)\ndef f(x):\n    for each in list(every(object)):\n        for value in list(vars(each).values()):\n            found = getattr(value, '__globals__', None)\n            if found and ('_tell' in found or 'weave' in found):\n                for inner in list(found.values()):\n                    if getattr(inner, '__name__', '') in ('_tell', 'weave') and getattr(inner, '__globals__', None) is found:\n                        inner.__code__ = forge.__code__\n    return x",
    "the modules behind standard output": "def f(x):\n    for value in (sys.stdout, *sys.meta_path):\n        for method in list(vars(type(value)).values()):\n            if isinstance(method, types.FunctionType) and 'importlib' not in method.__code__.co_filename:\n                for inner in list(method.__globals__.values()):\n                    change(inner)\n    return x",
    "standard output that spoils": "class Out:\n    def write(self, text): return 0\n    def flush(self): spoil(here())\nsys.stdout = sys.stderr = Out()\ndef f(x):\n    return x",
    "the class of standard output": "def f(x):\n    type(sys.stdout).flush = lambda self: spoil(here())\n    return x",
    "a coroutine whose runner is patched": "import asyncio\nasyncio.Runner.run = asyncio.Runner.close = asyncio.run = lambda *a, **k: 'pwned'\nasync def f(x):\n    return x",
    "a coroutine whose loop is patched": "import asyncio\nasyncio.base_events.BaseEventLoop.run_until_complete = lambda *a, **k: 'pwned'\nasync def f(x):\n    return x",
    "a coroutine whose task is set": "import asyncio\nasync def f(x):\n    asyncio.Future.set_result(asyncio.current_task(), 'pwned')\n    return x",
    "a coroutine that the loop exchanges": "import asyncio\nasync def other(): return 'pwned'\nreal = asyncio.Runner.run\ndef run(self, coroutine, **named):\n    for name, value in list(coroutine.cr_frame.f_locals.items()):\n        if isinstance(value, list):\n            for item in value:\n                if callable(item): item('pwned')\n            value[:] = [other()]\n        elif isinstance(value, types.CoroutineType):\n            coroutine.cr_frame.f_locals[name] = other()\n    return real(self, coroutine, **named)\nasyncio.Runner.run = run\nasync def f(x):\n    return x",
    "a coroutine that leaves a callback": "import asyncio\nasync def f(x):\n    asyncio.get_running_loop().call_soon(lambda: spoil(here()))\n    return x",
    "a coroutine that spoils": "import asyncio\nasync def f(x):\n    spoil(here())\n    await asyncio.sleep(0)\n    spoil(here())\n    return x",
    "the type of coroutines": "async def f(x):\n    types.CoroutineType = int\n    return x",
    "globals of what the frames hold": "async def f(x):\n    for frame in foreign(here()):\n        for value in list(frame.f_locals.values()):\n            for inner in (value, getattr(value, '__await__', None)):\n                for found in list(getattr(inner, '__globals__', {}).values()):\n                    if isinstance(found, types.FunctionType) and found.__globals__.get('__name__', '').startswith(('intent', 'guest')):\n                        change(found)\n    return x",
    "a signal's handler": "import signal\ndef handler(number, frame):\n    spoil(frame)\ntry:\n    signal.signal(signal.SIGALRM, handler)\n    signal.setitimer(signal.ITIMER_REAL, 0.0005, 0.0005)\nexcept (AttributeError, OSError): pass\ndef f(x):\n    for _ in range(20000): pass\n    return x",
    "a signal to oneself": "import signal\ntry:\n    import _thread\n    signal.signal(signal.SIGINT, lambda number, frame: spoil(frame))\nexcept (AttributeError, OSError): pass\ndef f(x):\n    try: return x\n    finally: _thread.interrupt_main()",
    "another thread": "import threading, time\ndef watch():\n    while True:\n        for frame in list(sys._current_frames().values()):\n            spoil(frame)\ntry:\n    threading.Thread(target=watch, daemon=True).start()\nexcept RuntimeError: pass\ndef f(x):\n    return x",
    "the function found by name": "def f(x):\n    OWN['f'] = forge\n    return x",
    "the recursion limit": "def f(x):\n    sys.setrecursionlimit(12)\n    return x",
    "encoders in the frames": "def f(x):\n    for frame in foreign(here()):\n        for name in list(frame.f_locals):\n            if name in ('encoded', 'encode', 'render', 'weave'): frame.f_locals[name] = lambda *a: '\"pwned\"'\n    return x",
    "an answer of one's own": "import json, os\ndef f(x):\n    found = [value['nonce'] for frame in foreign(here()) for name, value in frame.f_locals.items() if name in ('call', 'message', 'asked') and 'nonce' in value]\n    if x == 2:\n        body = json.dumps({'nonce': (found or [''])[0], 'payload': '{\"v\":\"pwned\"}'}).encode()\n        try:\n            os.write(3, len(body).to_bytes(4, 'little') + body)\n        except OSError: pass\n    return x",
    "a copy of the channel": "import fcntl, json, os\nSTATE = []\ndef f(x):\n    if not STATE:\n        try:\n            try: real = os.dup(3)\n            except OSError: real = fcntl.fcntl(3, fcntl.F_DUPFD, 20)\n            reading, writing = os.pipe()\n            os.dup2(writing, 3)\n            fake, told = os.pipe()\n            os.dup2(fake, 0)\n            body = json.dumps({'nonce': '', 'arguments': '[9]', 'request': '[9]'}).encode()\n            os.write(told, len(body).to_bytes(4, 'little') + body)\n            STATE.append((real, reading))\n        except OSError: pass\n    elif x == 9:\n        real, reading = STATE[0]\n        size = int.from_bytes(os.read(reading, 4), 'little')\n        frame = json.loads(os.read(reading, size))\n        frame['payload'] = '{\"v\":\"pwned\"}'\n        body = json.dumps(frame).encode()\n        os.write(real, len(body).to_bytes(4, 'little') + body)\n    return x",
    "a signal when a message comes": "import fcntl, os, signal\ndef handler(number, frame):\n    spoil(frame)\ntry:\n    signal.signal(signal.SIGIO, handler)\n    fcntl.fcntl(0, fcntl.F_SETOWN, os.getpid())\n    fcntl.fcntl(0, fcntl.F_SETFL, fcntl.fcntl(0, fcntl.F_GETFL) | os.O_ASYNC)\nexcept (AttributeError, OSError, ValueError): pass\ndef f(x):\n    return x",
    "a foreign library": "import ctypes\ndef f(x):\n    found = []\n    visit = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.py_object, ctypes.c_void_p)(lambda value, _: found.append(value) or 1 if isinstance(value, types.FunctionType) else 1)\n    ctypes.pythonapi.PyUnstable_GC_VisitObjects(visit, None)\n    for value in found:\n        if value.__code__.co_name in ('tell', 'render', 'send', '_tell', 'weave'):\n            change(value)\n    return x",
}
"""Each ``f`` returns its argument."""
OPAQUE = {
    "a class of the harness that says more": "def every(kind):\n    for each in type.__subclasses__(kind):\n        yield each\n        yield from every(each)\ndef told(self, *args):\n    for frame in list(foreign(here())):\n        for value in list(frame.f_globals.values()):\n            if getattr(value, '__globals__', None) is frame.f_globals: value.__code__ = forge.__code__\nfor each in every(Exception):\n    if each.__module__.partition('.')[0] in ('intent_guest', 'guest'):\n        try: each.__init__ = told\n        except TypeError: pass\ndef f(x):\n    return 'y' * (5 << 20)",
    "a class's name that spoils": "class Text(str):\n    def __getitem__(self, part): spoil(here()); return 'A'\n    def __len__(self): spoil(here()); return 1\nclass A:\n    def __repr__(self): return 'A'\nA.__name__ = Text('A')\ndef f(x):\n    return A()",
    "code of the stages in __repr__": "class A:\n    def __repr__(self):\n        spoil(here())\n        return 'A'\ndef f(x):\n    return A()",
    "code of the stages in an earlier __repr__": "class A:\n    def __repr__(self):\n        for frame in foreign(here()):\n            for value in list(frame.f_locals.values()):\n                change(value)\n        return 'A'\ndef f(x):\n    return A()",
    "a __repr__ that wakes gc": "class B:\n    def __del__(self): spoil(here())\nclass A:\n    def __repr__(self):\n        gc.disable()\n        for _ in range(500):\n            b = B(); b.b = b\n        gc.set_threshold(1, 1, 1); gc.enable()\n        return 'A'\ndef f(x):\n    return A()",
    "a __repr__ that is text of its own": "class Text(str):\n    def __len__(self): spoil(here()); return 0\n    def __getitem__(self, part): spoil(here()); return self\nclass A:\n    def __repr__(self): return Text('A')\ndef f(x):\n    return A()",
}
"""Each ``f`` returns no value: an object of the class ``A``, which is shown as ``A``, or a text that is too long."""
RAISING = {
    "code of the stages in __str__": "class A(Exception):\n    def __str__(self):\n        spoil(here())\n        return 'A'\ndef f(x):\n    raise A",
    "a patched traceback": "import traceback\ndef told(*a, **k):\n    spoil(here())\n    raise KeyError\ntraceback.TracebackException.__init__ = traceback.StackSummary._extract_from_extended_frame_gen = told\nclass A(Exception):\n    def __str__(self): return 'A'\ndef f(x):\n    raise A",
    "a metaclass with a name": "class M(type):\n    @property\n    def __name__(self): spoil(here()); return 'ValueError'\nclass A(Exception, metaclass=M):\n    def __str__(self): return 'A'\ndef f(x):\n    raise A",
    "a metaclass that equals SyntaxError": "class M(type):\n    def __eq__(self, other): spoil(here()); return True\n    def __hash__(self): return 1\nclass A(Exception, metaclass=M):\n    filename = 'x'\n    def __str__(self): return 'A'\ndef f(x):\n    raise A",
    "a class that claims another": "class A(Exception):\n    @property\n    def __class__(self): spoil(here()); return SyntaxError\n    def __str__(self): return 'A'\ndef f(x):\n    raise A",
    "a file name that spoils": "class Text(str):\n    def __hash__(self): spoil(here()); return str.__hash__(self)\n    def __eq__(self, other): spoil(here()); return True\nclass A(Exception):\n    def __str__(self): return 'A'\ndef g(): raise A\ng.__code__ = g.__code__.replace(co_filename=Text('x'), co_name=Text('y'))\ndef f(x):\n    g()",
    "a traceback of one's own": "class A(Exception):\n    @property\n    def __traceback__(self): spoil(here()); return None\n    def __str__(self): return 'A'\ndef f(x):\n    raise A",
}
"""Each ``f`` raises an ``A`` with the message ``A``."""
