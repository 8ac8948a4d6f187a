"""Settings that a scene does not have, have a wrong value, or contradict another."""

COMMAS = "separated by commas"
WHOLE, NUMBER = "expected a whole number", "expected a number"


def given(text, *holds, scene="noise_ball", lacks=()):
    """A setting whose line names it as it was given."""
    return [f"{scene}.gif", "--set", text], [text, *holds], lacks


ALONE = [
    (["noise_ball.gif", "--set", "stepz=3"], ["stepz", "did you mean steps?"], []),
    (["noise_ball.gif", "--set", "speed=3"], ["speed", "expected one of seed, samples"], []),
    (["noise_ball.gif", "--set", "learning_rate=3"], ["did you mean rate?"], []),
    (["noise_ball.gif", "--set", "momentum=3"], ["unknown setting momentum"], ["did you mean"]),
    (["noise_ball.gif", "--set", "spread=3"], ["unknown setting spread", "expected one of"], []),
    (["noise_ball.gif", "--set", ""], ["expected NAME=VALUE"], []),
    given("steps", "expected NAME=VALUE"),
    given("=5", "expected NAME=VALUE"),
    given("=", "expected NAME=VALUE"),
    given(" =5", "expected NAME=VALUE"),
    *[given(f"steps={value}", f"{WHOLE} >= 1") for value in ("0", "-5")],
    *[given(f"steps={value}", WHOLE) for value in ("many", "2.5", "", "auto", "--3", "1,2", "٣", "[3]")],
    given("steps=1e12", f"{WHOLE} <="),
    given("steps=1e400", WHOLE, lacks=["range"]),
    given("steps=" + "9" * 400, WHOLE, lacks=["range"]),
    (["noise_ball.gif", "--set", "steps=3\n4"], ["steps=3 4", WHOLE], []),
    given("seed=-1", f"{WHOLE} >= 0"),
    given("seed=9223372036854775808", WHOLE),
    given("rate=nan", f"{NUMBER} > 0"),
    given("rate=inf", f"{NUMBER} <="),
    given("rate=-inf", f"{NUMBER} > 0"),
    given("rate=0", f"{NUMBER} > 0"),
    given("rate=1e-400", f"{NUMBER} > 0"),
    given("rate=1e400", NUMBER, lacks=["range", "inf"]),
    *[given(f"rate={value}", f"{NUMBER} or auto") for value in ("fast", "", "1,2", "0,5", "1_0", "0x1")],
    given("batch=0", f"{WHOLE} >= 1"),
    given("noise=-1", f"{NUMBER} >= 0"),
    given("noise=auto", NUMBER),
    given("weights=1", "at least 2", COMMAS, lacks=["length"]),
    given("weights=", "at least 2", COMMAS),
    given("weights=auto", "expected a list"),
    given("weights=1;2", COMMAS),
    given("weights=[1,2,3]", NUMBER, COMMAS),
    given("weights=[1,2", NUMBER, COMMAS),
    given('weights="1,2', NUMBER, COMMAS),
    given("weights=1,,2", NUMBER, COMMAS),
    given("weights=1,nan", NUMBER),
    given("weights=1,1e400", NUMBER, lacks=["range"]),
    given("weights=" + ",".join("1" * 21), "at most 20"),
    given("slice=maybe", "true or false"),
    given("slice=auto", "true or false"),
    given("slice=", "true or false"),
    given("start=1", "at least 2"),
    given("batches=1", "at least 2", scene="batch_sizes"),
    given("batches=1,2,3,4,5", "at most 4", scene="batch_sizes"),
    given("batches=1.5,3", WHOLE, scene="batch_sizes"),
    given("shares=0,1", NUMBER, scene="learning_rates"),
    given("decay=1", NUMBER, scene="momentum"),
    given("starts=6", WHOLE, scene="starting_points"),
]

BESIDE = [
    given("batch=101", "at most the 100 samples"),
    given("samples=2", "expected at least 3"),
    given("start=1,2", "expected 3 numbers"),
    given("start=1,2,3,4", "expected 3 numbers"),
    given("weights=1,2", "expected 3 numbers", "auto", lacks=["start="]),
    given(
        "weights=1,2,3",
        "expected 2 numbers, of the intercept and of one feature, as the picture",
        scene="simple_regression",
        lacks=["start"],
    ),
    given("weights=1,2", "at least two features", scene="ravine", lacks=["start"]),
    given("weights=1,2", "at least two features", scene="momentum", lacks=["start"]),
    given("spread=1e-300", "expected a number >= 1e-09", scene="ravine", lacks=["leave one"]),
    given("spread=1e-300", "expected a number >= 1e-09", scene="momentum", lacks=["leave one"]),
    given("samples=50", "at least 100", "batches=1,10,100", scene="batch_sizes", lacks=["batch="]),
    given("samples=5", "at least", "batch", scene="interactive"),
    given("batches=1,101", "at most the 100 samples", scene="batch_sizes", lacks=["batch="]),
    (
        ["batch_sizes.gif", "--set", "samples=50", "--set", "batches=1,60"],
        ["batches=1,60", "at most the 50 samples"],
        ["batch="],
    ),
]

WRONG = [*ALONE, *BESIDE]
