"""What the zip based formats share: opening with caps, and XML without DTDs or entities."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from assistant.ingest.errors import Bomb, Damaged
from assistant.ingest.sniff import check_archive

_XML = (".xml", ".rels", ".opf", ".ncx")


def open_office(data: bytes, name: str) -> zipfile.ZipFile:
    """Open an Office file; raises Bomb where a part declares a DTD, which no Office program writes."""
    archive = zipfile.ZipFile(io.BytesIO(data))
    check_archive(archive, name)
    for member in archive.namelist():
        if member.lower().endswith(_XML):
            _refuse_dtd(archive, member, name)
    return archive


def parse_xml(data: bytes, name: str) -> Any:
    """Return the root element; raises Bomb for a DTD or entities and Damaged for broken XML."""
    from xml.etree.ElementTree import ParseError

    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        return fromstring(data, forbid_dtd=True)
    except DefusedXmlException as error:
        raise Bomb(name=name, found="its XML declares a DTD") from error
    except ParseError as error:
        raise Damaged(name=name, found=f"broken XML: {error}") from error


def _refuse_dtd(archive: zipfile.ZipFile, member: str, name: str) -> None:
    """Parse up to the first element only: a DTD can come nowhere else."""
    from xml.etree.ElementTree import ParseError

    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import iterparse

    try:
        with archive.open(member) as stream:
            for _ in iterparse(stream, events=("start",), forbid_dtd=True):
                return
    except DefusedXmlException as error:
        raise Bomb(name=name, found="its XML declares a DTD") from error
    except ParseError:
        return
