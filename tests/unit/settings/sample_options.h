#pragma once

#include "settings/schema.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// One option of each type, registered for these tests only.
struct SampleOptions {
    bool flag = true;
    std::int64_t count = 8;
    std::optional<int> limit;
    double rate = 1e-4;
    std::optional<double> bound = 0.5;
    std::string title = "plain";
    std::optional<std::string> note;
    std::string strategy = "no";
    std::vector<std::string> targets = {"all"};
    std::vector<std::string> parts;

    bool operator==(const SampleOptions&) const = default;
    static const atelier::settings::Schema<SampleOptions>& schema();
};
