"""A strategy from its settings."""


def build_strategy(settings: dict, load_count: int, settlement_s: int, stale_after_s: int, find_place):
    """The strategy that valid `settings` describe, defaults filled in. Imports only the one that is used.

    find_place() gives latitude and longitude of the house [tenths of a degree]; only who looks at the sun asks
    """
    name = settings["name"]
    if name == "just_in_time":
        from nethour.control.strategies.just_in_time import JustInTime
        from nethour.control.sun import Sun

        latitude, longitude = find_place()
        return JustInTime(settlement_s, Sun(latitude, longitude), settings["wear"])
    if name == "hysteresis":
        from nethour.control.strategies.hysteresis import Hysteresis

        return Hysteresis(settings["on_at_wh"], settings["off_at_wh"])
    if name == "minimum_on_time":
        from nethour.control.strategies.minimum_on_time import MinimumOnTime

        return MinimumOnTime(settings["time_limit_s"], settings["mode"], load_count)
    if name == "instantaneous_surplus":
        from nethour.control.strategies.instantaneous_surplus import InstantaneousSurplus

        return InstantaneousSurplus(
            settings["on_delay_s"],
            settings["off_delay_s"],
            settings["margin_w"],
            settings["tolerated_import_w"],
            load_count,
            stale_after_s,
        )
    if name == "off":
        from nethour.control.strategies.off import Off

        return Off()
    from nethour.control.strategies.time_to_consume import TimeToConsume

    factor_pct = round(settings["factor"] * 100)
    return TimeToConsume(settings["on_min_wh"], settings["end_at_wh"], factor_pct, settings["predictor"], settlement_s)
