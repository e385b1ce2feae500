#pragma once

#include "peft/method.h"

namespace atelier::peft {

/// Modules of the base model that are trained in full beside an adapter: PEFT's modules_to_save. Their values in the
/// base come back when the adapter is switched off or destroyed.
///
/// `modules`: whole names. Their parameters become fp32 leaves. Token embeddings that the head shares are trained for
/// both: PEFT's ensure_weight_tying.
std::unique_ptr<Adapter> withModules(models::Model& model, std::unique_ptr<Adapter> adapter,
                                     const std::vector<std::string>& modules);

/// What an adapter folder holds of the base model's own weights.
struct SavedModules {
    std::vector<std::string> trained;  ///< names of modules: modules_to_save
    std::vector<std::string> carried;  ///< names of parameters that PEFT saved on its own account: token embeddings and
                                       ///< head, where the vocabulary changed or was a target
    Tensors values;                    ///< by the name of the parameter
    /// The head is tied, and the adapter has another matrix for it than for the token embeddings.
    bool untied = false;

    bool empty() const { return trained.empty() && carried.empty(); }
};

/// Takes them out of a saved adapter. Throws Error for a module that the model does not have, for tensors that are
/// missing and for those of another shape; a vocabulary of another size is named as such.
SavedModules takeModules(models::Model& model, SavedAdapter& saved);

/// The adapter with what takeModules() found.
std::unique_ptr<Adapter> withModules(models::Model& model, std::unique_ptr<Adapter> adapter, const SavedModules& saved);

}  // namespace atelier::peft
