#include "data/formats/splits.h"

#include <map>

namespace atelier::data {

std::string splitOfName(const std::string& name) {
    static const std::map<std::string, std::string> kSplits{
        {"train", "train"},           {"training", "train"}, {"val", "validation"},  {"valid", "validation"},
        {"validation", "validation"}, {"dev", "validation"}, {"eval", "validation"}, {"test", "test"}};
    const auto found = kSplits.find(name);
    return found == kSplits.end() ? std::string() : found->second;
}

}  // namespace atelier::data
