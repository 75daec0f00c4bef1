"""The command line: parse, call one action, show its value. The only room that knows Typer."""
