"""Serves tiny-pacs over DICOMweb on loopback, without its DIMSE services, which listen on every interface.

    python serve_tiny_pacs.py FOLDER PORT
"""

import sys
import threading
from pathlib import Path

from tiny_pacs.config import Config
from tiny_pacs.server import Server

folder, port = Path(sys.argv[1]), int(sys.argv[2])
folder.mkdir(parents=True, exist_ok=True)
on = {"on": True}
config = Config(
    components={
        "Database": {**on, "driver": "sqlite", "db_name": str(folder / "pacs.db"), "mode": "rwc"},
        "Devices": on,
        "PACS": on,
        "InMemoryStorage": {"on": False},
        "FileStorage": {**on, "storage_dir": str(folder / "files")},
        "HttpServer": {**on, "host": "127.0.0.1", "port": port},
        "DICOMWeb": {**on, "prefix": "/dicom-web"},
    }
)
server = Server(config)
server.bus.start()
threading.Event().wait()
