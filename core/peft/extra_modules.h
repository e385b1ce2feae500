#pragma once

#include "peft/method.h"

namespace atelier::peft {

/// An adapter with modules of the base model that are trained in full beside it: PEFT's modules_to_save. Their values
/// in the base come back when it is switched off or destroyed.
///
/// `modules`: whole names. Their parameters become fp32 leaves. Throws Error (where) for token embeddings that the head
/// shares: PEFT would train a copy that the head does not see.
std::unique_ptr<Adapter> withModules(models::Model& model, std::unique_ptr<Adapter> adapter,
                                     const std::vector<std::string>& modules, const std::string& where);

/// Takes modules_to_save and their tensors out of a saved adapter; the names of the modules. `values` gets the tensors
/// by the name of the parameter. Throws Error for a module that the model does not have, for tensors that are missing
/// and for those of another shape.
std::vector<std::string> takeModules(const models::Model& model, SavedAdapter& saved, Tensors& values);

}  // namespace atelier::peft
