#include "protocol/wire.h"
#include "protocol/wire_fields.h"

namespace atelier::protocol {
namespace {

using TokenKind = Preflight::TokenKind;

constexpr Names<Fit, 3> kFits{{{{Fit::Fits, "fits"}, {Fit::Tight, "tight"}, {Fit::TooLarge, "too_large"}}}};
constexpr Names<TokenKind, 3> kTokenKinds{
    {{{TokenKind::Text, "text"}, {TokenKind::Image, "image"}, {TokenKind::Special, "special"}}}};

// Each object of a list, read by `read` and finished.
template <class F>
auto each(Fields& fields, const std::string& key, F&& read) {
    std::vector<decltype(read(fields))> all;
    for (const Json& one : fields.list(key)) {
        Fields members(one, fields.where() + ": " + key);
        all.push_back(finished(members, read(members)));
    }
    return all;
}

Json tokensJson(const std::vector<Preflight::Token>& tokens) {
    Json all = Json::array();
    for (const auto& token : tokens)
        all.push_back(
            {{"id", token.id}, {"text", token.text}, {"kind", kTokenKinds.of(token.kind)}, {"learnt", token.learnt}});
    return all;
}

std::int64_t integer(Fields& fields, const char* key) {
    return fields.at<std::int64_t>(key);
}

}  // namespace

Json toJson(const Estimate& e) {
    Json memory = Json::array(), time = Json::array(), remedies = Json::array();
    for (const auto& part : e.memory)
        memory.push_back({{"name", part.name}, {"bytes", part.bytes}});
    for (const auto& part : e.time)
        time.push_back({{"name", part.name}, {"seconds", numberJson(part.seconds)}});
    for (const auto& remedy : e.remedies)
        remedies.push_back({{"settings", remedy.settings}, {"peak", remedy.peak}});
    return {{"stage", e.stage},
            {"device", e.device},
            {"fit", kFits.of(e.fit)},
            {"peak", e.peak},
            {"moment", e.moment},
            {"main_peak", e.mainPeak},
            {"available", e.available},
            {"memory", memory},
            {"remedies", remedies},
            {"steps", e.steps},
            {"seconds_per_step", numberJson(e.secondsPerStep)},
            {"time", time},
            {"samples", e.samples},
            {"measured", e.measured},
            {"longest_tokens", e.longestTokens},
            {"batch_tokens", e.batchTokens},
            {"batch_image_tokens", e.batchImageTokens},
            {"parameters", e.parameters},
            {"trained", e.trained}};
}

Estimate estimateFromJson(const Json& json, const std::string& where) {
    Fields fields(json, where);
    Estimate e;
    e.stage = fields.text("stage");
    e.device = fields.text("device");
    e.fit = kFits.from(fields.text("fit"), "fit", where);
    e.peak = fields.count("peak");
    e.moment = fields.text("moment");
    e.mainPeak = fields.count("main_peak");
    e.available = fields.count("available");
    e.memory = each(fields, "memory", [](Fields& f) { return Estimate::MemoryPart{f.text("name"), f.count("bytes")}; });
    e.remedies =
        each(fields, "remedies", [](Fields& f) { return Estimate::Remedy{f.texts("settings"), f.count("peak")}; });
    e.steps = integer(fields, "steps");
    e.secondsPerStep = fields.number("seconds_per_step");
    e.time = each(fields, "time", [](Fields& f) { return Estimate::TimePart{f.text("name"), f.number("seconds")}; });
    e.samples = integer(fields, "samples");
    e.measured = integer(fields, "measured");
    e.longestTokens = integer(fields, "longest_tokens");
    e.batchTokens = integer(fields, "batch_tokens");
    e.batchImageTokens = integer(fields, "batch_image_tokens");
    e.parameters = integer(fields, "parameters");
    e.trained = integer(fields, "trained");
    return finished(fields, std::move(e));
}

Json toJson(const Preflight& p) {
    Json health = Json::array(), parts = Json::array(), batch = Json::array();
    for (const auto& line : p.health)
        health.push_back(
            {{"kind", line.kind}, {"error", line.error}, {"count", line.count}, {"example", line.example}});
    for (const auto& part : p.parts)
        parts.push_back({{"name", part.name}, {"parameters", part.parameters}, {"trained", part.trained}});
    for (const auto& sample : p.firstBatch)
        batch.push_back({{"sample", sample.id}, {"tokens", tokensJson(sample.tokens)}});
    return {{"training", p.training},
            {"validation", p.validation},
            {"test", p.test},
            {"notes", p.notes},
            {"health", health},
            {"template_checked", p.templateChecked},
            {"template_problems", p.templateProblems},
            {"parts", parts},
            {"first_batch", batch},
            {"estimate", toJson(p.estimate)}};
}

Preflight preflightFromJson(const Json& json, const std::string& where) {
    Fields fields(json, where);
    Preflight p;
    p.training = integer(fields, "training");
    p.validation = integer(fields, "validation");
    p.test = integer(fields, "test");
    p.notes = fields.texts("notes");
    p.health = each(fields, "health", [](Fields& f) {
        return Preflight::HealthLine{f.text("kind"), f.at<bool>("error"), integer(f, "count"), f.text("example")};
    });
    p.templateChecked = integer(fields, "template_checked");
    p.templateProblems = fields.texts("template_problems");
    p.parts = each(fields, "parts", [](Fields& f) {
        return Preflight::PartParameters{f.text("name"), integer(f, "parameters"), integer(f, "trained")};
    });
    p.firstBatch = each(fields, "first_batch", [&](Fields& f) {
        return Preflight::BatchSample{f.text("sample"), each(f, "tokens", [&](Fields& t) {
                                          return Preflight::Token{integer(t, "id"), t.text("text"),
                                                                  kTokenKinds.from(t.text("kind"), "kind", where),
                                                                  t.at<bool>("learnt")};
                                      })};
    });
    p.estimate = estimateFromJson(fields.object("estimate"), where + ": estimate");
    return finished(fields, std::move(p));
}

}  // namespace atelier::protocol
