#pragma once

#include "protocol/jobs/estimate.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace atelier::protocol {

struct Preflight {
    struct HealthLine {
        std::string kind;    ///< data::Finding::kind, or "unusable" (a training leaves it out or ends), "cut_answer",
                             ///< "answer_gone" (cutoff_len left a part of the answer, or nothing)
        bool error = false;  ///< else a warning
        std::int64_t count = 0;
        std::string example;                    ///< "sample: message" of the first
        std::vector<std::string> samples = {};  ///< the same of the first ten

        static constexpr auto fields() {
            return std::tuple(field("kind", &HealthLine::kind), field("error", &HealthLine::error),
                              field("count", &HealthLine::count), field("example", &HealthLine::example),
                              field("samples", &HealthLine::samples));
        }
    };
    struct PartParameters {
        std::string name;  ///< "vision tower", "projector", "language model", "adapter"
        std::int64_t parameters = 0, trained = 0;

        static constexpr auto fields() {
            return std::tuple(field("name", &PartParameters::name), field("parameters", &PartParameters::parameters),
                              field("trained", &PartParameters::trained));
        }
    };
    enum class TokenKind { Text, Image, Special };
    struct Token {
        std::int64_t id = 0;
        std::string text;
        TokenKind kind = TokenKind::Text;
        bool trained = false;
        double weight = 1;  ///< in the loss, of one that is trained on

        static constexpr auto fields() {
            return std::tuple(field("id", &Token::id), field("text", &Token::text), field("kind", &Token::kind),
                              field("trained", &Token::trained), optionalField("weight", &Token::weight));
        }
    };
    struct BatchSample {
        std::string id;
        std::vector<Token> tokens;

        static constexpr auto fields() {
            return std::tuple(field("sample", &BatchSample::id), field("tokens", &BatchSample::tokens));
        }
    };

    std::int64_t training = 0, validation = 0, test = 0;  ///< samples
    std::vector<std::string> notes;                       ///< what was left out and why
    std::vector<HealthLine> health;
    std::int64_t templateChecked = 0, templateFailed = 0;  ///< samples
    std::vector<std::string> templateProblems;  ///< "sample: what is trained on that should not, or is not though it
                                                ///< should" of the first hundred
    std::vector<PartParameters> parts;
    std::vector<BatchSample> firstBatch;
    Estimate estimate;

    static constexpr auto fields() {
        return std::tuple(field("training", &Preflight::training), field("validation", &Preflight::validation),
                          field("test", &Preflight::test), field("notes", &Preflight::notes),
                          field("health", &Preflight::health), field("template_checked", &Preflight::templateChecked),
                          field("template_failed", &Preflight::templateFailed),
                          field("template_problems", &Preflight::templateProblems), field("parts", &Preflight::parts),
                          field("first_batch", &Preflight::firstBatch), field("estimate", &Preflight::estimate));
    }
};
constexpr auto valueNames(Preflight::TokenKind) {
    using Kind = Preflight::TokenKind;
    return ValueNames<Kind, 3>{{{Kind::Text, "text"}, {Kind::Image, "image"}, {Kind::Special, "special"}}};
}

/// A look at all that a training will do, in seconds: the data's health, whether the chat template trains the answers,
/// what is frozen, the first batch token by token, and the estimate.
struct PreflightRequest {
    settings::Recipe recipe;
    std::string recipeName = "recipe";  ///< of its file, for messages
    std::filesystem::path project;

    using Result = Preflight;
    static constexpr const char* kName = "preflight";
    static constexpr OnStop kOnStop = OnStop::EndsAtOnce;
    static constexpr auto fields() {
        return std::tuple(recipeFields(&PreflightRequest::recipe, &PreflightRequest::recipeName),
                          field("project", &PreflightRequest::project));
    }
};

}  // namespace atelier::protocol
