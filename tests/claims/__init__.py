"""What the sentences on the screen are checked with: every scene's runs by hand, and a table of claims."""

import pytest

pytest.register_assert_rewrite(
    *(
        f"{__name__}.{part}"
        for part in (
            "by_hand",
            "compared",
            "figures",
            "films",
            "momentum",
            "plain",
            "ravine",
            "sampled",
            "several",
        )
    )
)
