"""Options that are unknown, lack a value, are given twice, or have a wrong value."""

GIF = "noise_ball.gif"
MP4 = "noise_ball.mp4"
HELP = "./render.sh --help"
ABOVE = "above 0, at most 1000000"

UNKNOWN = [
    (["--font", "Arial"], ["unknown option --font", HELP], ["did you mean"]),
    (["--frame=3"], ["unknown option --frame:", HELP], ["did you mean"]),
    ([GIF, "--frobnicate"], ["--frobnicate", HELP], ["did you mean"]),
    ([GIF, "--colour", "red"], ["--colour", HELP], ["did you mean"]),
    ([GIF, "--verbose"], ["--verbose", HELP], ["did you mean"]),
    ([GIF, "--sizes", "720p"], ["--sizes", "did you mean --size?"], []),
    ([GIF, "--dryrun"], ["--dryrun", "did you mean --dry-run?"], []),
    ([GIF, "--jbos", "2"], ["--jbos", "did you mean --jobs?"], []),
    ([GIF, "--no-bare"], ["--no-bare", "did you mean --bare?"], []),
    ([GIF, "--author", "Ada"], ["--author", "key of the lecture file, author ="], ["did you mean"]),
    ([GIF, "--licence=CC0"], ["--licence", "key of the lecture file, licence ="], ["did you mean"]),
    (["list", "--author", "Ada"], ["list has no option --author", "--file"], ["key of the lecture"]),
    ([GIF, "--rate", "0.1"], ["--rate", "--set rate=VALUE"], ["did you mean"]),
    ([GIF, "--steps=9"], ["--steps", "--set steps=VALUE"], ["did you mean"]),
    ([GIF, "-x"], ["unknown option -x", HELP], ["did you mean"]),
    ([GIF, "-nx"], ["unknown option -x"], ["did you mean"]),
    ([GIF, "--lecture", "a.toml"], ["unknown option --lecture", HELP], ["did you mean"]),
    ([GIF, "--eta", "0.1"], ["unknown option --eta", HELP], ["did you mean"]),
    ([GIF, "--separator", ";"], ["did you mean --sep?"], []),
    ([GIF, "--outfile", "a.gif"], ["did you mean --out?"], []),
    ([GIF, "--keep_going", "--keep_goin"], ["--keep_goin:", "did you mean --keep-going?"], []),
    (["--help=1"], ["--help: expected no value"], ["unknown"]),
    (["--version=1"], ["--version: expected no value"], ["unknown"]),
    (["--vers"], ["did you mean --version?"], []),
    (["--hlep"], ["did you mean --help?"], []),
    (["list", "--size", "720p"], ["list has no option --size", "--file", "--json"], ["did you mean"]),
    (["list", "-n"], ["list has no option -n", "--json"], []),
    (["list", "--jsn"], ["--jsn", "did you mean --json?"], []),
    (["list", "noise_ball"], ["'noise_ball' after list", "nothing"], ["Tokens"]),
    (["list", "--json", "x", "y"], ["'x y' after list"], ["Tokens"]),
    (["clean", "x"], ["'x' after clean"], ["Tokens"]),
    (["clean", "-B"], ["clean has no option -B", "--out"], []),
    (["clean", "--set", "rate=1"], ["clean has no option --set"], []),
    (["explore", "noise_ball", "ravine"], ["'ravine' after explore"], ["Tokens"]),
    (["explore", "nois_ball"], ["unknown scene nois_ball", "did you mean noise_ball?"], []),
    (["explore", "noise_ball.gif"], ["noise_ball.gif", "did you mean noise_ball?"], []),
    (["explore", "zebra"], ["unknown scene zebra", "expected one of"], ["did you mean"]),
    (["explore", "--port", "1"], ["--port 1", "from 1024 to 65535"], []),
    (["explore", "--port", "99999"], ["--port 99999", "from 1024 to 65535"], []),
    (["explore", "--port", "x"], ["--port 'x'", "a whole number"], ["int"]),
    (["explore", "--size", "720p"], ["explore has no option --size", "--port"], ["did you mean"]),
    (["bench", "noise_ball"], ["noise_ball", "expected one of gif_60"], []),
    (["bench", "noise_ball", "-n"], ["-n"], []),
    (["bench", "--repeats", "few"], ["--repeats 'few'", "a whole number"], []),
]

WITHOUT = [
    ([GIF, option], [option, "expected a value"], ["Parameter"])
    for option in (
        "--set",
        "--size",
        "--fps",
        "--theme",
        "--renderer",
        "--cut",
        "-o",
        "-f",
        "--out",
        "-j",
        "--for",
    )
]
WITHOUT += [([GIF, option], [option, "expected a value"], []) for option in ("--data", "--tls-ca")]
WITHOUT += [
    ([GIF, "--size", "--fps", "20"], ["--size", "--size=--fps"], []),
    ([GIF, "--data", "-", "--features", "a", "--target", "b"], ["--data -", "standard input"], []),
    ([GIF, "--data", "-"], ["--data -", "standard input"], []),
]

TWICE = [
    ([GIF, *option, *option], [option[0], "more than once"], [])
    for option in (
        ["--size", "720p"],
        ["--theme", "dark"],
        ["-j", "1"],
        ["--out", "o"],
        ["--fps", "20"],
        ["--for", "web"],
    )
]
TWICE += [([GIF, "--set", "rate=0.1", "--set", "rate=0.2"], ["rate=0.2", "rate=0.1", "once"], [])]


def option(name, value, *holds, target=GIF, lacks=()):
    return [target, name, value], [value, *holds], lacks


VALUES = [
    option("--size", "0x0", "from 64 to 7680"),
    option("--size", "0p", "720p"),
    option("--size", "1x1", "from 64 to 7680"),
    option("--size", "1e9x1e9", "WIDTHxHEIGHT"),
    option("--size", "100000x100000", "from 64 to 7680"),
    option("--size", "7680x7680", "at most 7680x4320"),
    option("--size", "abc", "WIDTHxHEIGHT"),
    option("--size", "-5x5", "--size=-5x5"),
    option("--size", "", "WIDTHxHEIGHT"),
    ([GIF, "--size="], ["size ''", "WIDTHxHEIGHT"], []),
    option("--size", "٦٤x٦٤", "WIDTHxHEIGHT"),
    *[option("--fps", value, "a multiple of 5 from 5 to 50") for value in ("0", "-1", "1000", "60")],
    *[option("--fps", value, "expected a whole number") for value in ("x", "20.5", "", "1e1", "٢٠")],
    option("--fps", "20.5", "expected a whole number", target=MP4),
    option("--fps", "29.97", "expected a whole number of frames a second; the nearest is 30", target=MP4),
    option("--fps", "0", "multiple of 5", target=MP4),
    option("--fps", "24", "multiple of 5", target=MP4),
    option("--fps", "1000", "5 to 120", target=MP4),
    option("--theme", "blue", "expected one of light, dark", lacks=["did you mean"]),
    option("--theme", "drak", "did you mean dark?"),
    option("--theme", "", "theme ''", "expected one of light, dark"),
    option("--renderer", "cairo", "expected one of matplotlib, manim", lacks=["did you mean"]),
    option("--renderer", "matplot", "did you mean matplotlib?"),
    option("--renderer", "", "renderer ''", "expected one of matplotlib, manim"),
    option("--cut", "long", "expected one of full, short"),
    option("--cut", "", "cut ''", "expected one of full, short"),
    option("--for", "powerpiont", "unknown destination", "did you mean powerpoint?"),
    option(
        "--for", "libreoffice", "expected one of powerpoint, google-slides, keynote", lacks=["did you mean"]
    ),
    option("--for", "", "--for ''", "expected one of powerpoint"),
    *[option("-j", value, "-j", f"a whole number {ABOVE}") for value in ("0", "-1", "many", "2.5", "")],
    ([GIF, "-j", "9" * 5000], ["-j 999", ABOVE], []),
    *[option("--timeout", value, f"a number {ABOVE}") for value in ("0", "-1", "nan", "1e300", "soon", "")],
    ([GIF, "--timeout", "1e400"], ["--timeout 1e400", ABOVE], ["inf"]),
    ([GIF, "--bare=maybe"], ["--bare 'maybe'", "expected no value"], ["bool"]),
    ([GIF, "--bare="], ["--bare", "expected no value"], ["bool"]),
    option("--fps", " 20", "fps ' 20'", "expected a whole number"),
    ([GIF, "--scheduler="], ["--scheduler ''", "tcp://HOST:PORT"], []),
    (["-f", ""], ["-f ''", "expected a lecture file"], []),
    option("--out", "", "expected a folder"),
    option("--out", "/dev/null", "a device", "expected a folder"),
    option("--out", "table.csv", "a file", "expected a folder"),
    option("--out", "pipe", "a pipe", "expected a folder"),
    option("--out", "loop", "symbolic links", "expected a folder"),
    option("--out", "x" * 300, "too long", "expected a folder"),
]

COLOR, MOMENT = "expected a colour, such as white", "expected an iteration, such as 30, or beat:3"
LOOPS, BYTES = "expected forever, once or a number from 1 to 1000", "expected a size from 1 kB on"
PLAYING = [
    *[option("--hold", value, "expected seconds from 0 to 3600") for value in ("-1", "nan", "inf", "3601")],
    *[option("--hold", value, "expected a number of seconds") for value in ("soon", "1,5", "")],
    *[option("--seconds", value, "expected seconds from 0.1 to 3600") for value in ("0", "nan", "-5")],
    option("--seconds", "8s", "expected a number of seconds", target=MP4),
    *[option("--loop", value, LOOPS) for value in ("0", "-1", "twice", "1001", "1.5", "")],
    option("--background", "bleu", COLOR, "or none"),
    option("--background", "#12345", COLOR),
    option("--background", "none", "no MP4 has that", "expected a colour, or .", target=MP4),
    option("--matte", "red", "expected background none"),
    ([GIF, "--matte", "red", "--background", "white"], ["matte red", "expected background none"], []),
    ([GIF, "--matte", "none", "--background", "none"], ["matte none", COLOR], ["or none"]),
    *[option("--at", value, MOMENT, target="noise_ball.png") for value in ("-3", "1.5", "beat3", "beat:")],
    option("--at", "3", "no GIF has that", ".png"),
    *[option("--max-bytes", value, BYTES) for value in ("12", "1TB", "1,5MB", "big", "")],
    option("--max-bytes", "-5MB", "--max-bytes=-5MB"),
    ([GIF, "--poster"], ["poster: no GIF has that", ".mp4"], []),
    (["noise_ball", "--poster"], ["poster: no GIF has that"], []),
    option("--loop", "once", "no MP4 has that", ".gif", target=MP4),
    option("--hold", "2", "no PNG has that", ".gif", ".mp4", target="noise_ball.png"),
    option("--seconds", "2", "no PNG has that", target="noise_ball.png"),
]

ADDRESSES = [
    option("--scheduler", address, "expected tcp://HOST:PORT or tls://HOST:PORT")
    for address in ("TCP://127.0.0.1:8786", "tcp://127.0.0.1:8786/a", "tcp://u@127.0.0.1:8786", "tcp://h:0")
]
ADDRESSES += [
    option("--scheduler", address, "expected tcp://HOST:PORT or tls://HOST:PORT")
    for address in (
        "tcp://127.0.0.1:99999",
        "tcp://127.0.0.1 :8786",
        "tcp://[::1",
        "tcp://h%20:1",
        "nowhere",
        "",
    )
]
TLS = ["--scheduler", "tls://127.0.0.1:8786"]
PEM = ["--tls-ca", "table.csv", "--tls-cert", "table.csv"]
ADDRESSES += [
    ([GIF, *TLS], ["expected --tls-ca, --tls-cert and --tls-key"], []),
    ([GIF, *PEM], ["--tls-ca", "expected --scheduler tls://"], []),
    ([GIF, "--scheduler", "tcp://127.0.0.1:8786", *PEM], ["expected no --tls-ca"], []),
    *[
        ([GIF, *TLS, *PEM, "--tls-key", path], [f"--tls-key {path}: ", why, "expected a file"], [])
        for path, why in (
            ("pipe", "a pipe"),
            ("/dev/zero", "a device"),
            (".", "a folder"),
            ("loop", "symbolic links"),
            ("y" * 300, "too long"),
            ("missing", "does not exist"),
        )
    ],
]

WRONG = [*UNKNOWN, *WITHOUT, *TWICE, *VALUES, *PLAYING, *ADDRESSES]
