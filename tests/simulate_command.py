"""`nethour simulate` as a test calls it."""

import json
from typing import Any

import typer
from typer.testing import CliRunner, Result

from nethour_host.commands import simulate
from nethour_host.errors import HostError


def nethour_simulate(*arguments: object) -> Result:
    app = typer.Typer()
    simulate.register(app)
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def measure(*arguments: object) -> dict[str, Any]:
    done = nethour_simulate(*arguments, "--json", "-")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def refusal(*arguments: object) -> str:
    """The one sentence that the command ends with."""
    done = nethour_simulate(*arguments)
    assert isinstance(done.exception, HostError)
    assert "\n" not in str(done.exception)
    assert done.stdout == ""
    return str(done.exception)
