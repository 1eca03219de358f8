"""How much a switching counts for *just in time*: two sets of the same numbers, found by searches on recorded days."""


class Normal:
    """For relays and contactors: energy first.

    Margins are thousandths of the load's power, by which it starts or stops early: one fixed, one for a whole hour that
    remains. LAST: when no other load is left that could put right an error later.
    START_MARGIN, START_MARGIN_HOUR, LAST_START_MARGIN, LAST_START_MARGIN_HOUR
    STOP_MARGIN, STOP_MARGIN_HOUR, LAST_STOP_MARGIN, LAST_STOP_MARGIN_HOUR

    Prices are thousandths of what a period usually offers the loads; a switching must move more energy than its price.
    PRICE                    of one that leaves the power as far from balance as it was
    PRICE_SLOPE              what is added where it leads away from balance by the load's whole power
    LEAST_PRICE, MOST_PRICE  limits

    STEADY_BINS, QUICK_BINS, SLOW_S, STEADY_LEAN, QUICK_LEAN: see SurplusForecast
    """

    START_MARGIN = 49
    START_MARGIN_HOUR = 37
    LAST_START_MARGIN = 37
    LAST_START_MARGIN_HOUR = 210
    STOP_MARGIN = 66
    STOP_MARGIN_HOUR = 21
    LAST_STOP_MARGIN = 144
    LAST_STOP_MARGIN_HOUR = 202
    PRICE = 16
    PRICE_SLOPE = 30
    LEAST_PRICE = 3
    MOST_PRICE = 61
    STEADY_BINS = 10
    QUICK_BINS = 1
    SLOW_S = 1319
    STEADY_LEAN = 90
    QUICK_LEAN = 112


class Sparing(Normal):
    """For pumps and compressors: fewer switchings, at the price of some energy.

    Found with a switching worth about twice as much energy as for Normal.
    """

    START_MARGIN = 43
    START_MARGIN_HOUR = 44
    LAST_START_MARGIN = 26
    LAST_START_MARGIN_HOUR = 156
    STOP_MARGIN = 55
    STOP_MARGIN_HOUR = -23
    LAST_STOP_MARGIN = 109
    LAST_STOP_MARGIN_HOUR = 192
    PRICE = 18
    PRICE_SLOPE = 64
    LEAST_PRICE = 0
    MOST_PRICE = 64
    STEADY_BINS = 11
    QUICK_BINS = 2
    SLOW_S = 1112
    STEADY_LEAN = 60
    QUICK_LEAN = 88
