#!/usr/bin/env bash
# Makes resources/starter/model anew: draws the training pictures, starts from random weights, trains, and keeps the weights as bf16.
#   resources/starter/build.sh ATELIER FOLDER      ATELIER: the program; FOLDER: some 1 GB for pictures and checkpoints
# The lines are drawn in Debian's fonts: packaging/setup --tests installs them.
# Stop it at any time and start it again: it goes on from the last checkpoint.
set -euo pipefail
atelier=$(realpath "$1")
mkdir -p "$2"
work=$(realpath "$2")
here=$(cd "$(dirname "$0")" && pwd)
cd "$work"

draw() {  # NAME GENERATOR OPTIONS...
    local name=$1
    shift
    [ -e "data/$name/dataset_info.json" ] || "$atelier" data generate "$@" --out "data/$name" --name "$name"
    "$atelier" data stats --project project --dataset "$name" > /dev/null 2>&1 ||
        "$atelier" data import "data/$name" --name "$name" --project project
}
draw lines lines --count 100000 --seed 1001 --max-characters 20
draw scenes scenes --count 12000 --seed 1002
draw questions scenes --count 40000 --seed 2001
draw captions scenes --count 24000 --seed 2002 --questions caption
draw lines2 lines --count 30000 --seed 2003 --max-characters 20

train() {  # NAME: its recipe and its run
    cp "$here/$1.yaml" .
    local resume=()
    [ ! -e "project/runs/$1" ] || resume=(--resume)
    [ -e "project/runs/$1/model" ] ||
        "$atelier" train "$1.yaml" --project project --run "$1" ${resume[@]+"${resume[@]}"}
}
[ -e blank-model ] || "$atelier" model create "$here/blank" --out blank-model --seed 7
train pretrain
train anneal
train scenes
"$atelier" model convert project/runs/scenes/model --dtype bf16 --out "$here/model"
