"""The commands about the game: what other rules would have done, proving what follows, making it anew."""

import sys
from pathlib import Path

import click

from portal.starting import ready_portal


@click.command("simulate-rules")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--days", default=90, show_default=True, type=click.IntRange(1, 730), help="How far to look back.")
def simulate_rules(file: Path, days: int) -> None:
    """Show what other point rules would have done to the last days. Nothing is written.

    FILE is a rule file like gamification/rules/default.toml. Nobody is named: the table is of events and of how many
    people would have more or less.
    """
    from gamification.engine.section import RulesError
    from gamification.simulating import simulate

    with ready_portal():
        try:
            found = simulate(file, days)
        except RulesError as problem:
            raise click.ClickException(str(problem)) from None
    for line in found.in_words():
        click.echo(line)


@click.command()
def prove() -> None:
    """Make everything that follows from facts and ledger again beside what is stored, and compare.

    Exit code 1 if anything differs.
    """
    from gamification import proving

    with ready_portal():
        proof = proving.prove()
    click.echo(f"{proof.people} people, {proof.lines} lines, {proof.badges} badges: {len(proof.wrong)} differences.")
    for one in proof.wrong[:20]:
        click.echo(f"  {one.handle}: {one.what} is {one.shown}, and should be {one.summed}")
    if proof.wrong:
        sys.exit(1)


@click.command()
def rebuild() -> None:
    """Throw balances, levels and badges away and make them again from facts and ledger."""
    from gamification import proving

    with ready_portal():
        click.echo(f"Made again for {proving.rebuild()} people.")
