"""The web server. On two cores, threads beat processes and the pool costs three per cent."""

import os

worker_class = "gthread"
workers = int(os.environ.get("CASERECORDS_WEB_WORKERS") or min(os.cpu_count() or 1, 8))
threads = 4
timeout = 30
graceful_timeout = 20
keepalive = 5
max_requests = 20_000
max_requests_jitter = 2_000
limit_request_line = 4094
accesslog = None  # addresses of pages name people's records; who saw what is in the event log
loglevel = "warning"
control_socket_disable = True
