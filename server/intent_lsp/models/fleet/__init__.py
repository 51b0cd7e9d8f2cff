"""Several addresses of one provider, used at once: each call goes where it should end first.

``choice`` is the rule, ``dispatcher`` knows who is free and who waits, ``hand_over`` is one call that may change hands,
``group`` the provider.
"""
