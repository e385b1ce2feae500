#!/usr/bin/env bash
# Measures resources/starter/model for its card: fresh lines and scenes that it was never trained on.
#   resources/starter/measure.sh ATELIER FOLDER
set -euo pipefail
atelier=$(realpath "$1")
mkdir -p "$2"
work=$(realpath "$2")
here=$(cd "$(dirname "$0")" && pwd)
cd "$work"

measure() {  # NAME GENERATOR OPTIONS...
    local name=$1
    shift
    "$atelier" data generate "$@" --count 520 --seed 9001 --out "data/$name" --name "$name"
    "$atelier" data import "data/$name" --name "$name" --project project
    # A run of one step that changes nothing: what is asked is its base model.
    cat > "$name.yaml" <<EOF
model_name_or_path: $here/model
dataset: $name
test_size: 500
cutoff_len: 256
compare_metrics: [cer, exact_match]
max_new_tokens: 160
finetuning_type: lora
lora_rank: 1
learning_rate: 1.0e-9
per_device_train_batch_size: 1
max_steps: 1
EOF
    "$atelier" train "$name.yaml" --project project --run "$name"
    "$atelier" eval --project project --run "$name" --contestant vanilla --out "$name.json"
}
rm -rf project
measure lines-5 lines --max-characters 5
measure lines-12 lines --min-characters 6 --max-characters 12
measure lines-20 lines --min-characters 13 --max-characters 20
measure lines-28 lines --min-characters 21 --max-characters 28
measure dots lines --style heldout --max-characters 20
measure scenes scenes
python3 - <<'EOF'
import json, re
for name in ("lines-5", "lines-12", "lines-20", "lines-28", "dots", "scenes"):
    result = json.load(open(f"{name}.json"))
    print(f"{name:10}", {key: round(value[0], 3) for key, value in result["metrics"].items()})
kinds = {"caption": "^Describe", "count": "^How many", "colour": "^What colour", "shape": "^What shape", "relation": "^What is (left|right|above|below)",
         "existence": "^Is there", "place": "^In which part", "box": "^Where is"}


def overlap(a, b):
    width, height = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    both = max(0, width) * max(0, height)
    area = lambda box: max(0, box[2] - box[0]) * max(0, box[3] - box[1])
    return both / (area(a) + area(b) - both or 1)


samples = json.load(open("scenes.json"))["samples"]
for kind, pattern in kinds.items():
    asked = [s for s in samples if re.search(pattern, s["prompt"])]
    right = sum(s["answers"][0] == s["reference"] for s in asked)
    line = f"scenes: {kind:10} {right}/{len(asked)}"
    if kind == "box":
        numbers = [([int(n) for n in re.findall(r"\d+", s["answers"][0])], [int(n) for n in re.findall(r"\d+", s["reference"])]) for s in asked]
        line += f"; mean IoU {sum(overlap(a, b) if len(a) == 4 else 0 for a, b in numbers) / max(1, len(asked)):.2f}"
    print(line)
EOF
