"""Every name of Whoosh that is used, in one place: the 2.7 API, which all living distributions of it share.

Whoosh is typed in part only, and not alike in its distributions, so its classes are taken as they come.
"""

from typing import Any

from whoosh import analysis, columns, fields, formats, index, reading
from whoosh.codec import whoosh3
from whoosh.filedb import filestore
from whoosh.matching import wrappers
from whoosh.util import filelock

Existence: Any = formats.Existence
FieldType: Any = fields.FieldType
FileIndex: Any = index.FileIndex
FileLock: Any = filelock.FileLock
FileStorage: Any = filestore.FileStorage
FilterMatcher: Any = wrappers.FilterMatcher
FixedBytesColumn: Any = columns.FixedBytesColumn
IDAnalyzer: Any = getattr(analysis, "IDAnalyzer")  # noqa: B009 (a name it does not declare)
COLUMN: Any = fields.COLUMN
RamStorage: Any = filestore.RamStorage
Schema: Any = fields.Schema
SegmentReader: Any = reading.SegmentReader
TOC: Any = index.TOC
TermNotFound = reading.TermNotFound
VarBytesColumn: Any = columns.VarBytesColumn
W3Codec: Any = whoosh3.W3Codec
