"""Whether two names are of one speaker."""

from __future__ import annotations

import pytest

from service.drafts.speakers import same_speaker


@pytest.mark.parametrize(
    ("ours", "theirs", "same"),
    [
        # what persons share that is no name of theirs
        ("JetBlue CEO Ted Christie", "JetBlue CEO Robin Hayes", False),
        ("Orle Mayor Peter Finch", "Orle Mayor Ida Roth", False),
        ("Peter Finch", "Peter Marsh", False),
        ("Mayor Roth", "Orle Mayor Ida Roth", True),
        ("Hayes", "JetBlue CEO Robin Hayes", True),
        ("Christie", "JetBlue CEO Robin Hayes", False),
        ("J. Smith Jr.", "Mr. Smith", True),
        # a person may speak for an organisation
        ("JetBlue", "JetBlue CEO Robin Hayes", None),
        ("World Health Organization", "Dr Lena Fischer", None),
        ("Orle City Council", "Lorin City Hospital", True),
        ("Acme", "Norvik", False),
        # nobody's name
        ("the company", "JetBlue CEO Robin Hayes", None),
        ("the mayor", "Orle Mayor", None),
    ],
)
def test_persons_are_compared_by_surname_and_not_by_office_or_place(
    ours: str, theirs: str, same: bool | None
) -> None:
    assert same_speaker(ours, theirs) is same
    assert same_speaker(theirs, ours) is same
