"""What every command is told: the options that all share, and what they mean together."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

import click
import msgspec

from octavo._cli.configuration import Configuration, load
from octavo.errors import OptionError
from octavo.options import by_owner

if TYPE_CHECKING:
    from octavo._choices import Choices, Images
    from octavo._cli.definition import Assignment, Section
    from octavo._registry import Registry
    from octavo.plugin import FetchPolicy, Workers

C = TypeVar("C", bound=Callable[..., Any])


class Invocation(msgspec.Struct):
    """The shared options of one run; click's callbacks fill it in before the command starts."""

    quiet: bool = False
    verbose: bool = False
    debug: bool = False
    config: str | None = None
    disabled: tuple[str, ...] = ()
    no_plugins: bool = False
    source_format: str | None = None
    reader_options: tuple[str, ...] = ()
    writer_options: tuple[str, ...] = ()
    transforms: tuple[str, ...] = ()
    timezone: str | None = None
    strict: bool = False
    drafts: bool = False
    site: str | None = None
    encoding: str = ""
    jobs: int = 0
    timeout: float = 0.0
    memory: int = 0
    executor: str = ""
    cluster: str = ""
    images: Images = "link"
    allow_raw: bool = False
    private_hosts: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    assignments: tuple[Assignment, ...] = ()

    def configuration(self) -> Configuration:
        """Return what the configuration files say; raises UsageError for one that is wrong."""
        return load(self.config)

    def registry(self, configuration: Configuration) -> Registry:
        """Return the plugins but for those that are disabled here or in the configuration."""
        from octavo._cli.plugged import registry_of

        return registry_of(configuration, self.disabled, only_own=self.no_plugins)

    def choices(self, configuration: Configuration, target: str = "") -> Choices:
        """Return the options of readers, writers and transforms: the command line's over the configuration's."""
        from octavo._choices import Choices, checked_zone

        readers = _merge(configuration.readers, _addressed(self.reader_options))
        return Choices(
            source_options=readers.pop("", {}),
            reader_options=readers,
            writer_options=_merge(configuration.writers, _addressed(self.writer_options, target)),
            transforms=self._transforms(configuration),
            timezone=checked_zone(self.timezone or configuration.timezone),
            images=self.images,
            allow_raw=self.allow_raw,
            policy=self._policy(),
        )

    def workers(self) -> Workers:
        """Return what a batch may use; by default all processors."""
        from octavo._executors import cores
        from octavo.plugin import Workers

        return Workers(count=self.jobs or cores(), timeout=self.timeout, memory=self.memory, address=self.cluster)

    def _policy(self) -> FetchPolicy:
        """Return what fetchers may do; roots are added where the inputs are known."""
        from octavo._downloads import network_policy
        from octavo.plugin import FetchPolicy

        return network_policy(self.private_hosts) if self.images == "embed" else FetchPolicy()

    def _transforms(self, configuration: Configuration) -> dict[str, dict[str, object]]:
        chosen: dict[str, dict[str, object]] = {name: {} for name in configuration.run_transforms}
        for text in self.transforms:
            name, colon, assignment = text.partition(":")
            values = chosen.setdefault(name, {})
            if colon:
                values.update([_assignment(assignment)])
        return {name: {**configuration.transforms.get(name, {}), **values} for name, values in chosen.items()}


def _assignment(text: str) -> tuple[str, object]:
    key, equals, value = text.partition("=")
    if not equals or not key.strip():
        raise OptionError(f"{text!r} is no option", "write key=value")
    return key.strip(), value


def _addressed(texts: Iterable[str], default: str = "") -> dict[str, dict[str, object]]:
    """Return ``["key=value", "format:key=value"]`` by format; without one it is for ``default``."""
    return by_owner(map(_assignment, texts), default)


def _merge(below: Mapping[str, Mapping[str, object]], above: Mapping[str, Mapping[str, object]]) -> dict[str, Any]:
    return {name: {**below.get(name, {}), **above.get(name, {})} for name in dict.fromkeys((*below, *above))}


class Size(click.ParamType[int]):
    """A number of bytes, with K, M or G for powers of 1024."""

    name = "size"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return ``value`` in bytes."""
        match = re.fullmatch(r"([0-9]+(?:\.[0-9]+)?)([KMG]?)(?:i?B)?", str(value).strip(), re.IGNORECASE)
        if not match:
            self.fail(f"{value!r} is no size such as 800M or 2G", param, ctx)
        return int(float(match[1]) * 1024 ** " KMG".index(match[2].upper() or " "))


# Options that several commands have. Their values go into the Invocation.


def _store(context: click.Context, parameter: click.Parameter, value: Any) -> None:
    if value or isinstance(value, str):
        setattr(context.ensure_object(Invocation), parameter.name or "", value)


def _option(*declarations: str, **settings: Any) -> Callable[[C], C]:
    return click.option(*declarations, callback=_store, expose_value=False, **settings)


def _all(*options: Callable[[C], C]) -> Callable[[C], C]:
    def decorate(command: C) -> C:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


def _complete_readers(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:  # noqa: ARG001  # click's signature
    from octavo._cli.plugged import configured_registry

    return [name for name in sorted(configured_registry().readers) if name.startswith(incomplete)]


def complete_targets(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:  # noqa: ARG001  # click's signature
    """Return the formats that can be written, for the shell."""
    from octavo._cli.plugged import configured_registry

    return [name for name in sorted(configured_registry().writing.by_name) if name.startswith(incomplete)]


general_options = _all(
    _option("-q", "--quiet", is_flag=True, help="Say nothing but errors."),
    _option("-v", "--verbose", is_flag=True, help="List every notice, and what was skipped."),
    _option("--debug", is_flag=True, is_eager=True, help="Show tracebacks."),
    _option("--config", metavar="FILE", help="Use this configuration, and no other."),
    _option("--disable-plugin", "disabled", metavar="NAME", multiple=True, help="Do without a plugin. Repeatable."),
    _option("--no-plugins", is_flag=True, help="Do without all plugins but octavo's own."),
)

reading_options = _all(
    _option(
        "-f", "--from", "source_format", metavar="FORMAT", shell_complete=_complete_readers,
        help="Format of the inputs; otherwise each is detected.",
    ),
    _option(
        "-R", "reader_options", metavar="KEY=VALUE", multiple=True,
        help="Set an option of the reader, or FORMAT:KEY=VALUE of another that it calls. Repeatable.",
    ),
    _option(
        "-T", "--transform", "transforms", metavar="NAME[:KEY=VALUE]", multiple=True,
        help="Apply a transform. Repeatable.",
    ),
    _option("--timezone", metavar="ZONE", help="Zone of dates without one, such as Asia/Shanghai. [default: the site's, else UTC]"),
    _option("--encoding", metavar="NAME", help="Encoding of the inputs; otherwise each is detected."),
    _option("--strict", is_flag=True, help="Take a loss for an error."),
    _option("--allow-raw", is_flag=True, help="Let raw HTML and the like of JSON and pandoc's trees through, unchecked."),
    _option("--drafts", is_flag=True, help="Read _drafts folders too."),
    _option(
        "--root", "site", metavar="FOLDER",
        help="Folder that /images/x.png counts from; images outside it are not read. [default: the site's, or the"
        " one above _posts, else the input's own]",
    ),
)  # fmt: skip

running_options = _all(
    _option("-j", "--jobs", metavar="N", type=click.IntRange(min=1), help="Worker processes. [default: one for each processor]"),
    _option("--timeout", metavar="SECONDS", type=click.FloatRange(min=0, min_open=True), help="Give up a file that takes longer."),
    _option("--memory", metavar="SIZE", type=Size(), help="Let no worker process take more than SIZE, such as 800M or 2G."),
    _option("--executor", metavar="NAME", help="What runs the work: serial, processes, or dask (needs octavo[dask]). [default: processes, or serial for a few files]"),
    _option("--cluster", metavar="ADDRESS", help="Address of the cluster that the executor uses, such as tcp://host:8786; otherwise it starts one here."),
)  # fmt: skip

writing_options = _all(
    _option(
        "--images", type=click.Choice(["embed", "link", "drop"]), default="link", show_default=True,
        help="embed: fetch pictures that are on the network too. link: keep those as links; nothing is fetched."
        " drop: keep only the words of all pictures.",
    ),
    _option(
        "--private-host", "private_hosts", metavar="HOST[:PORT]", multiple=True,
        help="With --images embed: fetch from this host though its address is private. Repeatable.",
    ),
    _option(
        "-W", "writer_options", metavar="KEY=VALUE", multiple=True,
        help="Set an option of the writer, or FORMAT:KEY=VALUE of another that it calls. Repeatable.",
    ),
)  # fmt: skip
