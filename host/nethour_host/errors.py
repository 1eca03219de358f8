"""
What can go wrong on the host, said so that a person can act on it.

The command line prints the message and exits 1; a traceback means a bug.

HostError
  BoardNotFound        nothing on that port, or no such board
  BoardBusy            another program holds the port or the directory
  BoardNotResponding   the board does not answer, or stopped answering
    BoardRefused       it answered that it cannot
  DeployFailed         the firmware could not be put on the board
  ConfigRefused        config.json is not valid; nothing was sent
  JournalDamaged       a journal does not hold what it must
  StoreError           the staging store cannot be read or written
  ToolMissing          a program that is needed is not installed
"""


class HostError(Exception):
    """One sentence: what is wrong, where, what to do."""


class BoardNotFound(HostError):
    """Nothing on that port, or no board of that name."""


class BoardBusy(HostError):
    """Another program holds the port or the directory of the board."""


class BoardNotResponding(HostError):
    """The board does not answer, or stopped answering."""


class BoardRefused(BoardNotResponding):
    """The board answered, but it cannot do what was asked."""


class DeployFailed(HostError):
    """The firmware could not be put on the board."""


class ConfigRefused(HostError):
    """The configuration is not valid; nothing was sent to the board."""


class JournalDamaged(HostError):
    """A journal does not hold what it must."""


class StoreError(HostError):
    """The staging store cannot be read or written."""


class ToolMissing(HostError):
    """A program that is needed is not installed."""
