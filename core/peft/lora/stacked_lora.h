#pragma once

#include "models/stacked_tensors.h"
#include "peft/adapter.h"

#include <map>
#include <string>
#include <vector>

namespace atelier::peft {

/// LoRA on layers that transformers holds in one parameter, as PEFT saves it (target_parameters): one pair for all
/// layers of a stack, A [layers · rank, in] layer by layer and B [out, rank · layers] rank by rank. PEFT wraps the
/// module once for each of its parameters; the last one has the module's own name, those before are its "base_layer".
/// Source: PEFT, lora.ParamWrapper.

/// Where the tensors of each stack stand, e.g. "base_model.model.….experts.base_layer"; `stacks` are all that PEFT
/// wraps.
std::map<std::string, std::string> wrapperNames(const std::vector<models::TensorStack>& stacks);

/// The parameters with those of the stacks' layers joined; all layers of a stack have one rank.
std::vector<Parameter> joined(const std::vector<Parameter>& parameters, const std::vector<models::TensorStack>& stacks);

/// Takes the stacks' tensors out of `tensors` and puts those of their layers in. Throws Error (where) for what is
/// missing or has another shape than the stack's rank and layers ask for.
void divide(Tensors& tensors, const std::vector<models::TensorStack>& stacks, const std::string& where);

}  // namespace atelier::peft
