"""What must be there beforehand, checked on import. Old Pythons must be able to read this file and say so."""

import os
import sys

if os.name != "posix":
    sys.exit("Quadrille's tools run on Linux and macOS. On Windows use the Windows Subsystem for Linux.")

if sys.version_info < (3, 11):
    sys.exit(
        "Quadrille needs Python 3.11 or newer; this is Python %d.%d.\n"
        "Install one (Ubuntu: sudo apt-get install python3.11; macOS: brew install python@3.11)\n"
        "and start again with it: python3.11 %s" % (sys.version_info[:2] + (" ".join(sys.argv),))
    )
