"""Strategies: one file each, one method, decide(now_s, remaining_s, net_ws, grid_power_w, loads).

A strategy calls want() once on every load and does not know about minimum times: the load applies them. A load whose
`is_free` is False obeys a rule in this turn: the strategy passes it over, and what it wants of it changes nothing.
What a load draws is its `power_w`.
"""
