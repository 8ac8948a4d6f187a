#!/usr/bin/env bash
# Makes the lecture's clips. It sets up the environment in .venv if that is missing or out of date, then
# passes the arguments to the program: ./render.sh --help
#
# PYTHON=/path/to/python3 names the Python for .venv (3.11 or newer).

[ -n "${BASH_VERSION:-}" ] || exec bash "$0" "$@" # for "sh render.sh"

# The project's folder, also if this file is reached through links. No cd, because the user's paths are relative.
file=${BASH_SOURCE[0]}
[[ $file == */* ]] || file=./$file
while [[ -L $file ]]; do
    link=$(readlink "$file")
    [[ $link == /* ]] || link=${file%/*}/$link
    file=$link
done
root=$(CDPATH='' cd -P -- "${file%/*}/" && pwd) || exit 1

# Is .venv complete, made for this folder, by a Python that still exists, from the current requirements?
# Shell builtins alone, because this runs at every start.
ready() {
    local venv=$root/.venv python home settings project pins
    [[ -x $venv/bin/python && -r $venv/setup-stamp && ! -e $venv/setup-unfinished ]] || return 1
    {
        IFS= read -r python
        IFS= read -r home
        IFS= read -r -d '' settings
    } <"$venv/setup-stamp"
    IFS= read -r -d '' project <"$root/pyproject.toml"
    IFS= read -r -d '' pins <"$root/constraints.txt"
    [[ $settings == "$project$pins" && $root -ef $home && $venv/bin/python -ef $python ]]
}

# Set "python" to the first Python that is new enough, or "found" to what was found instead.
find_python() {
    local candidate version candidates=(python3 python3.14 python3.13 python3.12 python3.11)
    [[ -z ${PYTHON:-} ]] || candidates=("$PYTHON")
    found=
    for candidate in "${candidates[@]}"; do
        version=$("$candidate" -c 'import sys; print("%d.%d.%d" % sys.version_info[:3])' 2>/dev/null) || continue
        [[ $version =~ ^([0-9]+)\.([0-9]+)\. ]] || continue
        python=$candidate
        ((BASH_REMATCH[1] * 100 + BASH_REMATCH[2] >= 311)) && return
        found=${found:-"$candidate is Python $version"}
    done
    [[ -z ${PYTHON:-} ]] || found=${found:-"PYTHON=$PYTHON does not run"}
    found=${found:-no Python was found}
    return 1
}

# Run a module of the project. In this folder only the project's packages are found, so that a json.py beside them
# does not replace Python's; and they are found here, even if this Python has another copy of them installed.
run_module() {
    PYTHONPATH='' "$python" -I -c 'import runpy, sys
start, module = sys.argv[1:3]
del sys.argv[:2]
sys.meta_path.insert(0, runpy.run_path(start)["Finder"])
runpy.run_module(module, run_name="__main__")' "$root/gdclips/jobs/start.py" "$@"
}

trap '' INT # the started programs handle ^C themselves, because Python would print a traceback while it starts
if ! ready; then
    if ! find_python; then
        echo "error: $found, Python 3.11 or newer is needed: install one (Debian, Ubuntu: apt-get install python3;" \
            "macOS: brew install python) or name one: PYTHON=/path/to/python3 ./render.sh" >&2
        exit 1
    fi
    run_module gdclips.precheck "$@"
    status=$?
    ((status == 64)) && exit 0 # the request is answered and needs no environment
    ((status == 0)) || exit "$status"
    run_module gdclips.setup.environment "$root" || exit
fi
exec "$root/.venv/bin/python" -I -m gdclips "$@"
