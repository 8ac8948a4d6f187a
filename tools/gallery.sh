#!/usr/bin/env bash
# Makes the README's pictures: the lecture's GIFs, small enough for a repository.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
mkdir -p media/gallery
for clip in $(./render.sh list | sed -n '/^clips$/,/^$/s/^  \([a-z_]*\) .*/\1/p'); do
    rate=20
    case $clip in *surface*) rate=10 ;; esac
    ./render.sh "$clip.gif" -o "small_$clip.gif" --size 480x270 --fps "$rate"
    mv "media/small_$clip.gif" "media/gallery/$clip.gif"
    rm "media/small_$clip.txt"
done
