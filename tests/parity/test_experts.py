"""Mixtures of experts: adapters on all or some experts, the router, the loss that balances them, quantised experts."""

import json
import re
import shutil

import pytest
import torch
from adapter_case import Case as AdapterCase
from adapter_case import close, logits, make, ours, shake, shows  # noqa: F401
from families import FAMILIES
from peft import LoraConfig, PeftModel, get_peft_model, get_peft_model_state_dict
from reference import load_model
from safetensors.torch import load_file, save_file
from training_case import Case as TrainingCase
from training_case import largest_relative
from training_project import Project

EXPERTS = [name for name in FAMILIES if name.endswith("_moe")]
BOTH = ["mlp.experts.gate_up_proj", "mlp.experts.down_proj"]


@pytest.fixture(scope="module", params=EXPERTS)
def case(request, made):
    return AdapterCase(request.param, made(request.param))


@pytest.fixture(scope="module", params=EXPERTS)
def training(request, atelier, build, tmp_path_factory):
    torch.set_num_threads(1)
    folder, family = tmp_path_factory.mktemp(request.param), FAMILIES[request.param]
    model = family.make(folder / "model")
    return TrainingCase(atelier, folder, model, Project(build, folder, family.sizes))


def of_each_expert(tensors: dict, count: int, last: str) -> dict:
    """PEFT's tensors of all experts together, by expert. `last`: the parameter that PEFT wrapped last."""
    result = {}
    for name, value in tensors.items():
        found = re.fullmatch(r"(.*\.experts)(\.base_layer)?\.lora_([AB])\.weight", name)
        if not found:
            result[name] = value
            continue
        owner, inner, side = found.groups()
        projection = "gate_up_proj" if inner else last
        for i in range(count):
            own = value.unflatten(0, (count, -1))[i] if side == "A" else value.unflatten(1, (-1, count))[..., i]
            result[f"{owner}.{i}.{projection}.lora_{side}.weight"] = own
    return result


@pytest.mark.parametrize(
    ("targets", "options"),
    [
        (BOTH, {"target_modules": ["q_proj"], "lora_alpha": 6}),
        (["mlp.experts.down_proj"], {"target_modules": [], "use_rslora": True}),
        (["mlp.experts.gate_up_proj"], {"target_modules": ["o_proj"], "rank_pattern": {"o_proj": 2}}),
    ],
    ids=["both", "down", "gate-up"],
)
def test_peft_to_ours(case, ours, targets, options, tmp_path):  # noqa: F811
    model = get_peft_model(case.reference(), LoraConfig(r=3, target_parameters=targets, task_type="CAUSAL_LM", **options))
    shake(model)
    model.eval()
    model.save_pretrained(tmp_path / "adapter")
    inputs = case.inputs(True)
    expected = model(**inputs).logits[0]
    shows(case, inputs, expected.detach())
    close(ours(tmp_path / "adapter", inputs), expected.detach())

    weights = torch.randn(expected.shape, generator=torch.Generator().manual_seed(1)) / 100
    (expected * weights).sum().backward()
    gradients = {
        name.replace(".default", ""): p.grad for name, p in model.named_parameters() if p.grad is not None
    }  # fmt: skip
    last = targets[-1].rsplit(".", 1)[1]
    expected = of_each_expert(gradients, case.made.config["text_config"]["num_experts"], last)
    actual = ours(tmp_path / "adapter", inputs, weights)
    assert actual.keys() == expected.keys()
    for name, gradient in expected.items():
        assert (actual[name] - gradient).norm() <= 1e-4 * gradient.norm() + 1e-7, name


@pytest.mark.parametrize(
    "recipe", ["lora_target: experts\nlora_rank: 3", "lora_target: ['*.down_proj', q_proj, gate_up_proj]\nlora_alpha: 5"]
)
def test_ours_to_peft(atelier, case, ours, recipe, tmp_path, recwarn):  # noqa: F811
    adapter = make(atelier, case, f"finetuning_type: lora\n{recipe}\n", tmp_path)
    model = PeftModel.from_pretrained(case.reference(), adapter).eval()
    assert not [str(w.message) for w in recwarn if "adapter keys" in str(w.message).lower()]
    inputs = case.inputs(True)
    expected = logits(model, inputs)
    shows(case, inputs, expected)
    close(ours(adapter, inputs), expected)
    assert set(load_file(adapter / "adapter_model.safetensors")) == set(get_peft_model_state_dict(model))


@pytest.mark.parametrize(
    "recipe",
    [
        r"finetuning_type: lora" "\n" r"lora_target: ['.*experts\.(0|3)\..*', q_proj]",
        "finetuning_type: lora\nlora_target: experts\nuse_dora: true",
        "finetuning_type: lora\nlora_target: experts\nlora_dropout: 0.1",
        r"finetuning_type: ia3" "\n" r"ia3_target: ['.*experts\.1\..*']" "\n" r"ia3_feedforward: ['*.down_proj']",
    ],
    ids=["some", "dora", "dropout", "ia3"],
)
def test_what_peft_has_no_folder_for(atelier, case, ours, recipe, tmp_path):  # noqa: F811
    """Chosen experts, and methods that PEFT does not know on parameters: read again, and merged into a whole model."""
    adapter = make(atelier, case, recipe + "\n", tmp_path)
    names = set(load_file(adapter / "adapter_model.safetensors"))
    assert any(re.search(r"\.experts\.\d+\.down_proj\.", name) for name in names)
    assert ("some" not in recipe) or not any(".experts.1." in name for name in names)
    merged = tmp_path / "merged"
    atelier.job("merge_adapter", model=case.folder, adapter=adapter, out=merged, dtype="fp32")
    inputs = case.inputs(True)
    expected = logits(load_model(merged), inputs)
    shows(case, inputs, expected)
    close(ours(adapter, inputs), expected)


def test_all_means_no_experts(atelier, case, tmp_path):
    for target in ("all", "all-linear"):
        folder = tmp_path / target
        folder.mkdir()
        adapter = make(atelier, case, f"finetuning_type: lora\nlora_target: {target}\n", folder)
        assert not any(".experts." in name for name in load_file(adapter / "adapter_model.safetensors"))


def test_a_router_beside_an_adapter(atelier, case, ours, tmp_path):  # noqa: F811
    """modules_to_save, both ways."""
    config = LoraConfig(r=2, target_modules=["q_proj"], modules_to_save=["mlp.gate"], task_type="CAUSAL_LM")
    model = get_peft_model(case.reference(), config)
    shake(model)
    model.eval()
    model.save_pretrained(tmp_path / "theirs")
    inputs = case.inputs(True)
    close(ours(tmp_path / "theirs", inputs), logits(model, inputs))
    recipe = "finetuning_type: lora\nlora_target: q_proj\nadditional_target: mlp.gate\n"
    adapter = make(atelier, case, recipe, tmp_path)
    model = PeftModel.from_pretrained(case.reference(), adapter).eval()
    close(ours(adapter, inputs), logits(model, inputs))


@pytest.mark.parametrize("recompute", [False, True])
def test_the_balance_loss_is_the_references(training, recompute):
    """Loss and gradients of every weight of the language model."""
    weight, size = 0.5, 4
    model = load_model(training.model)
    start = {name: parameter.detach().clone() for name, parameter in model.named_parameters()}
    batch = training.batch(range(size))
    labels = batch.pop("labels")
    out = model(**batch, output_router_logits=True)
    loss = torch.nn.functional.cross_entropy(
        out.logits.float()[:, :-1].flatten(0, 1), labels[:, 1:].flatten(), ignore_index=-100
    )
    (loss + weight * out.aux_loss).backward()
    assert out.aux_loss > 1
    settings = training.settings(
        finetuning_type="full", optim="sgd", learning_rate=1.0, lr_scheduler_type="constant", max_grad_norm=0, max_steps=1,
        per_device_train_batch_size=size, gradient_accumulation_steps=1, moe_aux_loss_coef=weight,
        disable_gradient_checkpointing=str(not recompute).lower(),
    )  # fmt: skip
    run = training.train(f"balanced-{recompute}", settings=settings)
    [line] = training.project.log(f"balanced-{recompute}")
    assert line["loss"] == pytest.approx((loss + weight * out.aux_loss).item(), rel=1e-4)
    tuned = dict(load_model(run / "model").named_parameters())
    expected = {n: p.grad for n, p in model.named_parameters() if "language_model" in n and p.grad is not None}
    difference = largest_relative({name: start[name] - tuned[name].detach() for name in expected}, expected)
    print(f"balanced: {difference:.2e} of the largest")
    assert difference < 1e-4


def test_a_frozen_router_stays(training):
    settings = training.settings(
        finetuning_type="full", optim="sgd", learning_rate=1.0, lr_scheduler_type="constant", max_steps=1,
        frozen_parameters="['*.mlp.gate.weight']",
    )  # fmt: skip
    run = training.train("frozen", settings=settings)
    before, after = (dict(load_model(folder).named_parameters()) for folder in (training.model, run / "model"))
    moved = {name for name in before if not torch.equal(before[name], after[name])}
    assert moved and not any(name.endswith("mlp.gate.weight") for name in moved)
    assert any(".mlp.experts." in name for name in moved)


def test_adapters_train_on_quantised_experts(training):
    """The loss is near that of the dense model, and the updates of unused experts stay as they are."""
    losses = []
    for name, more in (("dense", {}), ("quantised", {"quantization_bit": 4})):
        settings = training.settings(lora_target="experts", max_steps=2, learning_rate=1e-3, **more)
        run = training.train(name, settings=settings)
        losses.append([line["loss"] for line in training.project.log(name)])
        names = set(load_file(run / "adapter" / "adapter_model.safetensors"))
        assert all(".mlp.experts." in key for key in names) and names
    assert losses[0] != losses[1]
    assert losses[0] == pytest.approx(losses[1], rel=0.2)


def test_balance_of_a_model_without_experts_is_refused(atelier, build, made, tmp_path):
    family = FAMILIES["qwen2_vl"]
    project = Project(build, tmp_path, family.sizes, count=4)
    recipe = project.recipe("r", model_name_or_path=made("qwen2_vl").folder, moe_aux_loss_coef=0.1, max_steps=1)
    said = atelier.job("train", fails=True, recipe=recipe.read_text(), recipe_name="r.yaml", project=project.folder, run="r")
    assert said.startswith("r.yaml:") and "no experts" in said


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"num_experts_per_tok": 9}, '"num_experts_per_tok" 9 is more than "num_experts" 5'),
        ({"moe_intermediate_size": 0}, '"moe_intermediate_size" must be at least 1'),
        ({"router_aux_loss_coef": -1.0}, '"router_aux_loss_coef" must not be negative'),
        ({"moe_intermediate_size": 25}, "the config wants [5, 50, 64]"),
        ({"num_experts": 6}, "the config wants [6, 48, 64]"),
    ],
)
def test_configs_that_do_not_fit_are_refused(atelier, case, tmp_path, changes, message):
    folder = tmp_path / "model"
    shutil.copytree(case.folder, folder)
    config = json.loads((folder / "config.json").read_text())
    config["text_config"] |= changes
    (folder / "config.json").write_text(json.dumps(config))
    assert message in atelier.job("logits", fails=True, model=folder, prompt="x", out=tmp_path / "out.safetensors")


def test_a_missing_stack_is_named_once(atelier, case, tmp_path):
    folder = tmp_path / "model"
    shutil.copytree(case.folder, folder)
    tensors = load_file(folder / "model.safetensors")
    name = "model.language_model.layers.0.mlp.experts.down_proj"
    del tensors[name]
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    said = atelier.job("logits", fails=True, model=folder, prompt="x", out=tmp_path / "out.safetensors")
    assert f"missing tensors: {name}" in said and "experts.0" not in said
