#include "data/store/watched.h"

#include "data/store/connection.h"

namespace atelier::data {

WatchedBy::WatchedBy(Project& project, const Watch& watch) : project_(project) {
    project_.connection().watch = watch;
}

WatchedBy::~WatchedBy() {
    project_.connection().watch = {};
}

}  // namespace atelier::data
