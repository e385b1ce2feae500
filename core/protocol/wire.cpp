#include "protocol/wire.h"

#include "protocol/wire_fields.h"

namespace atelier::protocol {
namespace {

constexpr Names<State, 7> kStates{{{{State::Idle, "idle"},
                                    {State::Running, "running"},
                                    {State::Paused, "paused"},
                                    {State::Stopping, "stopping"},
                                    {State::Done, "done"},
                                    {State::Stopped, "stopped"},
                                    {State::Failed, "failed"}}}};
constexpr Names<Message::Level, 3> kLevels{
    {{{Message::Level::Info, "info"}, {Message::Level::Warning, "warning"}, {Message::Level::Error, "error"}}}};
constexpr Names<Error::Kind, 3> kKinds{
    {{{Error::Kind::User, "user"}, {Error::Kind::Failure, "failure"}, {Error::Kind::Interrupted, "interrupted"}}}};
constexpr Names<Turn, 4> kTurns{
    {{{Turn::Stop, "stop"}, {Turn::Pause, "pause"}, {Turn::Resume, "resume"}, {Turn::Leave, "leave"}}}};
constexpr Names<Wish, 4> kWishes{
    {{{Wish::Save, "save"}, {Wish::Evaluate, "evaluate"}, {Wish::Answer, "answer"}, {Wish::EndEpoch, "end_epoch"}}}};
constexpr const char* kRate = "learning_rate";

// --- requests ---

Json requestJson(const TrainRequest& r) {
    return {{"job", "train"},
            {"recipe", r.recipe.yaml()},
            {"recipe_name", r.recipeName},
            {"project", r.project.string()},
            {"run", r.run},
            {"resume", r.resume},
            {"from", r.from},
            {"with_optimizer", r.withOptimizer}};
}

Json requestJson(const TrainableRequest& r) {
    return {{"job", "trainable"}, {"recipe", r.recipe.yaml()}, {"recipe_name", r.recipeName}};
}

Json requestJson(const SweepRequest& r) {
    return {{"job", "sweep"}, {"file", r.file.string()}, {"project", r.project.string()}, {"resume", r.resume}};
}

Json requestJson(const CompareRequest& r) {
    return {{"job", "compare"}, {"project", r.project.string()}, {"run", r.run}, {"max_samples", r.maxSamples}};
}

Json requestJson(const EvaluateRequest& r) {
    return {{"job", "evaluate"}, {"project", r.project.string()}, {"run", r.run},
            {"split", r.split},  {"contestant", r.contestant},    {"max_samples", r.maxSamples}};
}

Json requestJson(const GenerateRequest& r) {
    Json images = Json::array();
    for (const auto& image : r.images)
        images.push_back(image.string());
    return {{"job", "generate"},
            {"model", r.model.string()},
            {"adapter", r.adapter.string()},
            {"prompt", r.prompt},
            {"system", r.system},
            {"images", images},
            {"dtype", r.dtype},
            {"device", r.device},
            {"max_new_tokens", r.maxNewTokens},
            {"sample", r.sample},
            {"temperature", r.temperature},
            {"top_p", r.topP},
            {"top_k", r.topK},
            {"repetition_penalty", r.repetitionPenalty},
            {"seed", r.seed}};
}

Json requestJson(const ModelInfoRequest& r) {
    return {{"job", "model_info"}, {"model", r.model.string()}};
}

template <class R>
Json planJson(const char* job, const R& r) {
    return {{"job", job}, {"recipe", r.recipe.yaml()}, {"recipe_name", r.recipeName}, {"project", r.project.string()}};
}

Json requestJson(const EstimateRequest& r) {
    return planJson("estimate", r);
}

Json requestJson(const PreflightRequest& r) {
    return planJson("preflight", r);
}

template <class R>
R planRequest(Fields& fields) {
    R r;
    r.recipeName = fields.at<std::string>("recipe_name", r.recipeName);
    r.recipe = settings::Recipe::parse(fields.text("recipe"), r.recipeName);
    r.project = fields.path("project");
    return r;
}

Json requestJson(const FindRateRequest& r) {
    return {{"job", "find_rate"},
            {"recipe", r.recipe.yaml()},
            {"recipe_name", r.recipeName},
            {"project", r.project.string()},
            {"steps", r.steps},
            {"lowest", r.lowest},
            {"highest", r.highest}};
}

TrainRequest trainRequest(Fields& fields) {
    TrainRequest r;
    r.recipeName = fields.at<std::string>("recipe_name", r.recipeName);
    r.recipe = settings::Recipe::parse(fields.text("recipe"), r.recipeName);
    r.project = fields.path("project");
    r.run = fields.at<std::string>("run", r.run);
    r.resume = fields.at<bool>("resume", r.resume);
    r.from = fields.at<std::string>("from", r.from);
    r.withOptimizer = fields.at<bool>("with_optimizer", r.withOptimizer);
    return r;
}

TrainableRequest trainableRequest(Fields& fields) {
    TrainableRequest r;
    r.recipeName = fields.at<std::string>("recipe_name", r.recipeName);
    r.recipe = settings::Recipe::parse(fields.text("recipe"), r.recipeName);
    return r;
}

SweepRequest sweepRequest(Fields& fields) {
    SweepRequest r;
    r.file = fields.path("file");
    r.project = fields.path("project");
    r.resume = fields.at<bool>("resume", r.resume);
    return r;
}

CompareRequest compareRequest(Fields& fields) {
    CompareRequest r;
    r.project = fields.path("project");
    r.run = fields.at<std::string>("run", r.run);
    r.maxSamples = fields.at<std::int64_t>("max_samples", r.maxSamples);
    return r;
}

EvaluateRequest evaluateRequest(Fields& fields) {
    EvaluateRequest r;
    r.project = fields.path("project");
    r.run = fields.at<std::string>("run", r.run);
    r.split = fields.at<std::string>("split", r.split);
    r.contestant = fields.at<std::string>("contestant", r.contestant);
    r.maxSamples = fields.at<std::int64_t>("max_samples", r.maxSamples);
    return r;
}

GenerateRequest generateRequest(Fields& fields) {
    GenerateRequest r;
    r.model = fields.path("model");
    r.adapter = fields.at<std::string>("adapter", {});
    r.prompt = fields.text("prompt");
    r.system = fields.at<std::string>("system", {});
    if (fields.has("images"))
        for (const auto& image : fields.texts("images"))
            r.images.emplace_back(image);
    r.dtype = fields.at<std::string>("dtype", r.dtype);
    r.device = fields.at<std::string>("device", r.device);
    r.maxNewTokens = fields.at<std::int64_t>("max_new_tokens", r.maxNewTokens);
    r.sample = fields.at<bool>("sample", r.sample);
    r.temperature = fields.at<double>("temperature", r.temperature);
    r.topP = fields.at<double>("top_p", r.topP);
    r.topK = fields.at<std::int64_t>("top_k", r.topK);
    r.repetitionPenalty = fields.at<double>("repetition_penalty", r.repetitionPenalty);
    if (fields.has("seed")) r.seed = fields.count("seed");
    return r;
}

FindRateRequest findRateRequest(Fields& fields) {
    FindRateRequest r;
    r.recipeName = fields.at<std::string>("recipe_name", r.recipeName);
    r.recipe = settings::Recipe::parse(fields.text("recipe"), r.recipeName);
    r.project = fields.path("project");
    r.steps = fields.at<std::int64_t>("steps", r.steps);
    r.lowest = fields.at<double>("lowest", r.lowest);
    r.highest = fields.at<double>("highest", r.highest);
    return r;
}

// --- events ---

Json eventJson(const PhaseChanged& e) {
    return {{"event", "phase"}, {"phase", e.phase}};
}

Json eventJson(const Progress& e) {
    return {{"event", "progress"}, {"done", e.done}, {"total", e.total}, {"seconds_left", numberJson(e.secondsLeft)}};
}

Json eventJson(const Metrics& e) {
    Json values = Json::object();
    for (const auto& [name, value] : e.values)
        values[name] = numberJson(value);
    return {{"event", "metrics"}, {"step", e.step}, {"values", values}};
}

Json eventJson(const Message& e) {
    Json json{{"event", "message"}, {"level", kLevels.of(e.level)}, {"text", e.text}};
    if (!e.code.empty()) json["code"] = e.code;
    for (const auto& [name, value] : e.figures)
        json["figures"][name] = numberJson(value);
    return json;
}

Json eventJson(const SampleAnswer& e) {
    Json json{{"event", "sample_answer"}};
    json.update(toJson(e));
    return json;
}

Json eventJson(const AnswerPart& e) {
    return {{"event", "answer_part"}, {"text", e.text}};
}

Json eventJson(const CheckpointSaved& e) {
    return {{"event", "checkpoint"}, {"step", e.step}, {"path", e.path}};
}

Json eventJson(const StateChanged& e) {
    return {{"event", "state"}, {"state", stateName(e.state)}, {"reason", e.reason}};
}

}  // namespace

Json toJson(const Request& request) {
    Json json = std::visit([](const auto& one) { return requestJson(one); }, request);
    try {
        (void)json.dump();
    } catch (const Json::type_error&) {
        throw Error("a path or a text of this job is no UTF-8", json["job"].get<std::string>(),
                    "rename the file or the folder");
    }
    return json;
}

Request requestFromJson(const Json& json, const std::string& where) {
    Fields fields(json, where);
    const auto job = fields.text("job");
    if (job == "train") return finished(fields, trainRequest(fields));
    if (job == "compare") return finished(fields, compareRequest(fields));
    if (job == "evaluate") return finished(fields, evaluateRequest(fields));
    if (job == "generate") return finished(fields, generateRequest(fields));
    if (job == "find_rate") return finished(fields, findRateRequest(fields));
    if (job == "model_info") return finished(fields, ModelInfoRequest{fields.path("model")});
    if (job == "estimate") return finished(fields, planRequest<EstimateRequest>(fields));
    if (job == "preflight") return finished(fields, planRequest<PreflightRequest>(fields));
    if (job == "trainable") return finished(fields, trainableRequest(fields));
    if (job == "sweep") return finished(fields, sweepRequest(fields));
    throw Error(
        "unknown job \"" + job + "\"", where,
        "known: train, compare, evaluate, generate, model_info, find_rate, trainable, sweep, estimate, preflight");
}

Json toJson(const Event& event) {
    return std::visit([](const auto& one) { return eventJson(one); }, event);
}

Event eventFromJson(const Json& json, const std::string& where) {
    Fields fields(json, where);
    const auto event = fields.text("event");
    const auto integer = [&](const char* key) { return fields.at<std::int64_t>(key); };
    if (event == "phase") return finished(fields, PhaseChanged{fields.text("phase")});
    if (event == "progress")
        return finished(fields, Progress{integer("done"), integer("total"), fields.number("seconds_left")});
    if (event == "metrics") {
        Metrics metrics{integer("step"), {}};
        Fields values(fields.object("values"), where);
        for (const auto& [name, value] : fields.object("values").items())
            metrics.values[name] = values.number(name);
        return finished(fields, std::move(metrics));
    }
    if (event == "message") {
        Message message{kLevels.from(fields.text("level"), "level", where), fields.text("text"),
                        fields.at<std::string>("code", {})};
        if (fields.has("figures")) {
            const Json& figures = fields.object("figures");
            Fields values(figures, where);
            for (const auto& [name, value] : figures.items())
                message.figures[name] = values.number(name);
        }
        return finished(fields, std::move(message));
    }
    if (event == "sample_answer") {
        Json rest = json;
        rest.erase("event");
        return sampleAnswerFromJson(rest, where);
    }
    if (event == "answer_part") return finished(fields, AnswerPart{fields.text("text")});
    if (event == "checkpoint") return finished(fields, CheckpointSaved{integer("step"), fields.text("path")});
    if (event == "state")
        return finished(fields,
                        StateChanged{kStates.from(fields.text("state"), "state", where), fields.text("reason")});
    throw Error("unknown event \"" + event + "\"", where);
}

Json toJson(const SampleAnswer& answer) {
    return {{"step", answer.step},
            {"sample", answer.sampleId},
            {"prompt", answer.prompt},
            {"reference", answer.reference},
            {"answer", answer.answer}};
}

SampleAnswer sampleAnswerFromJson(const Json& json, const std::string& where) {
    Fields fields(json, where);
    return finished(fields, SampleAnswer{fields.text("sample"), fields.text("prompt"), fields.text("reference"),
                                         fields.text("answer"), fields.at<std::int64_t>("step")});
}

Json toJson(const TrainResult& result) {
    return {{"folder", result.folder.string()},
            {"steps", result.steps},
            {"train_loss", numberJson(result.trainLoss)},
            {"eval_loss", result.evalLoss ? numberJson(*result.evalLoss) : Json()}};
}

TrainResult trainResultFromJson(const Json& json, const std::string& where) {
    Fields fields(json, where);
    TrainResult result{fields.path("folder"), fields.at<std::int64_t>("steps"), fields.number("train_loss"), {}};
    if (const double loss = fields.number("eval_loss"); !std::isnan(loss)) result.evalLoss = loss;
    return finished(fields, std::move(result));
}

Json toJson(const FindRateResult& result) {
    Json points = Json::array();
    for (const auto& point : result.points)
        points.push_back(
            {{"lr", point.rate}, {"loss", numberJson(point.loss)}, {"smoothed_loss", numberJson(point.smoothed)}});
    const auto rate = [](const std::optional<double>& value) { return value ? Json(*value) : Json(); };
    return {{"points", points},
            {"steepest", rate(result.steepest)},
            {"tenth_of_lowest", rate(result.tenthOfLowest)},
            {"diverged", result.diverged}};
}

FindRateResult findRateResultFromJson(const Json& json, const std::string& where) {
    Fields fields(json, where);
    FindRateResult result;
    for (const Json& point : fields.list("points")) {
        Fields one(point, where);
        result.points.push_back(
            finished(one, FindRateResult::Point{one.number("lr"), one.number("loss"), one.number("smoothed_loss")}));
    }
    if (const double rate = fields.number("steepest"); !std::isnan(rate)) result.steepest = rate;
    if (const double rate = fields.number("tenth_of_lowest"); !std::isnan(rate)) result.tenthOfLowest = rate;
    result.diverged = fields.at<bool>("diverged");
    return finished(fields, std::move(result));
}

Json toJson(const GenerateResult& result) {
    return {{"text", result.text},
            {"tokens", result.tokens},
            {"seconds", result.seconds},
            {"tokens_per_second", result.tokensPerSecond}};
}

GenerateResult generateResultFromJson(const Json& json, const std::string& where) {
    Fields fields(json, where);
    GenerateResult result;
    result.text = fields.text("text");
    for (const Json& token : fields.list("tokens")) {
        if (!token.is_number_integer()) throw Error("\"tokens\" must be a list of whole numbers", where);
        result.tokens.push_back(token.get<std::int64_t>());
    }
    result.seconds = fields.number("seconds");
    result.tokensPerSecond = fields.number("tokens_per_second");
    return finished(fields, std::move(result));
}

Json toJson(const ModelInfo& info) {
    std::uint64_t bytes = 0;
    Json types = Json::object(), parts = Json::object();
    for (const auto& [type, size] : info.bytesByType) {
        bytes += size;
        types[type] = size;
    }
    for (const auto& part : info.parts)
        parts[part.name] = part.parameters;
    return {{"family", info.family},
            {"parameters", info.parameters},
            {"parts", parts},
            {"tensors", info.tensors},
            {"bytes", bytes},
            {"bytes_by_type", types},
            {"tokens", info.tokens},
            {"vocabulary", info.vocabulary},
            {"tied_embeddings", info.tiedEmbeddings},
            {"example", info.example},
            {"device", info.device},
            {"problems", info.problems}};
}

ModelInfo modelInfoFromJson(const Json& json, const std::string& where) {
    Fields fields(json, where);
    ModelInfo info;
    info.family = fields.text("family");
    info.parameters = fields.count("parameters");
    for (const auto& [name, parameters] : fields.object("parts").items())
        info.parts.push_back({name, fields.countOf(parameters, name)});
    info.tensors = fields.count("tensors");
    fields.count("bytes");
    for (const auto& [type, bytes] : fields.object("bytes_by_type").items())
        info.bytesByType[type] = fields.countOf(bytes, type);
    info.tokens = fields.at<std::int64_t>("tokens");
    info.vocabulary = fields.at<std::int64_t>("vocabulary");
    info.tiedEmbeddings = fields.at<bool>("tied_embeddings");
    info.example = fields.text("example");
    info.device = fields.text("device");
    info.problems = fields.texts("problems");
    return finished(fields, std::move(info));
}

Json toJson(const Error& error) {
    return {
        {"kind", kKinds.of(error.kind())}, {"what", error.message()}, {"where", error.where()}, {"hint", error.hint()}};
}

Error errorFromJson(const Json& json, const std::string& where) {
    Fields fields(json, where);
    return finished(fields, Error(fields.text("what"), fields.text("where"), fields.text("hint"),
                                  kKinds.from(fields.text("kind"), "kind", where)));
}

const char* stateName(State state) {
    return kStates.of(state);
}

State stateFromName(const std::string& name, const std::string& where) {
    return kStates.from(name, "state", where);
}

Json toJson(const Ask& ask) {
    if (const auto* turn = std::get_if<Turn>(&ask)) return {{"control", kTurns.of(*turn)}};
    if (const auto* wish = std::get_if<Wish>(&ask)) return {{"control", kWishes.of(*wish)}};
    const auto& change = std::get<RateChange>(ask);
    return {{"control", kRate}, {change.kind == RateChange::Kind::Factor ? "factor" : "value", change.number}};
}

Ask askFromJson(const Json& json, const std::string& where) {
    Fields fields(json, where);
    const auto name = fields.text("control");
    if (name == kRate) {
        const bool factor = fields.has("factor");
        const RateChange change{factor ? RateChange::Kind::Factor : RateChange::Kind::Value,
                                fields.at<double>(factor ? "factor" : "value")};
        if (!(change.number > 0) || !std::isfinite(change.number))
            throw Error("a learning rate is changed by a number above 0", where);
        return finished(fields, change);
    }
    std::string known;
    for (const auto& [wish, text] : kWishes.all) {
        if (name == text) return finished(fields, wish);
        known += ", " + std::string(text);
    }
    for (const auto& [turn, text] : kTurns.all) {
        if (name == text) return finished(fields, turn);
        known += ", " + std::string(text);
    }
    throw Error("unknown control \"" + name + "\"", where, std::string("known: ") + kRate + known);
}

void pass(const Ask& ask, Control& control) {
    if (const auto* wish = std::get_if<Wish>(&ask)) return control.ask(*wish);
    if (const auto* change = std::get_if<RateChange>(&ask)) return control.changeRate(*change);
    switch (std::get<Turn>(ask)) {
        case Turn::Stop:
            return control.stop();
        case Turn::Pause:
            return control.pause();
        case Turn::Resume:
            return control.resume();
        case Turn::Leave:
            return control.leave();
    }
}

std::string line(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Json objectFromLine(std::string_view text, const std::string& where) {
    Json json = parseJson(text, where);
    if (!json.is_object()) throw Error("expected a JSON object", where);
    return json;
}

}  // namespace atelier::protocol
