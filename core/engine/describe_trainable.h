#pragma once

#include "protocol/jobs/trainable.h"

namespace atelier::engine {

protocol::TrainableTree describeTrainable(const protocol::TrainableRequest& request);

}  // namespace atelier::engine
