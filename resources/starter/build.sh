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
draw easy scenes --count 16000 --seed 4001 --questions colour,shape,existence --turns 3 --max-shapes 2
draw facts scenes --count 48000 --seed 3001 --questions count,colour,shape,relation,existence,place --turns 8
draw boxes scenes --count 4000 --seed 3002 --questions box
draw captions3 scenes --count 8000 --seed 3003 --questions caption
draw lines3 lines --count 12000 --seed 3004 --max-characters 20
draw marks lines --count 5000 --seed 3005 --max-characters 5
draw where scenes --count 12000 --seed 5001 --questions count,place,box --turns 3 --max-shapes 2
draw facts2 scenes --count 12000 --seed 6001 --questions count,colour,shape,relation,existence,place --turns 8
draw lines4 lines --count 30000 --seed 6002 --max-characters 20

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
[ -e scenes-model ] || "$atelier" model convert project/runs/scenes/model --dtype bf16 --out scenes-model
train easy
train facts
train where
train whole
train reading
"$atelier" model convert project/runs/reading/model --dtype bf16 --out "$here/model"
