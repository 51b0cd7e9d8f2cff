"""For all tests: no check of Hypothesis depends on how fast the machine is (what is slow belongs to ``bench``)."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")
