#include "nn/forward_context.h"

namespace atelier::nn {

const ForwardContext& ForwardContext::none() {
    static const ForwardContext context;
    return context;
}

}  // namespace atelier::nn
