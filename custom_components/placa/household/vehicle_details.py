"""All that is written down of a vehicle, as its subentry and a line of a table hold it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class VehicleDetails:
    """A vehicle as people describe it. Its plates are normalized; an empty text says nothing.

    A table holds everything but the second factor, which stays as it is.
    """

    name: str
    plates: tuple[str, ...]
    owner: str = ""
    group: str = ""
    denied: bool = False
    notes: str = ""
    second_factor: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, name: str, data: Mapping[str, Any]) -> Self:
        """Read the title and the data of a subentry."""
        return cls(
            name=name,
            plates=tuple(data["plates"]),
            owner=data.get("owner", ""),
            group=data.get("group", ""),
            denied=data.get("denied", False),
            notes=data.get("notes", ""),
            second_factor=data.get("second_factor", {}),
        )

    @property
    def data(self) -> dict[str, Any]:
        """The data of the subentry; what is empty is left out."""
        given = {
            "owner": self.owner,
            "group": self.group,
            "notes": self.notes,
            "second_factor": dict(self.second_factor),
        }
        return {
            "plates": list(self.plates),
            "denied": self.denied,
            **{key: value for key, value in given.items() if value},
        }

    @property
    def cells(self) -> dict[str, str]:
        """The line of a table."""
        return {
            "name": self.name,
            "plates": ", ".join(self.plates),
            "owner": self.owner,
            "group": self.group,
            "denied": "yes" if self.denied else "no",
            "notes": self.notes,
        }
