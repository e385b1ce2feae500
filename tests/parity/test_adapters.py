"""Adapter folders between Atelier and PEFT, both ways: same logits, same gradients, names of every generation."""

import adaption_prompts
import pytest
import torch
from families import FAMILIES
from harness import TOKEN_TYPES
from peft import AdaLoraConfig, IA3Config, LoraConfig, PeftModel, PrefixTuningConfig, PromptTuningConfig, get_peft_model
from reference import LANGUAGE_LINEARS, Reference, decoder_of, head_of, load_model
from safetensors.torch import load_file, save_file

TOLERANCE = 1e-4
RECIPES = {
    "lora": "finetuning_type: lora\nlora_rank: 4\n",
    "lora-names": "finetuning_type: lora\nlora_target: q_proj, v_proj\nuse_rslora: true\n",
    "lora-regex": "finetuning_type: lora\nlora_target: ['.*language_model.*(up|down)_proj']\nlora_alpha: 5\n",
    "lora-all-linear": "finetuning_type: lora\nlora_target: all-linear\nlora_dropout: 0.1\n",
    "lora-tower": "finetuning_type: lora\nfreeze_vision_tower: false\nfreeze_multi_modal_projector: false\n",
    "dora": "finetuning_type: lora\nlora_rank: 3\nuse_dora: true\n",
    "adalora": "finetuning_type: adalora\nadalora_init_rank: 6\nadalora_target_rank: 4\n",
    "ia3": "finetuning_type: ia3\n",
    "prefix": "finetuning_type: prefix\nprefix_tokens: 5\n",
    "prefix-mlp": "finetuning_type: prefix\nprefix_tokens: 3\nprefix_projection: true\nprefix_projection_width: 24\n",
}
LLM = LANGUAGE_LINEARS
CONFIGS = {
    "lora": lambda: LoraConfig(r=4, lora_alpha=6, target_modules=LLM, task_type="CAUSAL_LM"),
    "lora-names": lambda: LoraConfig(r=3, use_rslora=True, target_modules=["q_proj", "down_proj"], task_type="CAUSAL_LM"),
    "lora-all-linear": lambda: LoraConfig(r=2, target_modules="all-linear", task_type="CAUSAL_LM"),
    "lora-patterns": lambda: LoraConfig(
        r=4,
        lora_alpha=8,
        target_modules=["gate_proj", "up_proj", "o_proj"],
        rank_pattern={r"layers\.1\.mlp\.up_proj": 2, "o_proj": 6},
        alpha_pattern={"layers.0.mlp.gate_proj": 3},
        task_type="CAUSAL_LM",
    ),
    "lora-layers": lambda: LoraConfig(
        target_modules=["q_proj", "v_proj"], layers_to_transform=[0, 2], exclude_modules=r".*vision.*", task_type="CAUSAL_LM"
    ),
    "dora": lambda: LoraConfig(r=4, lora_alpha=6, target_modules=LLM, use_dora=True, task_type="CAUSAL_LM"),
    "adalora": lambda: AdaLoraConfig(init_r=5, target_r=3, lora_alpha=9, target_modules=LLM, total_step=20, task_type="CAUSAL_LM"),
    "adalora-dropped": lambda: AdaLoraConfig(init_r=5, target_r=3, lora_alpha=20, target_modules=LLM, total_step=20, task_type="CAUSAL_LM"),
    "ia3": lambda: IA3Config(
        target_modules=["k_proj", "v_proj", "down_proj"], feedforward_modules=["down_proj"], task_type="CAUSAL_LM"
    ),
}  # fmt: skip


class Case:
    """A family's folder with fixed inputs, and what the model makes of them without an adapter."""

    def __init__(self, name: str, made: Reference):
        self.name, self.made, self.folder, self.family = name, made, made.folder, made.family
        self.plain = {}

    def reference(self):
        """A model that a method may change."""
        return self.made.fresh()

    @property
    def image_token(self) -> int:
        return self.made.config.get("image_token_id", self.made.config.get("image_token_index"))

    def inputs(self, image: bool) -> dict:
        generator = torch.Generator().manual_seed(5)
        ids = torch.randint(10, 250, (1, 17), generator=generator)
        if not image:
            return {"input_ids": ids, "attention_mask": torch.ones_like(ids)}
        media = self.family.pictures(self.made.config, generator)
        start = torch.tensor([[self.made.config.get("vision_start_token_id", 17)]])
        ids = torch.cat([ids[:, :3], start, torch.full((1, self.family.features), self.image_token), ids[:, 3:]], 1)
        inputs = {"input_ids": ids, "attention_mask": torch.ones_like(ids)} | media
        if types := self.family.token_types:
            inputs[types] = (ids == self.image_token).int()
        return inputs

    def positions(self, inputs) -> torch.Tensor:
        """[planes, 1, tokens], as the reference counts."""
        ids = inputs["input_ids"]
        if self.family.planes == 1:
            return torch.arange(ids.shape[1])[None, None]
        return self.made.model.model.get_rope_index(
            ids,
            mm_token_type_ids=inputs.get("mm_token_type_ids", torch.zeros_like(ids).int()),
            image_grid_thw=inputs.get("image_grid_thw"),
            attention_mask=inputs["attention_mask"],
        )[0]

    def without(self, inputs) -> torch.Tensor:
        """The logits of the plain model."""
        key = "pixel_values" in inputs
        if key not in self.plain:
            self.plain[key] = logits(self.made.model, inputs)
        return self.plain[key]


def shows(case, inputs, expected):
    """The adapter changes something."""
    assert (expected - case.without(inputs)).abs().max() > 0.05


@pytest.fixture(scope="module", params=FAMILIES)
def case(request, made):
    return Case(request.param, made(request.param))


@pytest.fixture
def ours(atelier, case, tmp_path):
    """ours(adapter, inputs) -> logits [tokens, vocabulary]; weights: the gradients by name instead."""

    def call(adapter, inputs, weights=None):
        inputs = {name: value for name, value in inputs.items() if name != "attention_mask"}
        if weights is None:
            return atelier.logits_of_inputs(case.folder, inputs, tmp_path, adapter=adapter)[0]
        files = {name: tmp_path / f"{name}.safetensors" for name in ("inputs", "weights", "out")}
        tensors = {name: value.contiguous() for name, value in inputs.items() if name not in TOKEN_TYPES}
        save_file(tensors, files["inputs"])
        save_file({"weights": weights}, files["weights"])
        atelier.ask("gradients", model=case.folder, adapter=adapter, **files)
        return load_file(files["out"])

    return call


def logits(model, inputs):
    with torch.no_grad():
        return model(**inputs).logits[0]


def shake(model, seed=3):
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.requires_grad:
                parameter.add_(0.06 * torch.randn(parameter.shape, generator=generator))


def drop_directions(model, kept):
    pattern = {}
    for name, parameter in model.named_parameters():
        if name.endswith("lora_E.default") and "layers.1." in name:
            parameter.data[~torch.tensor(kept)] = 0
            pattern[name.removeprefix("base_model.model.")] = kept
    model.peft_config["default"].rank_pattern = pattern


def close(actual, expected):
    assert actual.shape == expected.shape
    difference = (actual - expected).abs().max().item()
    assert difference < TOLERANCE, difference


def rename(folder, rules):
    file = folder / "adapter_model.safetensors"
    renamed = {}
    for name, tensor in load_file(file).items():
        for new, old in rules:
            if name.startswith("base_model." + new):
                name = "base_model." + old + name.removeprefix("base_model." + new)
                break
        renamed[name] = tensor
    save_file(renamed, file, metadata={"format": "pt"})


@pytest.mark.parametrize("image", [False, True], ids=["text", "image"])
def test_base(case, ours, image):
    inputs = case.inputs(image)
    close(ours(None, inputs), case.without(inputs))


def check_gradients(model, logits, gradients_of):
    weights = torch.randn(logits.shape, generator=torch.Generator().manual_seed(1)) / 100
    (logits * weights).sum().backward()
    magnitude = "lora_magnitude_vector.default.weight"  # saved under an older name
    expected = {
        name.replace(magnitude, "lora_magnitude_vector").replace(".default", ""): parameter.grad
        for name, parameter in model.named_parameters() if parameter.grad is not None
    }
    actual = gradients_of(weights)
    assert actual.keys() == expected.keys() and len(actual) > 0
    for name, gradient in expected.items():
        assert (actual[name] - gradient).norm() <= 1e-4 * gradient.norm() + 1e-7, name


@pytest.mark.parametrize("method", CONFIGS)
def test_peft_to_ours(case, ours, method, tmp_path):
    """Logits, and the gradients of the adapter."""
    model = get_peft_model(case.reference(), CONFIGS[method]())
    shake(model)
    if method == "adalora-dropped":  # as at the end of PEFT's schedule: one layer keeps fewer directions
        drop_directions(model, [True, False, True, False, True])
    model.eval()
    model.save_pretrained(tmp_path / "adapter")
    inputs = case.inputs(True)
    expected = model(**inputs).logits[0]
    shows(case, inputs, expected.detach())
    close(ours(tmp_path / "adapter", inputs), expected.detach())

    if method != "adalora-dropped":  # whose file is smaller than what is trained
        check_gradients(model, expected, lambda weights: ours(tmp_path / "adapter", inputs, weights))
    if case.family.old_names:
        rename(tmp_path / "adapter", case.family.old_names)
        close(ours(tmp_path / "adapter", inputs), expected.detach())


def test_merged_folders_are_whole_models(atelier, case, tmp_path):
    model = get_peft_model(case.reference(), CONFIGS["lora"]())
    shake(model)
    model.eval()
    model.save_pretrained(tmp_path / "adapter")
    merged = tmp_path / "merged"
    atelier.job("merge_adapter", model=case.folder, adapter=tmp_path / "adapter", out=merged, dtype="fp32")
    inputs = case.inputs(True)
    close(logits(load_model(merged), inputs), logits(model, inputs))


def make(atelier, case, recipe, folder):
    atelier.ask("make_adapter", model=case.folder, recipe=recipe, seed=4, out=folder / "ours")
    return folder / "ours"


@pytest.mark.parametrize("method", [name for name in RECIPES if not name.startswith("prefix")])
def test_ours_to_peft(atelier, case, ours, method, tmp_path, recwarn):
    adapter = make(atelier, case, RECIPES[method], tmp_path)
    model = PeftModel.from_pretrained(case.reference(), adapter).eval()
    # PEFT only warns of what it finds no place for, or has no tensor for.
    assert not [str(w.message) for w in recwarn if "key" in str(w.message).lower() and "adapter" in str(w.message).lower()]
    inputs = case.inputs(True)
    expected = logits(model, inputs)
    shows(case, inputs, expected)
    close(ours(adapter, inputs), expected)
    saved = {name.removeprefix("base_model.model.") for name in load_file(adapter / "adapter_model.safetensors")}
    assert saved == {
        name.removeprefix("base_model.model.").replace("_vector.default.weight", "_vector").replace(".default", "")
        for name in model.state_dict()
        if ("lora_" in name or "ia3_l" in name) and "ranknum" not in name
    }


# -------------------------------------------------------------------------------------------------- prefix tuning


def with_prefix(model, embeddings, case):
    """The method's math on the plain reference: every layer's attention gets the prefix's keys and values in front,
    without rotary, seen by all tokens; positions start behind it."""
    text = model.config.get_text_config()
    attentions = [layer.self_attn for layer in decoder_of(model).layers if hasattr(layer, "self_attn")]
    layers, heads = len(attentions), text.num_key_value_heads
    tokens = embeddings.shape[0]
    prefix = embeddings.view(tokens, layers, 2, heads, -1).permute(1, 2, 3, 0, 4)  # layer, key or value, head, token

    module = __import__(type(decoder_of(model)).__module__, fromlist=["x"])
    rotate = getattr(module, "apply_multimodal_rotary_pos_emb", None) or module.apply_rotary_pos_emb

    def patched(attention, index):
        def forward(hidden_states, position_embeddings, attention_mask=None, **_):
            shape = (*hidden_states.shape[:-1], -1, attention.head_dim)
            gate = None
            q, k, v = (p(hidden_states).view(shape).transpose(1, 2) for p in (attention.q_proj, attention.k_proj, attention.v_proj))
            if q.shape[1] == 2 * text.num_attention_heads:  # each head's gate behind its query
                q, gate = q[:, ::2], q[:, 1::2]
            if hasattr(attention, "q_norm"):
                q, k = attention.q_norm(q), attention.k_norm(k)
            cos, sin = position_embeddings
            if rotate.__name__ == "apply_multimodal_rotary_pos_emb":
                q, k = rotate(q, k, cos, sin, text.rope_parameters["mrope_section"])
            else:
                q, k = rotate(q, k, cos, sin)
            k = torch.cat([prefix[index, 0][None], k], 2).repeat_interleave(q.shape[1] // heads, 1)
            v = torch.cat([prefix[index, 1][None], v], 2).repeat_interleave(q.shape[1] // heads, 1)
            length = q.shape[2]
            scores = q @ k.transpose(2, 3) * attention.scaling
            own = torch.ones(length, length, dtype=torch.bool).tril() if attention_mask is None else attention_mask[0, 0]
            seen = torch.cat([torch.ones(length, tokens, dtype=torch.bool), own], 1)
            if getattr(attention, "sliding_window", None):  # counts the prefix as earlier tokens
                seen = seen.triu(tokens - attention.sliding_window + 1)
            mixed = scores.masked_fill(~seen, -torch.inf).softmax(-1) @ v
            if gate is not None:
                mixed = mixed * gate.sigmoid()
            return attention.o_proj(mixed.transpose(1, 2).flatten(2)), None

        return forward

    for index, attention in enumerate(attentions):
        attention.forward = patched(attention, index)
    return model


def is_mixed(case) -> bool:
    """Whether some layers are no attention: PEFT's prefix is a cache of keys and values for all of them, and fails."""
    return "linear_attn" in str(decoder_of(case.made.model))


def written_out(case, embeddings, inputs):
    model = case.reference()
    positions = case.positions(inputs) + embeddings.shape[0]
    positions = {"position_ids": positions if positions.shape[0] > 1 else positions[0]}
    return logits(with_prefix(model, embeddings, case), inputs | positions)


def without_types(inputs):
    return {name: value for name, value in inputs.items() if name != "token_type_ids"}


@pytest.mark.parametrize("projection", [False, True], ids=["plain", "mlp"])
def test_prefix_from_peft(case, ours, projection, tmp_path):
    config = PrefixTuningConfig(num_virtual_tokens=5, prefix_projection=projection, task_type="CAUSAL_LM")
    model = get_peft_model(case.reference(), config)
    shake(model)
    model.eval()
    if is_mixed(case):
        with pytest.raises(ValueError, match="conv state"):
            logits(model, case.inputs(False))
        return
    model.save_pretrained(tmp_path / "adapter")
    embeddings = load_file(tmp_path / "adapter" / "adapter_model.safetensors")["prompt_embeddings"]

    text = case.inputs(False)
    expected = logits(model, text) if case.family.takes_prompts else written_out(case, embeddings, text)
    shows(case, text, expected)
    close(written_out(case, embeddings, text), expected)  # the math below is PEFT's
    close(ours(tmp_path / "adapter", text), expected)

    image = case.inputs(True)
    expected = written_out(case, embeddings, image)
    if case.family.planes > 1:  # PEFT's mask with the prefix in it no longer fits the ids when image places are counted
        with pytest.raises(IndexError, match="shape of the mask"):
            logits(model, image)
    elif case.family.takes_prompts:  # PEFT leaves token types out
        close(logits(model, image), written_out(case, embeddings, without_types(image)))
    close(ours(tmp_path / "adapter", image), expected)


@pytest.mark.parametrize("method", ["prefix", "prefix-mlp"])
def test_prefix_to_peft(atelier, case, ours, method, tmp_path):
    adapter = make(atelier, case, RECIPES[method], tmp_path)
    model = PeftModel.from_pretrained(case.reference(), adapter).eval()
    text = case.inputs(False)
    embeddings = load_file(adapter / "adapter_model.safetensors")["prompt_embeddings"]
    own = is_mixed(case) or not case.family.takes_prompts
    expected = written_out(case, embeddings, text) if own else logits(model, text)
    shows(case, text, expected)
    close(ours(adapter, text), expected)
    image = case.inputs(True)
    close(ours(adapter, image), written_out(case, embeddings, image))


# -------------------------------------------------------------------------------------------------- prompt tuning


def with_prompt(case, prompt, inputs):
    """The method's math on the plain reference: the prompt's embeddings in front of the text's, media merged."""
    model = case.reference()
    seen = {}
    decoder_of(model).register_forward_pre_hook(lambda _, a, k: seen.update(k), with_kwargs=True)
    logits(model, inputs)
    own = seen.get("inputs_embeds")
    if own is None:
        own = decoder_of(model).embed_tokens(seen["input_ids"])
    embeddings = torch.cat([prompt[None], own], 1)
    positions = case.positions(inputs) + len(prompt)
    front = torch.arange(len(prompt)).expand(*positions.shape[:2], -1)
    positions = torch.cat([front, positions], 2)
    model = case.reference()
    levels = {}
    if "token_type_ids" in inputs:
        masks = __import__(type(model.model).__module__, fromlist=["x"])
        types = torch.nn.functional.pad(inputs["token_type_ids"], (len(prompt), 0))
        levels["attention_mask"] = masks.create_masks_for_vision_model(
            model.config.get_text_config(), embeddings, None, None, None, masks.get_block_sequence_ids_for_mask(types)
        )
    if seen.get("deepstack_visual_embeds") is not None:
        levels["visual_pos_masks"] = torch.nn.functional.pad(seen["visual_pos_masks"], (len(prompt), 0))
        levels["deepstack_visual_embeds"] = seen["deepstack_visual_embeds"]
    with torch.no_grad():
        hidden = decoder_of(model)(
            inputs_embeds=embeddings, position_ids=positions if len(positions) > 1 else positions[0], **levels
        ).last_hidden_state
        return head_of(model)(hidden)[0, len(prompt) :]


def test_prompt_from_peft(case, ours, tmp_path):
    model = get_peft_model(case.reference(), PromptTuningConfig(num_virtual_tokens=4, task_type="CAUSAL_LM"))
    shake(model)
    model.eval()
    model.save_pretrained(tmp_path / "adapter")
    prompt = load_file(tmp_path / "adapter" / "adapter_model.safetensors")["prompt_embeddings"]
    text = case.inputs(False)
    expected = logits(model, text)[4:] if case.family.takes_prompts else with_prompt(case, prompt, text)
    shows(case, text, expected)
    close(with_prompt(case, prompt, text), expected)
    close(ours(tmp_path / "adapter", text), expected)
    image = case.inputs(True)
    close(ours(tmp_path / "adapter", image), with_prompt(case, prompt, image))


def test_prompt_to_peft(atelier, case, ours, tmp_path):
    adapter = make(atelier, case, "finetuning_type: prompt\nprompt_tokens: 6\n", tmp_path)
    model = PeftModel.from_pretrained(case.reference(), adapter).eval()
    text = case.inputs(False)
    prompt = load_file(adapter / "adapter_model.safetensors")["prompt_embeddings"]
    expected = logits(model, text)[6:] if case.family.takes_prompts else with_prompt(case, prompt, text)
    shows(case, text, expected)
    close(ours(adapter, text), expected)


# -------------------------------------------------------------------------------------------------- LLaMA-Adapter


@pytest.fixture
def known(case, monkeypatch):
    """known() -> the reference, on which PEFT's adaption prompts work."""
    return lambda: adaption_prompts.teach(monkeypatch, case.reference())


LLAMA_ADAPTER = "finetuning_type: llama_adapter\nllama_adapter_tokens: 5\nllama_adapter_layers: 2\n"


def test_llama_adapter_from_peft(case, ours, known, tmp_path):
    model = adaption_prompts.open_gates(get_peft_model(known(), adaption_prompts.config()))
    shake(model)
    model.eval()
    model.save_pretrained(tmp_path / "adapter")
    for image in (False, True):
        inputs = case.inputs(image)
        expected = logits(model, inputs)
        shows(case, inputs, expected)
        close(ours(tmp_path / "adapter", inputs), expected)

    if case.family.old_names:
        rename(tmp_path / "adapter", case.family.old_names)
        close(ours(tmp_path / "adapter", inputs), expected)


@pytest.mark.parametrize("case", ["llava"], indirect=True)  # PEFT lists no other of these language models
def test_llama_adapter_of_a_plain_llama(case, ours, tmp_path):
    """PEFT as it is, on the language model by itself."""
    from transformers import LlamaForCausalLM

    whole = case.reference()
    language = LlamaForCausalLM(whole.config.text_config)
    language.model.load_state_dict(whole.model.language_model.state_dict())
    language.lm_head.load_state_dict(whole.lm_head.state_dict())
    model = adaption_prompts.open_gates(get_peft_model(language, adaption_prompts.config()))
    shake(model)
    model.eval().save_pretrained(tmp_path / "adapter")
    rename(tmp_path / "adapter", [("model.model.layers.", "model.model.language_model.layers.")])
    inputs = case.inputs(False)
    close(ours(tmp_path / "adapter", inputs), logits(model, inputs))


@pytest.mark.parametrize("visual", [False, True], ids=["plain", "images"])
def test_llama_adapter_to_peft(atelier, case, ours, known, visual, tmp_path):
    adapter = make(atelier, case, LLAMA_ADAPTER + f"llama_adapter_visual: {str(visual).lower()}\n", tmp_path)
    tensors = load_file(adapter / "adapter_model.safetensors")
    for i, name in enumerate(name for name in tensors if name.endswith("adaption_gate")):
        tensors[name] = torch.tensor([0.8 - i])
    save_file(tensors, adapter / "adapter_model.safetensors", metadata={"format": "pt"})
    if visual:  # PEFT says that it does not know it
        with pytest.warns(UserWarning, match="adapter_visual"):
            model = PeftModel.from_pretrained(known(), adapter, is_trainable=True).eval()
    else:
        model = PeftModel.from_pretrained(known(), adapter, is_trainable=True).eval()
    parameters = {name: parameter for name, parameter in model.named_parameters() if parameter.requires_grad}
    assert parameters.keys() == tensors.keys() - {"adaption_visual.weight"} and len(parameters) == 4
    for name, parameter in parameters.items():
        assert torch.equal(parameter, tensors[name]), name

    inputs = case.inputs(True)
    if visual:
        without = logits(model, inputs)
        parameters["adaption_visual.weight"] = matrix = tensors["adaption_visual.weight"].requires_grad_()
        parameters |= adaption_prompts.add_images(model, matrix, inputs, case.image_token)
        assert (logits(model, inputs) - without).abs().max() > 0.05
    expected = logits(model, inputs)
    shows(case, inputs, expected)
    close(ours(adapter, inputs), expected)

    weights = torch.randn(expected.shape, generator=torch.Generator().manual_seed(2)) / 100
    (model(**inputs).logits[0] * weights).sum().backward()
    actual = ours(adapter, inputs, weights)
    assert actual.keys() == parameters.keys()
    for name, parameter in parameters.items():
        assert (actual[name] - parameter.grad).norm() <= 1e-4 * parameter.grad.norm() + 1e-7, name
