"""Run the reliability test, short or long, and write its report."""

import argparse
import sys

from . import hostile


def main() -> None:
    """Read the options and run the parts."""
    parser = argparse.ArgumentParser(prog="python -m tests.reliability", description=__doc__)
    parser.add_argument("--worker", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--total", type=int, default=1000)
    parser.add_argument("--kill-worker", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--kills", type=int)
    parser.add_argument("--offset", type=int, default=0)
    parser.add_argument("--only")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--keep", action="store_true")
    options = parser.parse_args()
    if options.worker:
        hostile.work()
        return
    import json
    from . import kills

    if options.kill_worker is not None:
        kills.work(options.kill_worker, options.only or "")
        return
    if options.kills is not None:
        print(json.dumps(kills.run(options.kills, only=options.only), indent=1))
        return

    print(
        json.dumps(
            hostile.run(
                options.total, only=options.only, workers=options.workers, keep=options.keep, offset=options.offset
            ),
            indent=1,
        )
    )


if __name__ == "__main__":
    sys.exit(main())
