"""Prompt tuning between Atelier and PEFT, both ways."""

import torch
from adapter_case import case, close, logits, make, ours, shake, shows  # noqa: F401
from peft import PeftModel, PromptTuningConfig, get_peft_model
from reference import decoder_of, head_of
from safetensors.torch import load_file


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
    front = torch.arange(len(prompt)).expand(*positions.shape[:2], -1) + case.family.first_position
    positions = torch.cat([front, positions], 2)
    model = case.reference()
    levels = {}
    if "token_type_ids" in inputs:
        masks = __import__(type(model.model).__module__, fromlist=["x"])
        types = torch.nn.functional.pad(inputs["token_type_ids"], (len(prompt), 0))
        levels["attention_mask"] = masks.create_masks_for_vision_model(
            model.config.get_text_config(), embeddings, None, None, None, masks.get_block_sequence_ids_for_mask(types)
        )
    text = model.config.get_text_config()
    if "mm_token_type_ids" in inputs and getattr(text, "use_bidirectional_attention", None) == "vision":
        masks = __import__(type(model.model).__module__, fromlist=["x"])
        types = torch.nn.functional.pad(inputs["mm_token_type_ids"], (len(prompt), 0))
        levels["attention_mask"] = masks.create_masks_for_generate(
            config=text,
            inputs_embeds=embeddings,
            attention_mask=None,
            past_key_values=None,
            position_ids=None,
            block_sequence_ids=masks.get_block_sequence_ids_for_mask(types, device=embeddings.device),
        )
    if seen.get("deepstack_visual_embeds") is not None:
        levels["visual_pos_masks"] = torch.nn.functional.pad(seen["visual_pos_masks"], (len(prompt), 0))
        levels["deepstack_visual_embeds"] = seen["deepstack_visual_embeds"]
    if seen.get("cross_attention_states") is not None:  # the prompt stands in front of all pictures
        front = (0, 0, len(prompt), 0)
        levels["cross_attention_states"] = seen["cross_attention_states"]
        for name in ("cross_attention_mask", "full_text_row_masked_out_mask"):
            levels[name] = torch.nn.functional.pad(seen[name], front)
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
