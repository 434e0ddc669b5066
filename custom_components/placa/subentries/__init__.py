"""Config subentries as typed household members: vehicles, guest passes, cameras."""
