#pragma once

#include "common/watch.h"
#include "data/project.h"

namespace atelier::data {

/// While it lives, changes of many samples of the project tell how far they are and end, with nothing done, when they
/// are asked to. The project lives longer.
class WatchedBy {
public:
    WatchedBy(Project& project, const Watch& watch);
    ~WatchedBy();
    WatchedBy(const WatchedBy&) = delete;
    WatchedBy& operator=(const WatchedBy&) = delete;

private:
    Project& project_;
};

}  // namespace atelier::data
