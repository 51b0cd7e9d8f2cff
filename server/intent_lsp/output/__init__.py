"""The one door to the workspace: provenance, atomic writes, the hand-edit guard, candidates, reports.

The only package that writes into the workspace. ``provenance`` is the header of a generated file, ``workspace`` where
files go and how they are replaced, ``reports`` what is known about them, ``folder`` the atomic write itself.
"""
