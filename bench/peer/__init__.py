"""The peer: django-helpdesk's public form. Runs in an environment of its own, without Mostrador."""
