"""Settings of the peer for chats: Django Channels as its tutorial has it, with a table for the messages."""

import os

SECRET_KEY = "a bench holds no secrets"
DEBUG = False
ALLOWED_HOSTS = ["*"]
USE_TZ = True
INSTALLED_APPS = ["channels", "bench.peer.chat"]
DATABASES = {
    "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.environ["PEER_DATABASE"], "CONN_MAX_AGE": 60}
}
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.core.RedisChannelLayer",
        "CONFIG": {"hosts": [os.environ["PEER_REDIS"]], "capacity": 2000},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
