"""Django's settings. What may differ between installations comes from the environment, and only from there."""

from pathlib import Path

from django.utils.csp import CSP

from tokenstock.config.mail import mailer
from tokenstock.runtime import addresses, env, installation, logs

# --- This installation -----------------------------------------------------------------------------------------------

PORTAL = Path(__file__).resolve().parents[1] / "portal"
EMBEDDED = addresses.is_embedded()
SECRET_KEY = env.text("SECRET_KEY", installation.secret() if EMBEDDED else None, accepted="50 random characters")
DEBUG = False
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
HTTPS = env.flag("TOKENSTOCK_HTTPS", default=False)
TRUSTED_PROXIES = env.whole("TOKENSTOCK_TRUSTED_PROXIES", 0, least=0, most=9)

# --- The programme's policies ----------------------------------------------------------------------------------------

TOKENSTOCK_PEAK_RULE = env.choice("TOKENSTOCK_PEAK_RULE", ["concurrent_max", "unique_in_month"], "concurrent_max")
TOKENSTOCK_GRACE_DAYS = env.whole("TOKENSTOCK_GRACE_DAYS", 0, least=0, most=366)
TOKENSTOCK_TIME_ZONE = env.zone("TOKENSTOCK_TIME_ZONE", "UTC").key

USE_TZ = True
TIME_ZONE = TOKENSTOCK_TIME_ZONE

# --- Languages -------------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
USE_I18N = True
LOCALE_PATHS = [PORTAL / "locale"]
# How days, moments and months are written in each of them.
FORMAT_MODULE_PATH = ["tokenstock.portal.formats"]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_HTTPONLY = True

# --- Parts -----------------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    # Before those whose templates it replaces.
    "tokenstock.portal",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "allauth",
    "allauth.account",
    "procrastinate.contrib.django",
    "tokenstock.audit",
    "tokenstock.accounts",
    "tokenstock.ledger",
    "tokenstock.catalogue",
    "tokenstock.metering",
    "tokenstock.stock",
    "tokenstock.devices",
    "tokenstock.orders",
    "tokenstock.registration",
    "tokenstock.reminders",
    "tokenstock.profile",
    "tokenstock.consumption",
    "tokenstock.desk",
    "tokenstock.verification",
    "tokenstock.config",
]

MIDDLEWARE = [
    "tokenstock.config.middleware.log_requests",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "tokenstock.config.middleware.bounded",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "tokenstock.config.middleware.clock",
    "tokenstock.config.middleware.DatabaseAway",
]

ROOT_URLCONF = "tokenstock.config.urls"
WSGI_APPLICATION = "tokenstock.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

# --- Database --------------------------------------------------------------------------------------------------------

_database = addresses.parts(addresses.configured())
_role = env.identifier("DATABASE_ROLE", "tokenstock_app" if EMBEDDED else "-")
# By libpq and not by Django's `assume_role`, which waits for itself where connections are pooled.
_options = [_database.pop("options", ""), "" if _role == "-" else f"-c role={_role}"]
_pool = env.whole("DATABASE_POOL_SIZE", 0, least=0, most=1000)

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": _database.pop("dbname"),
        "USER": _database.pop("user", ""),
        "PASSWORD": _database.pop("password", ""),
        "HOST": _database.pop("host", ""),
        "PORT": _database.pop("port", ""),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            **_database,
            "application_name": "tokenstock",
            "options": " ".join(filter(None, _options)),
            "pool": {"min_size": 1, "max_size": _pool, "timeout": 10} if _pool else False,
        },
    }
}

# --- Signing in ------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "tokenstock.config.login.InvitedOnly"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
# Nobody signs up by oneself yet: who is let in has been named by the vendor or a partner.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_SESSION_REMEMBER = False
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES

# --- Security --------------------------------------------------------------------------------------------------------

SECURE_CSP = {
    "default-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
# A header can only be believed where a proxy of ours writes it.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True

# --- Static files, mail, cache, jobs, log ----------------------------------------------------------------------------

STATIC_URL = "static/"
_COLLECTED = env.flag("TOKENSTOCK_STATIC_COLLECTED", default=False)
STATIC_ROOT = installation.home() / "static" if _COLLECTED else None
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        # Collected files carry a mark of their content in their names, and are kept by browsers for ever.
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if _COLLECTED
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not _COLLECTED

MAILERS = {"default": mailer(installation.home())}
DEFAULT_FROM_EMAIL = env.text("MAIL_FROM", "Tokenstock <tokenstock@localhost>")

CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "installation_cache"}}

PROCRASTINATE_IMPORT_PATHS = ["tokenstock.config.jobs"]
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = None

LOGGING = logs.setup()
