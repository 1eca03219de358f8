"""What the board's reason codes mean to people, in English, Spanish and Catalan."""

LANGUAGES = ("en", "es", "ca")

REASON_TEXTS: dict[str, tuple[str, str, str]] = {
    "off": ("off: no rule asks for it", "apagada: ninguna regla la pide", "apagada: cap regla no la demana"),
    "surplus": ("on: enough surplus", "encendida: hay excedente suficiente", "encesa: hi ha prou excedent"),
    "forecast_deficit": (
        "off: the period would end with a purchase",
        "apagada: el periodo acabaría comprando",
        "apagada: el període acabaria comprant",
    ),
    "no_surplus": (
        "off: not enough surplus",
        "apagada: no hay excedente suficiente",
        "apagada: no hi ha prou excedent",
    ),
    "running": ("on: the surplus lasts", "encendida: el excedente continúa", "encesa: l'excedent continua"),
    "held_min_on": (
        "on: minimum on time",
        "encendida: tiempo mínimo de marcha",
        "encesa: temps mínim de marxa",
    ),
    "held_min_off": (
        "off: minimum off time",
        "apagada: tiempo mínimo de paro",
        "apagada: temps mínim d'aturada",
    ),
    "stale_meter": (
        "safe state: the meter is silent",
        "estado seguro: el contador no responde",
        "estat segur: el comptador no respon",
    ),
    "no_reading_yet": (
        "safe state: no reading yet",
        "estado seguro: aún no hay lectura",
        "estat segur: encara no hi ha lectura",
    ),
    "forced_on": ("on: by your order", "encendida: por orden suya", "encesa: per ordre vostra"),
    "forced_off": ("off: by your order", "apagada: por orden suya", "apagada: per ordre vostra"),
    "too_hot": (
        "off: hot enough",
        "apagada: temperatura alcanzada",
        "apagada: temperatura assolida",
    ),
    "temperature_unknown": (
        "safe state: temperature unknown",
        "estado seguro: temperatura desconocida",
        "estat segur: temperatura desconeguda",
    ),
    "heat_up": (
        "on: heat-up against legionella",
        "encendida: calentamiento contra la legionela",
        "encesa: escalfament contra la legionel·la",
    ),
    "guarantee": (
        "on: daily guarantee, latest start",
        "encendida: garantía diaria, último momento",
        "encesa: garantia diària, darrer moment",
    ),
    "cheap_hour": (
        "on: daily guarantee, cheap hour",
        "encendida: garantía diaria, hora barata",
        "encesa: garantia diària, hora barata",
    ),
    "daily_maximum": (
        "off: daily maximum reached",
        "apagada: máximo diario alcanzado",
        "apagada: màxim diari assolit",
    ),
    "outside_windows": (
        "off: outside its time windows",
        "apagada: fuera de su horario",
        "apagada: fora del seu horari",
    ),
    "satisfied": (
        "resting: it draws nothing",
        "en reposo: no consume nada",
        "en repòs: no consumeix res",
    ),
    "off_but_drawing": (
        "alarm: off, but it seems to draw power",
        "alarma: apagada, pero parece que consume",
        "alarma: apagada, però sembla que consumeix",
    ),
    "budget_spent": (
        "off: switchings of the day spent",
        "apagada: maniobras del día agotadas",
        "apagada: maniobres del dia exhaurides",
    ),
    "staggered": (
        "off: another load has just started",
        "apagada: otra carga acaba de arrancar",
        "apagada: una altra càrrega acaba d'arrencar",
    ),
    "import_limit": (
        "off: import limit",
        "apagada: límite de potencia",
        "apagada: límit de potència",
    ),
}
"""By the identifier of the reason, see nethour.control.reason; one sentence a language, in the order of LANGUAGES."""


def reason_text(name: str, language: str = "en") -> str:
    """What a reason means, by its identifier; one that is not known here, of a newer firmware, stands as it is."""
    texts = REASON_TEXTS.get(name)
    return texts[LANGUAGES.index(language)] if texts else name
