"""Start `podloom`, and say it in words where its own files cannot be read."""

import sys

from pipeline import heap
from pipeline.disk import of_import


def main() -> None:
    """Run the command line."""
    heap.seldom()
    try:
        from pipeline.cli import main as run  # whatever it needs: any of these files may lie where a disk gives up
    except (ImportError, OSError) as fault:
        error = of_import(fault)
        sys.stderr.write(f"{error}\n")
        sys.exit(error.exit_code)
    run()


if __name__ == "__main__":
    main()
