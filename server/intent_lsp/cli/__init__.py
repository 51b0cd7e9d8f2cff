"""The command line: thin. Commands read documents and configuration, open a workbench, and show its events.

``app`` parses arguments, calls the module of the command in ``commands``, and turns outcomes into exit statuses.
In ``views``, ``progress_rows`` folds the event stream into one row per intent and target, which the views show.
"""
