"""Settings of an installation: everything comes from the environment, with defaults that make `make demo` work."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from guichet.kernel.installation import database_settings, installation_secret

DATA = Path(os.environ.get("GUICHET_DATA", ".guichet")).resolve()
DEBUG = os.environ.get("GUICHET_DEBUG") == "1"
SECRET_KEY = os.environ.get("GUICHET_SECRET_KEY") or installation_secret(DATA)
ALLOWED_HOSTS = ["*"]  # the host name chooses the city: an unknown one is a 404 from the tenant middleware


# The command line sets DATABASE_ACTIVE_URL: the runtime role for pages and jobs, the owner for migrations.
DATABASES = {"default": database_settings(os.environ.get("DATABASE_ACTIVE_URL", "postgresql:///guichet"))}
DATABASE_ROUTERS = ["django_tenants.routers.TenantSyncRouter"]
TENANT_MODEL = "tenancy.City"
TENANT_DOMAIN_MODEL = "tenancy.Domain"
TENANT_LIMIT_SET_CALLS = True
PUBLIC_SCHEMA_URLCONF = "guichet.config.public_urls"
SHOW_PUBLIC_IF_NO_TENANT_FOUND = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

SHARED_APPS = ["django_tenants", "guichet.tenancy", "procrastinate.contrib.django"]
TENANT_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "guichet.ledger",
    "guichet.people",
    "guichet.places",
    "guichet.catalogue",
    "guichet.messaging",
    "guichet.documents",
    "guichet.knowledge",
    "guichet.conversations",
    "guichet.tariffs",
    "guichet.cases",
    "guichet.contacts",
    "guichet.occupations",
    "guichet.billing",
    "guichet.permits",
]
INSTALLED_APPS = [
    *SHARED_APPS,
    *TENANT_APPS,
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "guichet.web.kit",
    "guichet.web.portal",
    "guichet.web.desk",
    "guichet.web.backoffice",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "guichet.web.kit.middleware.CompressedText",
    "guichet.web.kit.hosts.CityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "guichet.web.kit.middleware.city_context",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "guichet.web.kit.middleware.acting_person",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "guichet.config.urls"
WSGI_APPLICATION = None
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "guichet.web.kit.context.page",
            ],
            "builtins": [
                "guichet.web.kit.templatetags.kit",
                "guichet.web.kit.templatetags.fees",
                "guichet.web.kit.templatetags.maps",
                "django.templatetags.i18n",
                "django.templatetags.static",
            ],
        },
    }
]

SILENCED_SYSTEM_CHECKS = [
    "auth.W004",  # addresses are unique whatever their capitals, by a constraint
    "security.W005", "security.W021",  # a city's other sites are not ours to bind
    "security.W008",  # the proxy sends people to https, as docs/operate.md shows
]  # fmt: skip
AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "guichet.people.passwords.NotOneself"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/desk/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "guichet.web.desk.sign_in.StaffAdapter"
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key"}
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
MFA_ADAPTER = "guichet.web.desk.sign_in.StaffMFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Guichet"
MFA_TOTP_TOLERANCE = 1  # a code typed as it changes, or a telephone half a minute off (RFC 6238, 5.2)

SESSION_ENGINE = "guichet.web.kit.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "guichet.web.kit.errors.forbidden"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = os.environ.get("GUICHET_HTTPS") == "1"
if os.environ.get("GUICHET_HTTPS") == "1":
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
PUBLIC_SCHEME = "https" if os.environ.get("GUICHET_HTTPS") == "1" else "http"
PUBLIC_PORT = os.environ.get("GUICHET_PUBLIC_PORT", "")  # only where the address that people use has one
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "style-src": ["'self'"],
        "script-src": ["'self'"],
        "worker-src": ["'self'", "blob:"],
        "connect-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
    }
}

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
        "KEY_FUNCTION": "django_tenants.cache.make_key",
        "REVERSE_KEY_FUNCTION": "django_tenants.cache.reverse_key",
    }
}

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français"), ("en", "English"), ("fr-ca", "Français du Québec")]
LOCALE_PATHS = [Path(__file__).parents[1] / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": DATA / "files",
            "base_url": None,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG or os.environ.get("GUICHET_PLAIN_STATIC") == "1"
            else "guichet.web.kit.staticfiles.ManifestStorage"
        ),
        "OPTIONS": {"file_permissions_mode": 0o644},
    },
}
WHITENOISE_MAX_AGE = 31_536_000 if not DEBUG else 0
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "guichet.web.kit.uploads.BoundedUploadHandler",
]
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_PERMISSIONS = 0o600  # what residents send is read by the application alone
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
_SMTP = urlsplit(os.environ.get("GUICHET_SMTP_URL", ""))
MAIL_OUTBOX = not _SMTP.hostname  # without an SMTP server, mails stay in the visible outbox page
EMAIL_HOST = _SMTP.hostname or "localhost"
EMAIL_PORT = _SMTP.port or 25
EMAIL_HOST_USER = unquote(_SMTP.username or "")
EMAIL_HOST_PASSWORD = unquote(_SMTP.password or "")
EMAIL_USE_TLS = _SMTP.scheme == "smtp+tls"
EMAIL_USE_SSL = _SMTP.scheme == "smtps"
EMAIL_TIMEOUT = 20

STRIPE_KEYS = {name: value for name, value in os.environ.items() if name.startswith("GUICHET_STRIPE_")}
STRIPE_API = "https://api.stripe.com"
SEARCH_MEANING = os.environ.get("GUICHET_SEARCH_MEANING", "1") == "1"
CHECK_LINKS = os.environ.get("GUICHET_CHECK_LINKS") == "1"
SHOW_DEMO_ACCOUNTS = os.environ.get("GUICHET_DEMO") == "1"
PROCRASTINATE_IMPORT_PATHS = ["guichet.cli.jobs"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("GUICHET_LOG_LEVEL", "WARNING")},
}
