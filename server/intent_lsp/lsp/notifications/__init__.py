"""One module per notification; each has a METHOD and a ``handle(ls, params)`` without logic."""

from __future__ import annotations

from intent_lsp.lsp.notifications import (
    did_change,
    did_change_configuration,
    did_change_watched_files,
    did_change_workspace_folders,
    did_close,
    did_open,
    did_save,
    initialized,
)

NOTIFICATIONS = (
    initialized,
    did_open,
    did_change,
    did_save,
    did_close,
    did_change_configuration,
    did_change_watched_files,
    did_change_workspace_folders,
)
