"""A process of ``--on local:N`` shares the terminal with the command: Ctrl-C is for that one, and so is what is said.

Dask imports this in each such process (its "preload").
"""

from __future__ import annotations

import logging
import signal


def dask_setup(_: object) -> None:
    """Dask calls this when the process has started."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    logging.getLogger("intent_lsp").setLevel(logging.CRITICAL)  # what matters comes as events
