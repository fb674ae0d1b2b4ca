"""Make sure that the browser tests have their browser: Debian's Chromium, installed when it is missing."""

import shutil
import subprocess
import sys

CHROMIUM = "chromium"


def main() -> int:
    """Install Chromium where Debian's packages can be installed; say what is missing elsewhere."""
    if shutil.which(CHROMIUM):
        return 0
    if shutil.which("apt-get") is None:
        sys.stderr.write("The browser tests need Chromium on the PATH; install it and run again.\n")
        return 1
    for command in (["apt-get", "update"], ["apt-get", "install", "--yes", CHROMIUM]):
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return 0


if __name__ == "__main__":
    sys.exit(main())
