"""`nethour config`: what is right and wrong with a configuration."""

from pathlib import Path

import typer

from nethour.config import Config, ConfigError, parse
from nethour_host.errors import ConfigRefused, HostError


def register(app: typer.Typer) -> None:
    """Add the commands."""
    config = typer.Typer(help="Check a configuration.", no_args_is_help=True)
    config.command("check")(_check)
    app.add_typer(config, name="config")


def _check(
    file: Path = typer.Argument(help="A config.json."),
) -> None:
    """Say all that is wrong with a configuration: the setting, its value and what is allowed. Exit 1 if anything is."""
    config = read_config(file)
    loads = ", ".join(f"{load['name']} {load['rated_power_w']} W" for load in config.loads)
    print(f"{file}: fine; {config.strategy['name']}, settled every {config.settlement_s} s, loads: {loads}")


def read_config(file: Path) -> Config:
    """The configuration in `file`. Raises HostError; of several errors each has a line of its own."""
    try:
        return parse(file.read_text("utf-8"))
    except OSError as error:
        raise HostError(f"{file}: {error.strerror}; give a config.json") from None
    except UnicodeDecodeError:
        raise HostError(f"{file}: this is no text in UTF-8; give a config.json") from None
    except ConfigError as error:
        raise ConfigRefused("\n".join(f"{file}: {sentence}" for sentence in error.errors)) from None
