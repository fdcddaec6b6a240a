"""The headers that every document of the console carries."""

from secrets import token_urlsafe

NONCE_BYTES = 18


def new_nonce() -> str:
    return token_urlsafe(NONCE_BYTES)


def console_policy(nonce: str) -> str:
    """
    Allow what the console is made of, and nothing else.

    htmx makes its fragments through the one Trusted Types policy `htmx`; its `hx-csp` extension
    refuses htmx attributes on elements without this nonce, so injected markup stays inert. The
    policy `mostrador-worker` lets the one service worker through, and no other address.
    Frames are our own previews (a mail, the widget), which carry a sandbox of their own.
    """
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' 'nonce-{nonce}'",
            "style-src 'self'",
            "font-src 'self'",
            "img-src 'self' data: blob:",
            "connect-src 'self'",
            "frame-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types htmx mostrador-worker",
        )
    )


def console_headers(nonce: str) -> dict[str, str]:
    return {
        "Content-Security-Policy": console_policy(nonce),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        # Not `no-referrer`: under it browsers send `Origin: null` with same-origin posts, and we require the exact one.
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        "X-Robots-Tag": "noindex",
        "Cache-Control": "no-store",
    }


def preview_headers() -> tuple[dict[str, str], str]:
    """The headers of a preview inside the console, and the nonce of its one style element: it runs nothing."""
    nonce = new_nonce()
    policy = "; ".join(
        (
            "default-src 'none'",
            f"style-src 'nonce-{nonce}'",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'self'",
            "sandbox",
        )
    )
    return {**console_headers(nonce), "Content-Security-Policy": policy, "X-Frame-Options": "SAMEORIGIN"}, nonce


def lively_preview_headers() -> tuple[dict[str, str], str]:
    """
    The headers of a preview that can be clicked through, and the nonce of its style and script.

    Its sandbox gives it an origin of nobody's: it has no cookie and no storage, and it may ask nobody anything.
    """
    nonce = new_nonce()
    policy = "; ".join(
        (
            "default-src 'none'",
            f"script-src 'nonce-{nonce}'",
            f"style-src 'nonce-{nonce}'",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'self'",
            "sandbox allow-scripts allow-forms",
        )
    )
    return {**console_headers(nonce), "Content-Security-Policy": policy, "X-Frame-Options": "SAMEORIGIN"}, nonce
