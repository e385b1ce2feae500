#pragma once

#include "settings/recipe.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

/// What can be known of a training before it starts. No weights are read.
namespace atelier::protocol {

struct EstimateRequest {
    settings::Recipe recipe;
    std::string recipeName = "recipe";  ///< of its file, for messages
    std::filesystem::path project;
};

/// Against what this machine has free now.
enum class Fit {
    Fits,
    Tight,  ///< above 85 %
    TooLarge,
};

struct Estimate {
    struct MemoryPart {
        std::string name;  ///< "weights", "gradients", "optimizer", "tower activations", "language activations",
                           ///< "working", "pixels", "program"
        std::uint64_t bytes = 0;
    };
    struct TimePart {
        std::string name;  ///< "training", "evaluation"
        double seconds = 0;
    };
    /// Settings that would lower the peak.
    struct Remedy {
        std::vector<std::string> settings;  ///< "key=value"
        std::uint64_t peak = 0;
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
};

struct PreflightRequest {
    settings::Recipe recipe;
    std::string recipeName = "recipe";
    std::filesystem::path project;
};

struct Preflight {
    struct HealthLine {
        std::string kind;    ///< data::Finding::kind
        bool error = false;  ///< else a warning
        std::int64_t count = 0;
        std::string example;  ///< "sample: message" of the first
    };
    struct PartParameters {
        std::string name;  ///< "vision tower", "projector", "language model", "adapter"
        std::int64_t parameters = 0, trained = 0;
    };
    enum class TokenKind { Text, Image, Special };
    struct Token {
        std::int64_t id = 0;
        std::string text;
        TokenKind kind = TokenKind::Text;
        bool learnt = false;
    };
    struct BatchSample {
        std::string id;
        std::vector<Token> tokens;
    };

    std::int64_t training = 0, validation = 0, test = 0;  ///< samples
    std::vector<std::string> notes;                       ///< what was left out and why
    std::vector<HealthLine> health;
    std::int64_t templateChecked = 0;  ///< samples
    std::vector<std::string>
        templateProblems;  ///< "sample: what is learnt that should not, or is not though it should"
    std::vector<PartParameters> parts;
    std::vector<BatchSample> firstBatch;
    Estimate estimate;
};

}  // namespace atelier::protocol
