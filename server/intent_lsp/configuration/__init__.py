"""Loading the configuration: what each setting may be, where settings come from, and what is wrong with them.

``shapes`` are the kinds of values, ``settings`` is the one table of all settings (the loader, the JSON Schema, the
environment's names and the documentation follow from it), ``sources`` reads files and the environment, ``load`` puts
everything together. :func:`intent_lsp.configuration.load.load` is the way in.
"""
