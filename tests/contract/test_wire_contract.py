import jsonschema
from pydantic import BaseModel
import pytest

from placa_engine.messages import WIRE
from tools.shared_formats import PLATE_FORMATS, plate_formats
from tools.wire_contract import EXAMPLES, ROOT, SCHEMA, as_text, examples, schema


def test_the_committed_schema_is_the_one_of_the_models() -> None:
    assert SCHEMA.read_text(encoding="utf-8") == as_text(schema()), "run script/contract"


def test_the_committed_examples_are_those_of_the_models() -> None:
    assert EXAMPLES.read_text(encoding="utf-8") == as_text(examples()), "run script/contract"


def test_the_integration_knows_the_plate_formats_of_the_engine() -> None:
    assert (ROOT / PLATE_FORMATS).read_text(encoding="utf-8") == as_text(plate_formats()), (
        "run script/contract"
    )


@pytest.mark.parametrize("model", WIRE, ids=lambda model: model.__name__)
def test_every_example_obeys_the_schema_and_survives_a_round_trip(model: type[BaseModel]) -> None:
    example = examples()[model.__name__]
    contract = schema()
    jsonschema.validate(example, {**contract, "$ref": f"#/$defs/{model.__name__}"})
    assert model.model_validate(example).model_dump(mode="json") == example
