"""Every setting, read from the environment once.

``CASERECORDS_ENV`` is ``production`` unless it says ``demo`` or ``test``. Production refuses to
start, in one sentence for each, when something it needs has not been given; nothing that is
unsafe in production is ever a default.
"""

import os
import re
from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from caserecords import database_url

BASE_DIR = Path(__file__).resolve().parent.parent

ENVIRONMENT = os.environ.get("CASERECORDS_ENV", "production")
if ENVIRONMENT not in {"production", "demo", "test"}:
    raise ImproperlyConfigured(
        f"CASERECORDS_ENV is {ENVIRONMENT!r}; it must be production, demo or test."
    )
PRODUCTION = ENVIRONMENT == "production"
TEST = ENVIRONMENT == "test"

_missing: list[str] = []


def _needed(name: str, meaning: str) -> str:
    """Return a setting that must be given, and note it when it has not been."""
    value = os.environ.get(name, "")
    if not value:
        _missing.append(f"Set {name}: {meaning}.")
    return value


def _needed_in_production(name: str, meaning: str, *, otherwise: str) -> str:
    return _needed(name, meaning) if PRODUCTION else os.environ.get(name) or otherwise


def _words(text: str) -> list[str]:
    return text.replace(",", " ").split()


# --- Who we are ---------------------------------------------------------------------------------

SECRET_KEY = _needed_in_production(
    "CASERECORDS_SECRET_KEY",
    "a random text of 50 characters or more that only this service knows",
    otherwise="for-tests-and-demonstrations-on-one-machine-and-for-nothing-else",
)
# Keys of before: what was signed or sealed with them can still be read while a key is changed.
SECRET_KEY_FALLBACKS = os.environ.get("CASERECORDS_SECRET_KEY_FALLBACKS", "").split()
ALLOWED_HOSTS = _words(
    _needed_in_production(
        "CASERECORDS_HOSTS",
        "the host names that staff type to reach the service, with spaces between them",
        otherwise="localhost 127.0.0.1 [::1]",
    )
)
# Where the public reads the privacy notice: it stands on what the council sends out.
PRIVACY_NOTICE_ADDRESS = os.environ.get("CASERECORDS_PRIVACY_NOTICE") or (
    f"https://{(ALLOWED_HOSTS or [''])[0]}/privacy/"
    if PRODUCTION
    else "https://records.northmere.example/privacy/"
)
# How the public reaches the data protection officer: it stands on the privacy notice.
PROTECTION_OFFICER_CONTACT = os.environ.get("CASERECORDS_PROTECTION_OFFICER") or (
    ""
    if PRODUCTION
    else "Data Protection Officer, Northmere Council, Guildhall, Northmere NM1 1AA;"
    " 01632 960120; dataprotection@northmere.example"
)
# How anybody reaches the council: it stands on letters and e-mails, under who wrote them.
COUNCIL_CONTACT = os.environ.get("CASERECORDS_COUNCIL_CONTACT") or (
    ""
    if PRODUCTION
    else "Adult Social Care, Guildhall, Northmere NM1 1AA; 01632 960100;"
    " adultcare@northmere.example"
)
CSRF_TRUSTED_ORIGINS = _words(os.environ.get("CASERECORDS_TRUSTED_ORIGINS", ""))
COUNCIL_NAME = _needed_in_production(
    "CASERECORDS_COUNCIL_NAME",
    "the council's name, as it stands in the header of every page",
    otherwise="Northmere Council",
)
DEBUG = False

# --- What it is made of -------------------------------------------------------------------------

INSTALLED_APPS = [
    "caserecords",
    "disclosure",
    "oversight",
    "governance",
    "retention",
    "records",
    "people",
    "accounts",
    "audit",
    "ui",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "auditlog",
    "guardian",
    "procrastinate.contrib.django",
    "csp",
]

MIDDLEWARE = [
    "audit.middleware.TraceRequests",
    "caserecords.middleware.OnlyUtf8",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "caserecords.middleware.BroughtUpToDate",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.SignedInPages",
    "audit.wall.AskForTheUser",
    "people.middleware.FactsKnownOnce",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "audit.middleware.NameChanges",
]

ROOT_URLCONF = "caserecords.urls"
WSGI_APPLICATION = "caserecords.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "accounts.sessions.session_end",
                "caserecords.navigation.council",
                "caserecords.navigation.navigation",
            ],
        },
    },
]

# --- Database -----------------------------------------------------------------------------------
# "default" is the application role: it can neither change the schema nor rewrite what is signed.
# "owner" is for `migrate --database owner` and `database_roles`, and for nothing else.


def _database(name: str, meaning: str, *, needed: bool) -> dict:
    address = _needed(name, meaning) if needed else os.environ.get(name, "")
    if not address:
        return {"ENGINE": "django.db.backends.postgresql", "NAME": "not-given", "OPTIONS": {}}
    try:
        given = database_url.read(address)
    except ValueError as why:
        raise ImproperlyConfigured(f"{name} cannot be read: {why}.") from None
    return {"ENGINE": "django.db.backends.postgresql", **given}


DATABASES = {
    "default": _database(
        "DATABASE_URL",
        "the address of the database for the application's own role, such as "
        "postgresql://caserecords_app:password@host/caserecords",
        needed=True,
    ),
    "owner": _database(
        "DATABASE_OWNER_URL", "the address for the role that owns the tables", needed=False
    ),
}
DATABASES["default"]["ATOMIC_REQUESTS"] = True

_pool_size = int(os.environ.get("CASERECORDS_DATABASE_POOL", "0"))
if _pool_size:
    DATABASES["default"]["OPTIONS"]["pool"] = {
        "min_size": 1,
        "max_size": _pool_size,
        "timeout": 10,
        "max_idle": 300,
    }
# Under which name jobs, commands and imports see rows about people: none in the web service, which
# asks for whoever is signed in.
DATABASE_SERVICE = os.environ.get("CASERECORDS_SERVICE", "tests" if TEST else "")
_options = [f"-c caserecords.user={DATABASE_SERVICE}"] if DATABASE_SERVICE else []
if _statement_timeout := os.environ.get("CASERECORDS_STATEMENT_TIMEOUT"):
    _options.append(f"-c statement_timeout={_statement_timeout}")
DATABASES["default"]["OPTIONS"]["options"] = " ".join(_options)

# --- Staff, sign-in and permission --------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "accounts.backends.StaffBackend",
    "guardian.backends.ObjectPermissionBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
if TEST:  # what makes a password slow to guess makes a suite slow to run
    PASSWORD_HASHERS.insert(0, "django.contrib.auth.hashers.MD5PasswordHasher")
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "account_login"

ACCOUNT_ADAPTER = "accounts.adapter.StaffAdapter"
ACCOUNT_FORMS = {"login": "accounts.forms.SignInForm"}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_NOTIFICATIONS = False
# A whole council signs in at nine o'clock from one address, so the wide limits are per address
# and the narrow one is per account.
ACCOUNT_RATE_LIMITS = {
    "login": "600/m/ip",
    "login_failed": "300/m/ip,5/5m/key",
    "reset_password": "60/m/ip,5/m/key",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
}

ANONYMOUS_USER_NAME = None
GUARDIAN_RAISE_403 = True
GUARDIAN_MONKEY_PATCH_USER = False
GUARDIAN_MONKEY_PATCH_GROUP = False

# --- Audit and background jobs ------------------------------------------------------------------

AUDITLOG_LOGENTRY_MODEL = "audit.ChangeEntry"
AUDITLOG_INCLUDE_ALL_MODELS = False
AUDITLOG_CID_HEADER = None  # a change carries our own number of its request
# Mutable models only: what is append-only has no changes to keep (ruling 23).
AUDITLOG_INCLUDE_TRACKING_MODELS: tuple = (
    {"model": "accounts.User", "exclude_fields": ["password", "last_login"]},
    "accounts.Team",
    "accounts.Posting",
    "accounts.Cover",
    "accounts.DutyShift",
    "accounts.Training",
    {"model": "accounts.Invitation", "exclude_fields": ["digest"]},
    # Names, addresses and answers have rows for every change, which say who may see them: no copy
    # of them stands in the change log.
    {
        "model": "people.Person",
        "exclude_fields": ["title", "given_names", "family_name", "preferred_name"],
    },
    {"model": "people.Name", "exclude_fields": ["honorific", "given_names", "family_name"]},
    {"model": "people.Address", "exclude_fields": ["lines", "postcode", "description", "note"]},
    {"model": "people.ContactPoint", "exclude_fields": ["value", "note"]},
    {"model": "people.Detail", "exclude_fields": ["answer", "own_words"]},
    {"model": "people.KeptBack", "exclude_fields": ["value"]},
    "people.PersonRole",
    "people.CommunicationNeed",
    "people.Alert",
    "people.Contact",
    "people.Allocation",
    "people.Involvement",
    "people.IncomingContact",
    {"model": "people.ContactAbout", "exclude_fields": ["follows"]},
    "people.TransferOffer",
    "people.Referral",
    "people.Restriction",
    "people.RestrictionLift",
    "people.Conflict",
    "people.EmergencyAccess",
    "people.PersonUserObjectPermission",
    {"model": "records.Entry", "exclude_fields": ["event"]},  # shown to nobody
    "records.EntryRestriction",
    "records.EntryUserObjectPermission",
    "records.Action",
    "records.Attachment",
    "records.GuidanceRequest",
    "records.Decision",
    "records.PlannedVisit",
    "records.Removal",
    "records.Chronology",
    "records.ChronologyLine",
    "disclosure.SubjectRequest",
    {"model": "governance.AccessList", "exclude_fields": ["lines"]},  # drawn from the event log
    "governance.WithheldName",
    "retention.Hold",
)
# Whom a change is about, by the path from its row to a key, where that is not its own "person".
AUDITLOG_SUBJECTS = {
    "people.Person": "key",
    "people.ContactAbout": "involvement.person.key",
    "people.TransferOffer": "involvement.person.key",
    "people.PersonUserObjectPermission": "content_object.key",
    "people.RestrictionLift": "restriction.person.key",
    "records.EntryRestriction": "entry.person.key",
    "records.EntryUserObjectPermission": "content_object.person.key",
    "records.Removal": "entry.person.key",
    "records.ChronologyLine": "chronology.person.key",
    "governance.AccessList": "subject",
    "governance.WithheldName": "access_list.subject",
}

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

# --- Sessions and forms -------------------------------------------------------------------------

SESSION_ENGINE = "django.contrib.sessions.backends.db"
# A session ends some minutes after the last act of its user, and after some hours: the council says
# how many, and accounts.sessions decides what is an act, and changes the session then; so not every
# request saves it. This is the longest that the council may choose.
SESSION_COOKIE_AGE = 60 * 60
SESSION_SAVE_EVERY_REQUEST = False
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "ui.views.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
# More than anyone may save, so that a paste that is too large is answered by the form, which keeps
# the text, and not by a refusal to read it.
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# --- What a browser may do ----------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_HSTS_SECONDS = 2 * 365 * 24 * 60 * 60 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_HSTS_PRELOAD = False
if os.environ.get("CASERECORDS_BEHIND_PROXY") == "1":
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- Language and time --------------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/London"

# --- Files --------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("CASERECORDS_STATIC_ROOT") or BASE_DIR / "staticfiles")
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("govuk", BASE_DIR / "node_modules" / "govuk-frontend" / "dist" / "govuk"),
    ("moj", BASE_DIR / "node_modules" / "@ministryofjustice" / "frontend" / "moj"),
    ("autocomplete", BASE_DIR / "node_modules" / "accessible-autocomplete" / "dist"),
    ("fonts", BASE_DIR / "node_modules" / "@fontsource" / "atkinson-hyperlegible"),
]
WHITENOISE_USE_FINDERS = TEST
WHITENOISE_AUTOREFRESH = TEST  # nothing is collected for tests, and nothing is read beforehand
MEDIA_ROOT = Path(
    _needed_in_production(
        "CASERECORDS_FILES",
        "a folder outside the checkout, for attachments and exports, that is backed up",
        otherwise=str(BASE_DIR / ".local" / "files"),
    )
)
FILE_KEY = _needed_in_production(
    "CASERECORDS_FILE_KEY",
    "the Fernet key that attachments and copies are encrypted with, kept outside the database",
    otherwise="",
)
# The newest first. Those of before open what they sealed until it is sealed again.
FIELD_KEYS = _words(
    _needed_in_production(
        "CASERECORDS_FIELD_KEYS",
        "the Fernet keys that safe addresses and codes are encrypted with, the newest first",
        otherwise="",
    )
)
SEAL_KEY = _needed_in_production(
    "CASERECORDS_SEAL_KEY",
    "the file with the key that seals the event log, outside the database and its backups",
    otherwise=str(BASE_DIR / ".local" / "seals" / "seal.key"),
)
SEAL_FOLDER = _needed_in_production(
    "CASERECORDS_SEALS",
    "a folder outside the database, best on another machine, for copies of the seals",
    otherwise=str(BASE_DIR / ".local" / "seals"),
)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TEST
        else "caserecords.static_storage.DigestedFiles"
    },
}
# Where ClamAV listens: "unix:/run/clamav/clamd.ctl" or "tcp:host:3310". Without it files are marked
# "not scanned".
CLAMD = os.environ.get("CASERECORDS_CLAMD", "")
if CLAMD and not re.fullmatch(r"unix:/.+|tcp:[^:]+:[0-9]+", CLAMD):
    raise ImproperlyConfigured("CASERECORDS_CLAMD must be unix:/path or tcp:host:port.")
# On a machine that cannot take the network away from what opens files and lays out copies.
BOX_ON_NETWORK = os.environ.get("CASERECORDS_BOX_ON_NETWORK") == "1"
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700

# --- Mail ---------------------------------------------------------------------------------------

# A demonstration sends nothing: each message is a file in .local/mail.
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if PRODUCTION
    else "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_FILE_PATH = BASE_DIR / ".local" / "mail"
EMAIL_HOST = os.environ.get("CASERECORDS_MAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("CASERECORDS_MAIL_PORT") or "25")
EMAIL_HOST_USER = os.environ.get("CASERECORDS_MAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("CASERECORDS_MAIL_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("CASERECORDS_MAIL_TLS") == "1"
# A server that does not answer holds up one worker, and no longer than this.
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = _needed_in_production(
    "CASERECORDS_MAIL_FROM",
    "the address that messages to staff come from",
    otherwise="case-records@council.example",
)

# --- Logging ------------------------------------------------------------------------------------
# Log lines say what happened and where, never what was typed: no request bodies, no query values.

# Where each seal of the event log is told as well: "/dev/log" or "host:514".
SYSLOG: str | tuple[str, int] = os.environ.get("CASERECORDS_SYSLOG", "")
if isinstance(SYSLOG, str) and SYSLOG and not SYSLOG.startswith("/"):
    _host, _, _port = SYSLOG.rpartition(":")
    if not _host or not _port.isdigit():
        raise ImproperlyConfigured("CASERECORDS_SYSLOG must be /dev/log or host:514.")
    SYSLOG = (_host, int(_port))

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"()": "caserecords.log_lines.LogLine"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "plain"},
        "seals": {
            "class": "logging.handlers.SysLogHandler",
            "address": SYSLOG,
            "formatter": "plain",
        }
        if SYSLOG
        else {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "django.db.backends": {"level": "WARNING"},
        "procrastinate": {"level": "WARNING"},
        "caserecords.seals": {"handlers": ["seals"], "level": "INFO", "propagate": False},
        "fontTools": {"level": "ERROR"},
        "weasyprint": {"level": "ERROR"},
    },
}

if _missing:
    raise ImproperlyConfigured(" ".join(_missing))
