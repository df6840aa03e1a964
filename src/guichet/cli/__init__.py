"""The command line: parse, call, print."""

import warnings

# A machine without a runtime folder for its user is common, and nothing that a newcomer can act upon.
warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR is not set")
