"""What the SDK shows, and nothing else."""

import importlib.metadata
from importlib.resources import files

import mostrador_sdk


def test_everything_that_is_promised_is_there_in_order():
    assert mostrador_sdk.__all__ == sorted(mostrador_sdk.__all__)
    assert all(hasattr(mostrador_sdk, name) for name in mostrador_sdk.__all__)


def test_everything_that_is_there_is_promised():
    there = {
        name
        for name, value in vars(mostrador_sdk).items()
        if getattr(value, "__module__", "").startswith("mostrador_sdk") and not name.startswith("_")
    }
    assert there == set(mostrador_sdk.__all__)


def test_every_error_says_what_it_means():
    errors = [
        value for value in vars(mostrador_sdk).values() if isinstance(value, type) and "Error" in repr(value.mro())
    ]
    assert errors
    assert all(error.__doc__ and issubclass(error, mostrador_sdk.MostradorError) for error in errors)


def test_its_types_are_for_its_users_too():
    assert files("mostrador_sdk").joinpath("py.typed").is_file()


def test_its_version_is_the_packages():
    assert importlib.metadata.version("mostrador-sdk") == mostrador_sdk.__version__
