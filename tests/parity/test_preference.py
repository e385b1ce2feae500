"""Preference tuning: loss, figures and gradients of a step against TRL's, for every objective that is registered; and the
reference model of every method."""

import json

import pytest
import torch
import trl_losses
from families import FAMILIES
from preference_project import PreferenceProject
from reference import load_model
from safetensors.torch import load_file
from training_case import Case, largest_relative

BETA = 0.3
SGD = {"optim": "sgd", "learning_rate": 1.0, "lr_scheduler_type": "constant", "max_grad_norm": 0}


def mean(values) -> torch.Tensor:
    return torch.stack(list(values)).mean()


def sums(rows) -> torch.Tensor:
    return torch.stack([row.sum() for row in rows])


def means(rows) -> torch.Tensor:
    return torch.stack([row.mean() for row in rows])


class Batch:
    """Log probabilities of each answer's tokens: the model's, with a gradient, and the sums of the reference model."""

    def __init__(self, case, model, samples, reference="base"):
        self.chosen, self.rejected, self.others = ([case.logs(model, 3 * i + k) for i in samples] for k in range(3))
        with torch.no_grad():
            self.base = [self.reference(case, model, samples, k, reference) for k in range(3)]
        self.liked = [case.project.samples[i]["turns"][1]["liked"] for i in samples]

    def reference(self, case, model, samples, k, reference):
        if reference == "none":
            return torch.zeros(len(samples))
        if reference == "start":
            return sums((self.chosen, self.rejected, self.others)[k]).detach()
        with model.disable_adapter():
            return sums(case.logs(model, 3 * i + k) for i in samples)


def rewards(chosen, rejected) -> dict:
    return {
        "rewards/chosen": chosen.mean().item(),
        "rewards/rejected": rejected.mean().item(),
        "rewards/margins": (chosen - rejected).mean().item(),
        "accuracy": (chosen > rejected).float().mean().item(),
    }


# What TRL makes of a batch with the recipe's settings: loss and figures. LLaMA-Factory's pref_ftx is added below.
def sigmoid(batch, beta=BETA, dpo_label_smoothing=0.0, **_):
    if dpo_label_smoothing:  # TRL's DPO has no smoothed labels any more; CPO's are the same, of other scores
        scores = sums(batch.chosen) - batch.base[0], sums(batch.rejected) - batch.base[1]
        losses, chosen, rejected = trl_losses.cpo("sigmoid", *scores, beta, smoothing=dpo_label_smoothing)
        return losses.mean(), rewards(chosen, rejected)
    return trl_losses.dpo("sigmoid", batch.chosen, batch.rejected, *batch.base[:2], beta)


def hinge(batch, beta=BETA, **_):
    return trl_losses.dpo("hinge", batch.chosen, batch.rejected, *batch.base[:2], beta)


def ipo(batch, beta=BETA, **_):
    """Its rewards are means over tokens here, as LLaMA-Factory has them."""
    loss, _ = trl_losses.dpo("ipo", batch.chosen, batch.rejected, *batch.base[:2], beta)
    lengths = [torch.tensor([len(row) for row in rows]) for rows in (batch.chosen, batch.rejected)]
    chosen, rejected = means(batch.chosen) - batch.base[0] / lengths[0], means(batch.rejected) - batch.base[1] / lengths[1]
    return loss, rewards(beta * chosen.detach(), beta * rejected.detach())


def kto_pair(batch, beta=BETA, **_):
    """TRL had it until 0.8; equation 7 of the paper, whose reference point has no gradient."""
    chosen, rejected = sums(batch.chosen) - batch.base[0], sums(batch.rejected) - batch.base[1]
    points = [scores.detach().mean().clamp(min=0) for scores in (chosen, rejected)]
    losses = torch.cat([1 - torch.sigmoid(beta * (chosen - points[1])), 1 - torch.sigmoid(beta * (points[0] - rejected))])
    return losses.mean(), rewards(beta * chosen.detach(), beta * rejected.detach())


def orpo(batch, beta=BETA, **_):
    chosen, rejected = means(batch.chosen), means(batch.rejected)
    losses, *rewarded, ratio = trl_losses.orpo(chosen, rejected, beta)
    figures = rewards(*rewarded) | {"sft_loss": -chosen.mean().item(), "odds_ratio_loss": ratio.item()}
    return (losses - chosen).mean(), figures


def simpo(batch, beta=BETA, simpo_gamma=0.5, **_):
    losses, chosen, rejected = trl_losses.cpo("simpo", means(batch.chosen), means(batch.rejected), beta, gamma=simpo_gamma)
    return losses.mean(), rewards(chosen, rejected)


def kto(batch, beta=BETA, kto_chosen_weight=1.0, kto_rejected_weight=1.0, **_):
    base = batch.base[0], batch.base[2]
    return trl_losses.kto(batch.chosen, batch.others, batch.liked, *base, beta, kto_chosen_weight, kto_rejected_weight)


OBJECTIVES = {name: globals()[name] for name in ("sigmoid", "hinge", "ipo", "kto_pair", "orpo", "simpo", "kto")}
COUPLED = {"kto", "kto_pair"}  # estimate something on a batch: it is the whole step here
VARIANTS = [(name, {}) for name in OBJECTIVES] + [
    ("sigmoid", {"dpo_label_smoothing": 0.2}),
    ("sigmoid", {"pref_ftx": 0.7}),
    ("sigmoid", {"pref_reference": "none"}),
    ("sigmoid", {"pref_reference": "start"}),
    ("simpo", {"simpo_gamma": 1.3}),
    ("kto", {"kto_chosen_weight": 0.6, "kto_rejected_weight": 1.7, "pref_ftx": 0.4}),
]


def options_of(build_options, key):
    return next(option for group in build_options["groups"] for option in group["options"] if option["key"] == key)


@pytest.fixture(scope="module")
def declared(atelier):
    return json.loads(atelier.command("settings", "--json"))


def test_every_objective_is_compared(declared):
    stages = options_of(declared, "stage")["choices"]
    names = options_of(declared, "pref_loss")["choices"] + [stage for stage in stages if stage not in ("sft", "dpo")]
    assert sorted(names) == sorted(OBJECTIVES)


class PreferenceCase(Case):
    def logs(self, model, sequence) -> torch.Tensor:
        """Log probabilities of the answer's tokens."""
        batch = self.batch([sequence])
        labels = batch.pop("labels")[0, 1:]
        logits = model(**batch).logits[0, :-1].float()
        logs = logits.log_softmax(-1).gather(1, labels.clamp(min=0).unsqueeze(1)).squeeze(1)
        return logs[labels != -100]

    def settings(self, objective, **more):
        stage = {"stage": "kto"} if objective == "kto" else {"stage": "dpo", "pref_loss": objective}
        return super().settings(pref_beta=BETA, **stage, **more)


def make_case(family, atelier, build, folder, **project):
    torch.set_num_threads(1)
    record = FAMILIES[family]
    model = record.make(folder / "model", **record.trained)
    return PreferenceCase(atelier, folder, model, PreferenceProject(build, folder, record.sizes, **project))


@pytest.fixture(scope="module", params=FAMILIES)
def case(request, atelier, build, tmp_path_factory):
    return make_case(request.param, atelier, build, tmp_path_factory.mktemp(request.param))


@pytest.fixture(scope="module")
def one(atelier, build, tmp_path_factory):
    return make_case("qwen2_vl", atelier, build, tmp_path_factory.mktemp("one"))


def compare_step(case, objective, **variant):
    """A step over all samples: loss, figures, gradients."""
    model, adapter = case.adapter()
    count = len(case.project.samples)
    batch = Batch(case, model, range(count), variant.get("pref_reference", "base"))
    loss, figures = OBJECTIVES[objective](batch, **variant)
    if ftx := variant.get("pref_ftx"):
        learned = [row.mean() for row, liked in zip(batch.chosen, batch.liked) if liked or objective != "kto"]
        loss = loss - ftx * sum(learned) / count
    loss.backward()
    expected = {name.replace(".default", ""): p.grad for name, p in model.named_parameters() if p.requires_grad}
    start = load_file(adapter / "adapter_model.safetensors")
    size = count if objective in COUPLED else count // 2
    settings = case.settings(
        objective, adapter_name_or_path=adapter, max_steps=1, per_device_train_batch_size=size,
        gradient_accumulation_steps=count // size, **SGD, **variant,
    )  # fmt: skip
    name = "-".join([objective, *(f"{key}-{value}" for key, value in variant.items())])
    run = case.train(name, settings=settings)
    line = case.project.log(name)[0]
    assert line["loss"] == pytest.approx(loss.item(), rel=1e-4)
    if "rewards/accuracies" in figures:
        figures["accuracy"] = figures.pop("rewards/accuracies")
    if variant.get("pref_reference") == "start":
        del figures["accuracy"]  # of rewards that are all 0
    compared = [name for name in figures if name in line]
    print(f"{name}: loss {line['loss']:.6f}; compared: {' '.join(compared)}")
    assert {"rewards/chosen", "rewards/rejected", "rewards/margins"} <= set(compared)
    for figure in compared:
        assert line[figure] == pytest.approx(figures[figure], rel=2e-4, abs=2e-5), figure
    end = load_file(run / "adapter" / "adapter_model.safetensors")
    difference = largest_relative({name: start[name] - end[name] for name in start}, expected)
    print(f"gradients: {difference:.2e} of the largest")
    assert difference < 2e-4


@pytest.mark.parametrize("objective, variant", VARIANTS)
def test_a_step_is_as_trl_makes_it(one, objective, variant):
    compare_step(one, objective, **variant)


@pytest.mark.parametrize("objective", ["sigmoid", "kto"])
def test_every_family_learns_preferences(case, objective):
    compare_step(case, objective)


def test_each_pair_has_its_reward(one):
    """One pair a step, at a rate that changes nothing."""
    model, adapter = one.adapter()
    settings = one.settings(
        "sigmoid", adapter_name_or_path=adapter, max_steps=6, per_device_train_batch_size=1, gradient_accumulation_steps=1,
        **SGD | {"learning_rate": 1e-30},
    )  # fmt: skip
    one.train("pairs", settings=settings)
    for i, line in enumerate(one.project.log("pairs")):
        loss, figures = sigmoid(Batch(one, model, [i]))
        assert line["loss"] == pytest.approx(loss.item(), rel=1e-4)
        for name in ("rewards/chosen", "rewards/rejected", "logps/chosen", "logps/rejected"):
            assert line[name] == pytest.approx(figures[name], rel=2e-4, abs=2e-5), name


# --- the reference of every method ---


@pytest.fixture(scope="module")
def watched(atelier, build, tmp_path_factory):
    return make_case("qwen2_vl", atelier, build, tmp_path_factory.mktemp("watched"), count=7, validation=2)


def pytest_generate_tests(metafunc):
    if "method" in metafunc.fixturenames:
        import os
        import subprocess
        from pathlib import Path

        bin = Path(os.environ.get("ATELIER_BUILD", Path(__file__).resolve().parents[2] / "build" / "dev")) / "bin"
        text = subprocess.run([str(bin / "atelier"), "settings", "--json"], capture_output=True, text=True, check=True).stdout
        methods = options_of(json.loads(text), "finetuning_type")["choices"]
        metafunc.parametrize("method", [*methods, "lora with modules"])


@pytest.mark.parametrize("objective", ["sigmoid", "kto"])
def test_rewards_are_measured_from_the_model_as_it_was(watched, atelier, tmp_path, method, objective):
    """Whatever the method: after some steps the validation's rewards are those of the saved result against the model that
    the training began with."""
    name = f"{method}-{objective}".replace(" ", "-")
    method, *modules = method.split(" with ")
    more = {"additional_target": "merger"} if modules else {}
    settings = watched.settings(
        objective, finetuning_type=method, **more, learning_rate=0.01, lr_scheduler_type="constant", max_steps=4,
        eval_strategy="steps", eval_steps=4, per_device_train_batch_size=5, gradient_accumulation_steps=1,
    )  # fmt: skip
    run = watched.train(name, settings=settings)
    evaluated = next(line for line in watched.project.log(name) if "eval_loss" in line)
    tuned = {"adapter": run / "adapter"} if (run / "adapter").exists() else {}
    folder = watched.model if tuned else run / "model"

    def logs(sequence, folder, **adapter):
        batch = watched.batch([sequence])
        labels = batch.pop("labels")[0, 1:]
        logits = atelier.logits_of_inputs(folder, batch, tmp_path, **adapter)[0, :-1]
        kept = labels != -100
        return logits.log_softmax(-1)[kept].gather(1, labels[kept].unsqueeze(1)).sum().item()

    def reward(sample, k):
        return BETA * (logs(3 * sample + k, folder, **tuned) - logs(3 * sample + k, watched.model))

    chosen, rejected = ([reward(i, k) for i in (5, 6)] for k in range(2))
    if objective == "kto":
        liked = [watched.project.samples[i]["turns"][1]["liked"] for i in (5, 6)]
        chosen, rejected = ([r for r, like in zip(chosen, liked) if like is kind] for kind in (True, False))
    for figure, values in (("eval_rewards/chosen", chosen), ("eval_rewards/rejected", rejected)):
        if values:
            print(f"{name} {figure} {evaluated[figure]:.6f}")
            assert evaluated[figure] == pytest.approx(sum(values) / len(values), rel=1e-3, abs=2e-4)
            assert abs(evaluated[figure]) > 1e-4, "nothing was learned: the test would show nothing"
