"""A mail server of a test's own, which takes what it is sent, refuses it, or falls silent."""

import socketserver
import threading
from contextlib import contextmanager

TAKES, REFUSES, REFUSES_WORDS, HANGS_UP = "takes", "refuses", "refuses words", "hangs up"


class _Talk(socketserver.StreamRequestHandler):
    def handle(self):
        server, words = self.server, []
        self._say("220 test")
        for line in iter(self.rfile.readline, b""):
            said = line.decode().strip().upper()
            if said.startswith(("EHLO", "HELO", "MAIL", "RSET")):
                self._say("250 yes")
            elif said.startswith("RCPT"):
                self._say("550 no such mailbox" if server.mood == REFUSES else "250 yes")
            elif said == "DATA":
                self._say("354 go on")
                while (line := self.rfile.readline()) not in (b".\r\n", b""):
                    words.append(line)
                if server.mood == REFUSES_WORDS:
                    self._say("554 refused")
                    continue
                server.taken.append(b"".join(words).decode())
                if server.mood == HANGS_UP:
                    return
                self._say("250 taken")
            elif said == "QUIT":
                self._say("221 bye")
                return

    def _say(self, words):
        self.wfile.write(f"{words}\r\n".encode())


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True


@contextmanager
def mail_server(settings, mood=TAKES):
    """A server that the settings name while it runs; ``taken`` is what it has taken."""
    with _Server(("127.0.0.1", 0), _Talk) as server:
        server.mood, server.taken = mood, []
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        settings.EMAIL_TIMEOUT = 5
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server
        finally:
            server.shutdown()
