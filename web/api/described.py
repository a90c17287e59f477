"""Values that are described in full and taken as they are: the rules themselves read them."""

from dataclasses import dataclass
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, TypeAdapter
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema


@dataclass(frozen=True)
class DescribedAs:
    """Marks a field whose description is another type's.

    So the description tells every field of a command, and what is wrong with one is said by the
    rules alone; and what was made ready for somebody's eyes is not read again on its way out.
    """

    type_: Any

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Take what the annotated type takes."""
        return handler(source)

    def __get_pydantic_json_schema__(
        self, _schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Describe the other type."""
        return handler(TypeAdapter(self.type_).core_schema)
