"""Chromium for tests: the system's where there is one, quiet, and with every error of a page collected."""

import os
import shutil
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import BrowserContext, ConsoleMessage, WebError

# The last list of features counts. Playwright's own also denies all storage to a frame of another site; in life that
# is partitioned, and so it is here. Without the last two, every new context's address bar loads pages of its own, of
# some two hundred files, beside the page that is tested.
WITHOUT = (
    "AimEnabled",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "TrackingProtection3pcd",
    "WebUIOmniboxAimPopup",
    "WebUIOmniboxPopup",
)
# Playwright switches most of its calls home off. These do the rest, and leave it no name but this machine's.
QUIET = (
    f"--disable-features={','.join(WITHOUT)}",
    "--disable-client-side-phishing-detection",
    "--disable-domain-reliability",
    "--no-pings",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE *.localhost, EXCLUDE 127.0.0.1",
)
# Words with which the browser itself reports a request or a socket that failed. A page's own words carry arguments.
BROWSERS_OWN_REPORTS = ("Failed to load resource: ", "WebSocket connection to '")


def launch_options() -> dict[str, Any]:
    """How to start it: root needs `--no-sandbox`, and Debian has it in /usr/bin."""
    args = [*QUIET]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        args.append("--no-sandbox")
    options: dict[str, Any] = {"args": args}
    if found := shutil.which("chromium"):
        options["executable_path"] = found
    return options


@dataclass
class PageErrors:
    """
    What went wrong in the pages of a test, as sentences.

    A test that provokes an error on purpose says which: `page_errors.expect("Refused to frame")`.
    """

    seen: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def expect(self, part: str) -> None:
        """Let errors pass that contain `part`; one has to come."""
        self.expected.append(part)

    def watch(self, context: BrowserContext) -> None:
        context.on("weberror", self._thrown)
        context.on("console", self._logged)

    def complaints(self) -> list[str]:
        """The errors that nobody expected, and the expectations that nothing met."""
        unexpected = [error for error in self.seen if not any(part in error for part in self.expected)]
        missing = [f"nothing said {part!r}" for part in self.expected if not any(part in e for e in self.seen)]
        return unexpected + missing

    def _thrown(self, problem: WebError) -> None:
        url = problem.page.url if problem.page else "a page"
        self.seen.append(f"{url}: {problem.error}")

    def _logged(self, message: ConsoleMessage) -> None:
        own = not message.args and message.text.startswith(BROWSERS_OWN_REPORTS)
        if message.type == "error" and not own:
            url = message.location.get("url") or (message.page.url if message.page else "a page")
            self.seen.append(f"{url}: {message.text}")
