"""Generated code in the project's own style, by the project's own formatter: ruff, black or prettier.

A workspace may be a stranger's, and a formatter is a program whose settings may be code. So nothing is run that the
user's own settings do not permit (``allowFormatters``), and what comes back is only ever text: whoever asks for it has
to see for themselves that it is still the same program.
"""
