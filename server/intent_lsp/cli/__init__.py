"""The command line: thin. Commands read documents and configuration, open a workbench, and show its events.

``app`` parses arguments and turns outcomes into exit statuses; ``board`` folds the event stream into one row per intent
and target; ``live``, ``plain`` and ``jsonlines`` are three views of it.
"""
