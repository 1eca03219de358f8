"""The `nethour` command, one file each in commands/.

Data on stdout, talk on stderr; exit 0, 1 (it cannot be done), 2 (usage).
"""

import sys

import typer

from nethour import __version__
from nethour_host.commands import compare, config, demo, deploy, override, pull, replay, simulate
from nethour_host.errors import HostError

app = typer.Typer(
    name="nethour",
    help="Steer the settlement period of a house with solar panels: simulate, deploy, pull and replay.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(is_wanted: bool) -> None:
    if is_wanted:
        print(__version__)
        raise typer.Exit


@app.callback()
def _options(
    version: bool = typer.Option(False, "--version", help="Print the version.", callback=_show_version, is_eager=True),
) -> None:
    pass


for command in (demo, simulate, compare, config, deploy, override, pull, replay):
    command.register(app)


def main() -> None:
    """Run the command line. A HostError is one sentence and exit 1; a traceback means a bug."""
    try:
        app()
    except HostError as error:
        for sentence in str(error).splitlines():
            print(f"nethour: {sentence}", file=sys.stderr)
        sys.exit(1)
