#include "common/scope_name.h"

namespace atelier {

std::string& ScopeName::slot() {
    thread_local std::string name;
    return name;
}

}  // namespace atelier
