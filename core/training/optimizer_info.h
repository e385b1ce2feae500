#pragma once

#include "common/registry.h"

#include <string>
#include <vector>

namespace atelier::training {

/// What an optimizer says of itself, without torch: form, help and tests read it. Registered under each name that
/// `optim` has for it (Registry<OptimizerInfo>); the same names have the optimizer itself in the engine (optimizer.h).
struct OptimizerInfo {
    int order = 100;             ///< in lists
    std::string note = {};       ///< a sentence for the help of `optim`; empty: its name says all
    std::string arguments = {};  ///< the names of `optim_args` that it takes: "momentum, nesterov"; empty: none
    std::string allState = {};   ///< `optim_args` with which it keeps all the state that it can; empty: its defaults
};

/// Names of all optimizers, in their order.
std::vector<std::string> optimizerNames();
/// The notes of all, a sentence each.
std::string optimizerNotes();
/// "sgd: momentum, nesterov.", a sentence for each that takes arguments.
std::string optimizerArgumentNames();

}  // namespace atelier::training
