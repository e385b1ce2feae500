#pragma once

#include "protocol/jobs/adapter.h"

namespace atelier::engine {

void mergeAdapter(const protocol::MergeAdapterRequest& job);

}  // namespace atelier::engine
