"""Run the atlas: ``python app.py [--host HOST] [--port PORT] [--data DIR]``.

Other WSGI servers take ``app:server``.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from callbacks import create_app
from dashboard.settings import Settings


def main() -> None:
    """Serve with waitress, which runs on every system."""
    from waitress import serve

    settings = Settings.from_environment()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", default=settings.host)
    parser.add_argument("--port", type=int, default=settings.port)
    parser.add_argument("--data", type=Path, default=settings.data, help="folder of releases")
    chosen = parser.parse_args()
    settings = replace(settings, host=chosen.host, port=chosen.port, data=chosen.data)
    server = create_app(settings).server
    print(f"Eşitlik Atlası: http://{settings.host}:{settings.port}", flush=True)
    serve(server, host=settings.host, port=settings.port, threads=8, ident=None)


if __name__ == "__main__":
    main()
else:
    server = create_app(Settings.from_environment()).server
