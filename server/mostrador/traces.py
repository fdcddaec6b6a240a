"""Where something went wrong, without a word of what was being handled: a message may quote what people wrote."""

import traceback


def trace(problem: BaseException) -> list[str]:
    """Each error of the chain by its type, the first cause last, with the places that it came through."""
    lines: list[str] = []
    at: BaseException | None = problem
    while at is not None:
        lines.append(type(at).__name__)
        lines += [f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(at.__traceback__)]
        at = at.__cause__ or (None if at.__suppress_context__ else at.__context__)
    return lines
