"""Wait until a server answers 200: ``answers.py PID ADDRESS…``; the exit code says whether."""

import os
import sys
import time
import urllib.request

SECONDS = 60


def main() -> int:
    """0 once every address has answered 200; 1 if the process ends or time runs out before."""
    process, addresses = int(sys.argv[1]), sys.argv[2:]
    last = ""
    for _ in range(SECONDS * 4):
        try:
            os.kill(process, 0)
        except OSError:
            last = "the server stopped"
            break
        try:
            for address in addresses:
                with urllib.request.urlopen(address, timeout=5) as answer:
                    if answer.status != 200:
                        raise OSError(f"{address}: {answer.status}")
        except OSError as error:  # URLError and HTTPError are kinds of it
            last = str(error)
            time.sleep(0.25)
        else:
            print(f"answered 200: {', '.join(addresses)}")
            return 0
    print(f"no answer: {last}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
