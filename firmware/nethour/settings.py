"""The tables of config.json: what settings there are and what each may be. nethour.config reads by them."""

VERSION = 1

REQUIRED = object()
"""Default of a setting that must be given. One whose default is None may be left out."""

SPAIN = "CET-1CEST,M3.5.0,M10.5.0/3"

# A setting: (name, kind, default, low, high); `high` of a choice is the tuple of what is allowed; `ints` are a list,
# one number for each load.
HOUSE: tuple = (
    ("version", "int", REQUIRED, VERSION, VERSION),
    ("settlement_s", "int", 3600, 60, 86400),
    ("turn_s", "int", 5, 1, 60),
    ("stale_after_s", "int", 60, 2, 900),
    ("timezone", "text", SPAIN, 3, 64),
    ("place", "object", None, None, None),
    ("stagger_s", "int", 10, 0, 3600),
    ("max_import_w", "int", None, 100, 250000),
    ("target_net_wh", "int", 0, -100000, 100000),
    ("bias", "object", None, None, None),
    ("learn_power", "choice", "on", None, ("on", "off")),
    ("retry_s", "int", 3600, 60, 86400),
    ("prices", "object", None, None, None),
    ("strategy", "object", REQUIRED, None, None),
    ("buses", "list", REQUIRED, 1, 8),
    ("meter", "object", REQUIRED, None, None),
    ("loads", "list", REQUIRED, 1, 16),
    ("journal", "object", {}, None, None),
)
BIAS = (
    ("import_eur_per_kwh", "ten_thousandths", REQUIRED, -1, 1),
    ("export_eur_per_kwh", "ten_thousandths", REQUIRED, -1, 1),
    ("load_eur_per_kwh", "ten_thousandths", REQUIRED, -1, 1),
    ("forecast_sd_wh", "int", REQUIRED, 0, 10000),
)
PLACE = (
    ("latitude", "tenths", REQUIRED, -90, 90),
    ("longitude", "tenths", REQUIRED, -180, 180),
)
PRICES = (("step_s", "int", 3600, 900, 86400),)
BUS = (
    ("name", "name", REQUIRED, 1, 24),
    ("kind", "choice", REQUIRED, None, ("modbus_tcp",)),
    ("host", "ipv4", REQUIRED, None, None),
    ("port", "int", 502, 1, 65535),
    ("timeout_ms", "int", 1000, 10, 10000),
)
METER = (
    ("profile", "name", REQUIRED, 1, 40),
    ("bus", "name", REQUIRED, 1, 24),
    ("unit", "int", 1, 1, 247),
    ("max_power_w", "int", 50000, 1000, 250000),
    ("registers", "choice", "net", None, ("net", "ignore")),
    ("register_step_wh", "int", None, 1, 100),
)
LOAD = (
    ("name", "name", REQUIRED, 1, 24),
    ("rated_power_w", "int", REQUIRED, 1, 100000),
    ("min_on_s", "int", 300, 0, 86400),
    ("min_off_s", "int", 300, 0, 86400),
    ("safe_state", "choice", "off", None, ("off", "on")),
    ("max_switchings_per_day", "int", None, 2, 1000),
    ("max_minutes_per_day", "int", None, 1, 1440),
    ("windows", "windows", None, 1, 14),
    ("guarantee", "object", None, None, None),
    ("temperature", "object", None, None, None),
    ("heat_up", "object", None, None, None),
    ("relay", "object", REQUIRED, None, None),
)
GUARANTEE = (
    ("minutes", "int", None, 1, 1440),
    ("wh", "int", None, 1, 200000),
    ("deadline", "time", REQUIRED, None, None),
    ("buy_within_s", "int", 14400, 0, 86400),
)
TEMPERATURE = (
    ("stop_c", "tenths", REQUIRED, 1, 99),
    ("restart_c", "tenths", REQUIRED, 0, 98),
    ("stale_after_s", "int", 600, 10, 86400),
)
HEAT_UP = (
    ("every_days", "int", 7, 1, 31),
    ("at", "time", "13:00", None, None),
    ("minutes", "int", 180, 10, 720),
    ("reach_c", "tenths", None, 50, 95),
)
RELAY = (
    ("kind", "choice", REQUIRED, None, ("modbus_coil",)),
    ("bus", "name", REQUIRED, 1, 24),
    ("unit", "int", REQUIRED, 1, 247),
    ("coil", "int", REQUIRED, 0, 65535),
)
JOURNAL = (
    ("turns_kib", "int", 640, 64, 16384),
    ("flush_s", "int", 300, 10, 3600),
)
STRATEGIES = {
    "just_in_time": (
        ("name", "name", REQUIRED, 1, 24),
        ("wear", "choice", "normal", None, ("normal", "sparing")),
    ),
    "time_to_consume": (
        ("name", "name", REQUIRED, 1, 24),
        ("on_min_wh", "int", 75, 0, 100000),
        ("end_at_wh", "int", 0, -100000, 100000),
        ("factor", "hundredths", 1, 0.01, 1),
        ("predictor", "choice", "current_power", None, ("current_power", "average_power", "none")),
    ),
    "hysteresis": (
        ("name", "name", REQUIRED, 1, 24),
        ("on_at_wh", "ints", REQUIRED, -100000, 100000),
        ("off_at_wh", "ints", REQUIRED, -100000, 100000),
    ),
    "minimum_on_time": (
        ("name", "name", REQUIRED, 1, 24),
        ("time_limit_s", "int", 600, 1, 86400),
        ("mode", "choice", "order", None, ("fastest", "order", "second_if_first")),
    ),
    "instantaneous_surplus": (
        ("name", "name", REQUIRED, 1, 24),
        ("on_delay_s", "int", 60, 0, 86400),
        ("off_delay_s", "int", 180, 0, 86400),
        ("margin_w", "int", 0, 0, 100000),
        ("tolerated_import_w", "int", 0, 0, 100000),
    ),
    "off": (("name", "name", REQUIRED, 1, 24),),
}
