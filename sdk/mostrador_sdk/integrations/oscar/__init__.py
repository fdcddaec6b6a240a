"""
django-oscar: an app that tells of orders, payments and parcels by oscar's own signals.

    INSTALLED_APPS = [..., "mostrador_sdk.integrations.django", "mostrador_sdk.integrations.oscar"]
    MOSTRADOR = {
        "url": "https://help.shop.example",
        "api_key": os.environ["MOSTRADOR_API_KEY"],
        "oscar": {
            "orders": {"Being processed": "confirmed"},
            "payments": {"Settled": "paid"},
            "parcels": {"Shipped": "created"},
        },
    }

`oscar` need not be given: names like these are understood. It says what a shop's own names of statuses and event types
mean, in the words of Mostrador's events.
"""
