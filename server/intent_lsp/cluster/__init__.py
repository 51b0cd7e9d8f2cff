"""The rounds of intents on a Dask cluster: ``--on local:4``, ``dask://host:8786``, ``tls://host:8786``.

::

    coordinator ── a piece, as bytes ──→ worker: rounds, with its own models and sandbox
         │      ←── events, outcome ────┘
         └ runs what came once (transpile.reuse.remote_results), writes, reports

What crosses is JSON that both sides read strictly; a worker is believed as little as a model. The only package that
knows Dask, which is imported when a cluster is opened.
"""
