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
draw lines lines --count 40000 --seed 1001 --max-characters 20
draw scenes scenes --count 8000 --seed 1002

[ -e blank-model ] || "$atelier" model create "$here/blank" --out blank-model --seed 7
cp "$here/pretrain.yaml" .
resume=()
[ ! -e project/runs/pretrain ] || resume=(--resume)
"$atelier" train pretrain.yaml --project project --run pretrain ${resume[@]+"${resume[@]}"}
"$atelier" model convert project/runs/pretrain/model --dtype bf16 --out "$here/model"
