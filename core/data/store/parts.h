#pragma once

namespace atelier::data {

/// Parts of a sample that are read, where many are; id, split, check, origin, group, tools and metadata always are.
struct SampleParts {
    bool tags = true;
    bool others = true;  ///< media, turns and regions
};

}  // namespace atelier::data
