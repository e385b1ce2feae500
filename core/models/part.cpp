#include "models/part.h"

#include <algorithm>

namespace atelier::models {

std::string partTitle(const std::string& name) {
    std::string title = name;
    std::replace(title.begin(), title.end(), '_', ' ');
    return title;
}

}  // namespace atelier::models
