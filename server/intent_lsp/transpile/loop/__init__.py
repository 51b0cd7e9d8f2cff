"""The rounds of one target: whoever is asked, how, and what becomes of each answer, until code passes or all
rounds are over."""
