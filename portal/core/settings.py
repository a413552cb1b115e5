"""Every setting of the portal, read once from the environment and checked; a wrong one names itself."""

import os
import re
import secrets
from email.utils import parseaddr
from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

_MAIL_SERVER = re.compile(r"smtps?://([^@/]*@)?[^@/]+/?\Z")
_UNPREFIXED = {"database_url": "DATABASE_URL", "redis_url": "REDIS_URL", "host": "HOST", "port": "PORT"}

_SECRETS = {"QUESTBOARD_SECRET_KEY", "QUESTBOARD_SMTP_URL"}


class SettingsError(Exception):
    """A setting that cannot be used. The message names it and says what would be right."""


class Settings(BaseSettings):
    """The settings. Each is read from QUESTBOARD_<NAME>; four are known by their usual names instead."""

    model_config = SettingsConfigDict(env_prefix="QUESTBOARD_", frozen=True, extra="ignore")

    data_dir: Path = Field(default=Path("var"), description="Where the database, index, uploads and secrets live.")
    database_url: str = Field(
        default="",
        validation_alias="DATABASE_URL",
        description="postgresql://… or sqlite:///…; empty is a SQLite file in the data folder.",
    )
    redis_url: str = Field(
        default="",
        validation_alias="REDIS_URL",
        description="redis://…, needed as soon as more than one process serves pages.",
    )
    host: str = Field(default="127.0.0.1", validation_alias="HOST", description="The address to listen on.")
    port: Annotated[int, Field(ge=1, le=65535)] = Field(
        default=8000, validation_alias="PORT", description="The port to listen on."
    )
    public_url: str = Field(
        default="", description="The address people type, https://…; empty is http://HOST:PORT. Used in mails."
    )
    company_name: str = Field(default="Questboard", max_length=60, description="Shown beside the mark and in mails.")
    secret_key: SecretStr = Field(
        default=SecretStr(""), description="Signs sessions; empty is one generated at first start in the data folder."
    )
    smtp_url: SecretStr = Field(
        default=SecretStr(""),
        description="smtp://user:password@host:587; empty keeps mails on the administrator's outbox page.",
    )
    mail_from: str = Field(default="Questboard <questboard@localhost>", description="The sender of mails.")
    threads: Annotated[int, Field(ge=4, le=1000)] = Field(default=100, description="Threads of the serving process.")
    max_sockets: Annotated[int, Field(ge=0, le=1000)] = Field(
        default=60, description="Open live connections at most; keep it well below the threads."
    )
    embedded_worker: bool = Field(
        default=True, description="Whether `serve` also does the worker's job; off where `questboard worker` runs."
    )
    trusted_proxies: Annotated[int, Field(ge=0, le=5)] = Field(
        default=0, description="How many proxies in front of the portal set X-Forwarded-*."
    )
    point_rules: Path | None = Field(
        default=None, description="A file of point rules in place of Questboard's own; a change is announced first."
    )
    demo: bool = Field(default=False, description="Demo company: one click signs in as one of each role.")
    log_format: Annotated[str, Field(pattern="^(text|json)$")] = Field(default="text", description="text or json.")
    sqlite_synchronous: Annotated[str, Field(pattern="^(FULL|NORMAL|OFF)$")] = Field(
        default="FULL", description="SQLite's care at each commit: FULL survives a power cut."
    )
    meaning: bool = Field(
        default=True,
        description="Whether searches go by meaning besides words, where the extra [semantic] is installed.",
    )
    model_dir: Path | None = Field(
        default=None, description="A folder with model.onnx and tokenizer.json; empty is the model of the extra."
    )
    rate_limits: bool = Field(default=True, description="Whether requests per person and address are bounded.")

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if value and not value.startswith(("postgresql://", "postgresql+psycopg://", "sqlite:///")):
            raise ValueError("use postgresql://user:password@host/name or sqlite:///path")
        return value

    @field_validator("redis_url")
    @classmethod
    def _known_redis(cls, value: str) -> str:
        if value and not value.startswith(("redis://", "rediss://", "unix://")):
            raise ValueError("use redis://host:6379/0")
        return value

    @field_validator("public_url")
    @classmethod
    def _whole_address(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("use the whole address, https://questboard.example.com")
        return value.rstrip("/")

    @field_validator("smtp_url")
    @classmethod
    def _known_mail_server(cls, value: SecretStr) -> SecretStr:
        if value and not _MAIL_SERVER.match(value.get_secret_value()):
            raise ValueError("use smtp://user:password@host:587, or smtps://… where it is encrypted from the start")
        return value

    @field_validator("mail_from")
    @classmethod
    def _one_sender(cls, value: str) -> str:
        if not value.isprintable() or "@" not in parseaddr(value)[1]:
            raise ValueError("use one address, with or without a name: Questboard <questboard@example.com>")
        return value

    @property
    def address(self) -> str:
        """The address people reach the portal by, without a slash at its end."""
        return self.public_url or f"http://{self.host}:{self.port}"

    @property
    def is_https(self) -> bool:
        """Whether people reach the portal over HTTPS, so that cookies can be bound to it."""
        return self.address.startswith("https://")

    @property
    def database(self) -> str:
        """The database's URL, the embedded SQLite file where none is given."""
        return self.database_url or f"sqlite:///{(self.data_dir / 'questboard.db').absolute()}"

    @property
    def index_dir(self) -> Path:
        """The folder of the search index."""
        return self.data_dir / "index"

    @property
    def uploads_dir(self) -> Path:
        """The folder of the pictures people put into their posts."""
        return self.data_dir / "uploads"

    def signing_key(self) -> str:
        """The key sessions are signed with; generated in the data folder at first use, readable by us alone."""
        if given := self.secret_key.get_secret_value():
            return given
        path = self.data_dir / "secret-key"
        if not path.exists():
            _write_once(path, secrets.token_urlsafe(48))
        return path.read_text().strip()


def _write_once(path: Path, text: str) -> None:
    """Write a new private file; two processes starting at once end with the same one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def variable(name: str) -> str:
    """The environment variable that sets `name`."""
    return _UNPREFIXED.get(name, f"QUESTBOARD_{name.upper()}")


def load_settings(**given: object) -> Settings:
    """The settings of this process; `given` ones win over the environment. Raises SettingsError, naming wrong ones."""
    by_alias = {_UNPREFIXED.get(name, name): value for name, value in given.items()}
    try:
        return Settings(**by_alias)  # type: ignore[arg-type]
    except ValidationError as error:
        lines = []
        for problem in error.errors():
            name = str(problem["loc"][0]) if problem["loc"] else "?"
            shown = name if name in _UNPREFIXED.values() else variable(name)
            # what stands in a secret stays there: this sentence ends in logs
            said = "what it is" if shown in _SECRETS else repr(problem.get("input"))
            lines.append(f"{shown} cannot be {said}: {problem['msg'].removeprefix('Value error, ')}.")
        raise SettingsError("\n".join(lines)) from None
