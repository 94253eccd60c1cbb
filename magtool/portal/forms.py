"""What a visitor sent, as plain text and at most one file."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

from magtool.portal.security import FORM_LIMIT

_FIELDS = 24
"""Fields that a form may have; our longest has nine."""


@dataclass(frozen=True, slots=True)
class Form:
    """A form's fields. Asking for what isn't there gives ""."""

    fields: Mapping[str, str]
    csrf: str
    upload: UploadFile | None = None

    def text(self, name: str) -> str:
        """A field as it was written; the ledger cleans what it keeps."""
        return self.fields.get(name, "")

    def number(self, name: str) -> float:
        """A field as a figure; an unreadable one is no place and no version."""
        with contextlib.suppress(ValueError):
            value = float(self.fields.get(name, "").replace(",", "."))
            if math.isfinite(value) and abs(value) < 1e9:
                return value
        raise HTTPException(400)

    def whole(self, name: str) -> int:
        return int(self.number(name))

    def on(self, name: str) -> bool:
        return bool(self.fields.get(name))

    async def close(self) -> None:
        if self.upload is not None:
            await self.upload.close()


async def read_form(request: Request) -> Form:
    """The form that came. A file is spooled to a nameless place that goes when it is closed."""
    try:
        came = await request.form(max_files=1, max_fields=_FIELDS, max_part_size=FORM_LIMIT)
    except ClientDisconnect:
        raise HTTPException(400) from None
    fields: dict[str, str] = {}
    upload = None
    for name, value in came.multi_items():
        if isinstance(value, UploadFile):
            upload = value
        else:
            fields[name] = value.encode("utf-8", "replace").decode("utf-8")
    csrf = request.headers.get("x-csrf-token") or fields.get("csrf", "")
    return Form(fields, csrf, upload)
