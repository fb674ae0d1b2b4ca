"""The server as people start it: a process of its own, on a socket that is handed to it."""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

ROOT = Path(__file__).parents[2]
HAND_OVER = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.environ |= {"LISTEN_FDS": "1", "LISTEN_PID": str(os.getpid())}
os.execv(sys.executable, [sys.executable, "-m", "service.cli", "serve"])
"""
"""The way systemd hands a listening socket over: connections wait in it until the server is ready."""


def test_the_server_answers_and_ends_when_it_is_told_to(tmp_path):
    environment = {**os.environ, "MODSPIL_HOME": str(tmp_path), "MODSPIL_ENCODER": "hashing"}
    with socket.create_server(("127.0.0.1", 0)) as listening:
        handed = listening.fileno()
        command = [sys.executable, "-c", HAND_OVER, str(handed)]
        server = subprocess.Popen(command, cwd=ROOT, env=environment, pass_fds=[handed])
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        # From here on a server that dies refuses the connection, and the test does not wait for it.
        listening.close()
        try:
            with urllib.request.urlopen(f"{url}/readyz", timeout=60) as answer:
                assert json.load(answer) == {"status": "ready"}
            with urllib.request.urlopen(url, timeout=60) as answer:
                assert answer.headers["Content-Security-Policy"]
        finally:
            server.send_signal(signal.SIGTERM)
            assert server.wait(timeout=60) == 0
