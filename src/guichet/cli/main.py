"""`guichet`: the one entry point of the command line."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from importlib.util import cache_from_source
from pathlib import Path
from tempfile import TemporaryFile

import click

from guichet.cli.boot import data_folder, prepare_django
from guichet.cli.faults import told

# Several processes share the cores: a library of linear algebra that takes them all for each search slows every one
# down. Read when numpy is first imported, which is after this line.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# Commands by name → the module that holds them; loaded only when called, so that `guichet --help` is instant.
COMMANDS: dict[str, tuple[str, str, str]] = {
    "demo": ("guichet.cli.demo.run", "demo", "Start two demonstration cities and serve them."),
    "serve": ("guichet.cli.serve", "serve", "Serve web pages."),
    "worker": ("guichet.cli.worker", "worker", "Do the work that follows from events: mails, reminders."),
    "migrate": ("guichet.cli.database", "migrate", "Bring the tables of every city up to date."),
    "city": ("guichet.cli.city", "city", "Create, fill, list, save and restore cities."),
    "import": (
        "guichet.cli.imports",
        "import_group",
        "Import past cases, permits or closures; propose a profile.",
    ),
    "evaluate": ("guichet.cli.evaluate", "evaluate", "Measure how well Guichet judges, on real data."),
    "bench": (
        "guichet.cli.bench.command",
        "bench",
        "Measure speed on generated cases; prints a table, writes JSON.",
    ),
    "bench-rooms": ("guichet.cli.bench.rooms", "bench_rooms", "Measure how soon messages reach everybody."),
    "bench-occupations": (
        "guichet.cli.bench.occupations",
        "bench_occupations",
        "Measure how fast conflicts between occupations are found.",
    ),
    "bench-permits": (
        "guichet.cli.bench.permits",
        "bench_permits",
        "Measure permits, their pages, estimates and monthly bills.",
    ),
    "manage": ("guichet.cli.database", "manage", "Run a Django command (for maintainers)."),
}


def keep_compiled() -> None:
    """Keep compiled code in the data folder where the environment forbids it beside the sources and it is not there.

    Images of containers often do; each of our processes would then compile some two thousand modules when it starts.
    """
    if sys.dont_write_bytecode and not Path(cache_from_source(click.__file__)).exists():
        folder = str(data_folder() / "compiled")
        sys.pycache_prefix, sys.dont_write_bytecode = folder, False
        os.environ["PYTHONPYCACHEPREFIX"] = folder
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def check_data_folder() -> None:
    """Make the data folder, or stop with what to type when it cannot be written in."""
    folder = data_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder):
            pass
    except OSError as fault:
        raise click.ClickException(
            f"The data folder {folder} cannot be used: {fault.strerror}. "
            "Choose another one: GUICHET_DATA=/another/folder guichet …"
        ) from fault


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """List the commands in the order in which a newcomer needs them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of one command."""
        if cmd_name not in COMMANDS:
            return None
        check_data_folder()
        keep_compiled()
        prepare_django()
        module, name, _help = COMMANDS[cmd_name]
        command = getattr(import_module(module), name)
        if not isinstance(command, click.Command):
            raise TypeError(f"{module}.{name} is not a command")
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; what the database refuses is said in a sentence."""
        with told():
            return super().invoke(ctx)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing any of them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_m, _n, text) in COMMANDS.items()])


@click.group(
    cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110}
)
@click.version_option(package_name="guichet")
def main() -> None:
    """Guichet: one case whatever the channel, for French-speaking cities."""


if __name__ == "__main__":
    sys.exit(main())
