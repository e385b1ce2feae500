#pragma once

#include <ATen/core/Generator.h>

namespace atelier::nn {

/// A module whose own parameters do not start as others do: weights normal, norms neutral, biases zero.
class StartValues {
public:
    virtual ~StartValues() = default;
    /// Fills in the module's own parameters, not those of its submodules. No gradient is recorded.
    virtual void setStartValues(at::Generator& generator) = 0;
};

}  // namespace atelier::nn
