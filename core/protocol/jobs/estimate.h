#pragma once

#include "protocol/job.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace atelier::protocol {

/// Against what this machine has free now.
enum class Fit {
    Fits,
    Tight,  ///< above 85 %
    TooLarge,
};
constexpr auto valueNames(Fit) {
    return ValueNames<Fit, 3>{{{Fit::Fits, "fits"}, {Fit::Tight, "tight"}, {Fit::TooLarge, "too_large"}}};
}

struct Estimate {
    struct MemoryPart {
        std::string name;  ///< "weights", "gradients", "optimizer", "tower activations", "language activations",
                           ///< "working", "pixels", "program"
        std::uint64_t bytes = 0;

        static constexpr auto fields() {
            return std::tuple(field("name", &MemoryPart::name), field("bytes", &MemoryPart::bytes));
        }
    };
    struct TimePart {
        std::string name;  ///< "training", "evaluation"
        double seconds = 0;

        static constexpr auto fields() {
            return std::tuple(field("name", &TimePart::name), field("seconds", &TimePart::seconds));
        }
    };
    /// Settings that would lower the peak.
    struct Remedy {
        std::vector<std::string> settings;  ///< "key=value"
        std::uint64_t peak = 0;

        static constexpr auto fields() {
            return std::tuple(field("settings", &Remedy::settings), field("peak", &Remedy::peak));
        }
    };
    std::string stage;   ///< of a recipe with stages the one that needs most, with steps and time of all; else empty
    std::string device;  ///< "cpu" or "cuda"
    std::vector<MemoryPart> memory;  ///< at the largest moment: they add up to `peak`
    std::string moment;              ///< when that is: "training", "evaluation" or "loading"
    std::uint64_t peak = 0;          ///< main memory, or the graphics card's
    std::uint64_t mainPeak = 0;      ///< main memory; the same as `peak` on a CPU
    std::uint64_t available = 0;     ///< of what `peak` counts, at this moment
    Fit fit = Fit::Fits;
    std::vector<Remedy> remedies;  ///< least peak first

    std::int64_t steps = 0;
    double secondsPerStep = 0;
    std::vector<TimePart> time;  ///< of the whole run

    std::int64_t samples = 0, measured = 0;  ///< of the training; whose lengths were looked at
    std::int64_t longestTokens = 0, batchTokens = 0, batchImageTokens = 0;  ///< one sample; the largest batch
    std::int64_t parameters = 0, trained = 0;

    static constexpr auto fields() {
        return std::tuple(
            field("stage", &Estimate::stage), field("device", &Estimate::device), field("fit", &Estimate::fit),
            field("peak", &Estimate::peak), field("moment", &Estimate::moment), field("main_peak", &Estimate::mainPeak),
            field("available", &Estimate::available), field("memory", &Estimate::memory),
            field("remedies", &Estimate::remedies), field("steps", &Estimate::steps),
            field("seconds_per_step", &Estimate::secondsPerStep), field("time", &Estimate::time),
            field("samples", &Estimate::samples), field("measured", &Estimate::measured),
            field("longest_tokens", &Estimate::longestTokens), field("batch_tokens", &Estimate::batchTokens),
            field("batch_image_tokens", &Estimate::batchImageTokens), field("parameters", &Estimate::parameters),
            field("trained", &Estimate::trained));
    }
};

/// Memory and time of the training that a recipe asks for, from the model's configuration, the samples' real lengths
/// and a few timed products on this machine. No weights are read. Throws Error as a training would before it loads the
/// model.
struct EstimateRequest {
    settings::Recipe recipe;
    std::string recipeName = "recipe";  ///< of its file, for messages
    std::filesystem::path project;
    bool timed = true;  ///< off: sizes alone, nothing is computed; the estimate has no times

    using Result = Estimate;
    static constexpr const char* kName = "estimate";
    static constexpr OnStop kOnStop = OnStop::EndsAtOnce;
    static constexpr auto fields() {
        return std::tuple(recipeFields(&EstimateRequest::recipe, &EstimateRequest::recipeName),
                          field("project", &EstimateRequest::project), field("timed", &EstimateRequest::timed));
    }
};

}  // namespace atelier::protocol
