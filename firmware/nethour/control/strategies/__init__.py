"""Strategies: one file each, one method, decide(now_s, remaining_s, net_ws, grid_power_w, loads).

A strategy calls want() once on every load and does not know about minimum times: the load applies them.
"""
