"""The command line: thin. Commands read documents and configuration, open a workbench, and show its events.

``app`` parses arguments and turns outcomes into exit statuses; ``progress_rows`` folds the event stream into one row
per intent and target; ``live_view``, ``plain_view`` and ``jsonlines`` are three views of it.
"""
