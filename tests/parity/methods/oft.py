from peft import OFTConfig
from peft_case import PeftCase
from reference import LANGUAGE_LINEARS

RECIPES = {"oft": "oft_block_size: 8", "oft-exact": "oft_block_size: 7\noft_exact: true\noft_block_share: true"}


def config(**options):
    return lambda: OFTConfig(task_type="CAUSAL_LM", target_modules=LANGUAGE_LINEARS, **options)


CONFIGS = {
    "oft": PeftCase(config(oft_block_size=4, use_cayley_neumann=True)),
    "oft-exact": PeftCase(config(r=2, oft_block_size=0, use_cayley_neumann=False)),
    "oft-shared": PeftCase(config(oft_block_size=8, use_cayley_neumann=True, num_cayley_neumann_terms=3, block_share=True)),
    "coft": PeftCase(config(oft_block_size=4, use_cayley_neumann=False, coft=True, eps=0.5)),
}
