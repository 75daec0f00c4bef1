"""The error boundary: every way a command can end badly becomes two lines (or a JSON envelope) and an exit code."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NoReturn

import typer
from typer.core import TyperCommand, TyperGroup

from medai.errors import OUR_FAULT, USER_MISTAKE, MedaiError

# Newer Typers carry their own copy of click, older ones lean on the package: both have this base.
_USAGE_ERRORS: tuple[type[Exception], ...] = tuple(
    kind
    for kind in typer.BadParameter.__mro__
    if kind.__name__ == "ClickException" and issubclass(kind, Exception)
)
_OWN_ENDINGS: tuple[type[BaseException], ...] = (typer.Exit, typer.Abort)


def _hand_on_text(parameters: Sequence[Any]) -> None:
    """Let text arguments and absent values reach the function as they are.

    Typer checks each value with pydantic, whose import takes longer than all the rest of `medai hint`. A piece
    of text needs no such check; numbers and everything else keep Typer's own way.
    """
    for parameter in parameters:
        if "process_value" not in vars(parameter):
            vars(parameter)["process_value"] = _as_typed(parameter)


def _as_typed(parameter: Any) -> Callable[[Any, Any], Any]:
    check = parameter.process_value
    takes_text = parameter.param_type_name == "argument"
    takes_many = parameter.multiple or parameter.nargs == -1

    def process_value(ctx: Any, value: Any) -> Any:
        if value is None or value == ():
            if parameter.required:
                return check(ctx, value)  # which says what is missing
            plain: Any = () if takes_many else None
        elif takes_text and isinstance(value, str):
            plain = value
        elif takes_text and isinstance(value, tuple | list) and all(isinstance(part, str) for part in value):
            plain = tuple(value)
        else:
            return check(ctx, value)
        return plain if parameter.callback is None else parameter.callback(ctx, parameter, plain)

    return process_value


class Command(TyperCommand):
    """A command that takes text as it is typed."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        _hand_on_text(self.get_params(ctx))
        return super().parse_args(ctx, args)


class Group(TyperGroup):
    """A group of such commands."""

    command_class = Command

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        _hand_on_text(self.get_params(ctx))
        return super().parse_args(ctx, args)


class Boundary(Group):
    """The top group. Its invoke is the only place where exceptions are caught for people."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        before_dashes = args[: args.index("--")] if "--" in args else args
        ctx.meta["medai.json"] = "--json" in before_dashes
        ctx.meta["medai.command"] = self._command_named_in(before_dashes)
        try:
            return super().parse_args(ctx, args)
        except _USAGE_ERRORS as error:
            _tell(ctx, _usage(ctx, error))

    def _command_named_in(self, args: list[str]) -> str:
        names: list[str] = []
        group: Any = self
        for arg in args:
            if arg.startswith("-"):
                continue
            found = getattr(group, "commands", {}).get(arg)
            if found is None:
                break
            names.append(arg)
            group = found
        return " ".join(names)

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except _OWN_ENDINGS:
            raise
        except MedaiError as error:
            _tell(ctx, error)
        except _USAGE_ERRORS as error:
            if type(error).__name__ == "NoArgsIsHelpError":
                raise  # `medai data` alone shows what there is
            _tell(ctx, _usage(ctx, error))
        except BrokenPipeError:
            raise
        except Exception as error:
            _tell(ctx, _our_fault(error))


def _usage(ctx: Any, error: Exception) -> MedaiError:
    message = error.format_message() if hasattr(error, "format_message") else str(error)
    command = f"medai {ctx.meta['medai.command']}".strip()
    return MedaiError(message, f"Type: {command} --help")


def _our_fault(error: Exception) -> MedaiError:
    from medai.cli.faults import write_log

    where = write_log(error)
    hint = f"The details are in {where}. Please report them; your files and progress are untouched."
    return MedaiError(
        f"This is a fault in medai, not in your work: {type(error).__name__}: {error}", hint, OUR_FAULT
    )


def _tell(ctx: Any, error: MedaiError) -> NoReturn:
    code = error.exit_code or USER_MISTAKE
    if ctx.meta.get("medai.json"):
        from medai.views.envelope import failure

        typer.echo(failure(ctx.meta["medai.command"], error.message, error.hint, code))
    else:
        from medai.views.fault import fault_lines

        for line in fault_lines(error.message, error.hint):
            typer.echo(line, err=True)
    raise typer.Exit(code)
