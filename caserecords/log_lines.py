"""Log lines that say where something failed and never what was being written."""

import logging
import traceback
from types import TracebackType


class LogLine(logging.Formatter):
    """Print an exception as its type and its places in the code, without its message.

    The message of a database error quotes the row that was refused, and that row may be somebody's
    case note. Database errors behind other errors are treated alike.
    """

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname} {name} {message}", style="{")

    def formatException(  # noqa: N802 - the name is logging's
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        lines: list[str] = []
        error: BaseException | None = ei[1]
        while error is not None:
            lines.append(f"{type(error).__module__}.{type(error).__qualname__}, raised at:")
            lines += [
                f"  {frame.filename}:{frame.lineno} in {frame.name}"
                for frame in traceback.extract_tb(error.__traceback__)
            ]
            error = error.__cause__ or error.__context__
        return "\n".join(lines)
