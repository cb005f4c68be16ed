"""Copies the front-end files that the pages use from node_modules to where they are served from.

The `files` of package.json are taken, and of the icons those whose names stand in quotes somewhere in the portal's
templates or code: an icon that a page shows cannot be forgotten.
"""

import json
import re
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MODULES = ROOT / "node_modules"
PORTAL = ROOT / "tokenstock" / "portal"
TARGET = PORTAL / "static" / "vendor"
SOURCE_MAP = re.compile(rb"/\*# sourceMappingURL=[^*]*\*/")
"""Left out: the maps themselves are not taken along."""
QUOTED = re.compile(r"""["']([a-z0-9]+(?:-[a-z0-9]+)*)["']""")


def icon_names() -> set[str]:
    """Every word in quotes that could be the name of an icon."""
    sources = [path for pattern in ("**/*.py", "**/*.html") for path in PORTAL.glob(pattern)]
    return {name for path in sources for name in QUOTED.findall(path.read_text())}


def main() -> None:
    """Lay the files out anew."""
    files = json.loads((ROOT / "package.json").read_text())["files"]
    wanted = {target: MODULES / source for target, source in files.items()}
    icons = MODULES / "@tabler" / "icons" / "icons" / "outline"
    wanted |= {f"icons/{name}.svg": icons / f"{name}.svg" for name in icon_names() if (icons / f"{name}.svg").exists()}
    making = TARGET.with_name(".vendor.new")
    shutil.rmtree(making, ignore_errors=True)
    for target, source in wanted.items():
        (making / target).parent.mkdir(parents=True, exist_ok=True)
        content = source.read_bytes()
        (making / target).write_bytes(SOURCE_MAP.sub(b"", content) if source.suffix == ".css" else content)
    shutil.rmtree(TARGET, ignore_errors=True)
    making.rename(TARGET)


if __name__ == "__main__":
    main()
