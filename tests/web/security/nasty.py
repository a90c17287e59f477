"""Texts that people do not write by chance, for every field in which they may write."""

from typing import Final

SCRIPT: Final = "<script>alert(1)</script>"
NASTY: Final = (
    SCRIPT,
    '"><img src=x onerror=alert(1)>',
    "' autofocus onfocus='alert(1)",
    "</textarea></title></style><svg/onload=alert(1)>",
    "{{7*7}}${7*7}{% raw %}#{7*7}",
    "javascript:alert(1)",
    "=cmd|' /C calc'!A0",
    "--></blockquote><form action=https://evil.example>",
    "\u202eevil\u2066",
    "&lt;b&gt;&#60;i&#62;",
)
"""Each in one line; fields that take more are given all of them."""

WHOLE: Final = "\r\n".join((*NASTY, "Bcc: all@evil.example", "\x1b[31mred", "data: x"))
"""For fields of several lines."""
