import torch
from peft import BOFTConfig
from peft.tuners.boft import layer
from peft_case import PeftCase
from reference import LANGUAGE_LINEARS


class BlockDiagonal:
    """In place of PEFT's CUDA extension, without which it trains one butterfly factor alone."""

    @staticmethod
    def apply(blocks):
        return torch.stack([torch.block_diag(*factor) for factor in blocks])


layer.get_fbd_cuda = lambda: True
layer.FastBlockDiag = BlockDiagonal

RECIPES = {
    "boft": "boft_block_size: 4",
    "boft-factors": "boft_block_size: 2\nboft_n_butterfly_factor: 2\nboft_target: q_proj, o_proj",
}


def config(**options):
    return lambda: BOFTConfig(task_type="CAUSAL_LM", **options)


CONFIGS = {
    "boft": PeftCase(config(boft_block_size=4, target_modules=LANGUAGE_LINEARS)),
    "boft-factors": PeftCase(config(boft_block_size=2, boft_n_butterfly_factor=3, target_modules=["q_proj", "v_proj"])),
    "boft-blocks": PeftCase(config(boft_block_size=0, boft_block_num=4, boft_n_butterfly_factor=2, target_modules=["q_proj"])),
}
