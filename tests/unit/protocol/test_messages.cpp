#include "protocol/jobs/adapter.h"
#include "protocol/jobs/compare.h"
#include "protocol/jobs/find_rate.h"
#include "protocol/jobs/generate.h"
#include "protocol/jobs/logits.h"
#include "protocol/jobs/model.h"
#include "protocol/jobs/preflight.h"
#include "protocol/jobs/sweep.h"
#include "protocol/jobs/train.h"
#include "protocol/jobs/trainable.h"
#include "protocol/line.h"
#include "unit/support.h"

#include <cmath>
#include <limits>
#include <set>

namespace atelier::protocol::test {
using namespace atelier::test;
namespace {

// Over a line, as it is sent.
Json sent(const Json& json) {
    const std::string text = line(json);
    EXPECT_EQ(text.find('\n'), text.size() - 1);
    return objectFromLine(std::string_view(text).substr(0, text.size() - 1), "here");
}

template <class T>
T through(const T& event) {
    return std::get<T>(eventFromJson(sent(toJson(Event(event))), "here"));
}

const std::string kHard = "two\nlines \"quoted\" \\ \xE4\xB8\xAD\xE6\x96\x87 \t\x01";

TEST(Messages, everyEventComesBack) {
    const auto phase = through(PhaseChanged{kHard, "tuned", "After tuning"});
    EXPECT_EQ(phase.phase, kHard);
    EXPECT_EQ(phase.contestant, "tuned");
    EXPECT_EQ(phase.title, "After tuning");

    const auto progress = through(Progress{3, 1'000'000'000'000, 0.1});
    EXPECT_EQ(progress.done, 3);
    EXPECT_EQ(progress.total, 1'000'000'000'000);
    EXPECT_EQ(progress.secondsLeft, 0.1);

    const auto metrics =
        through(Metrics{7, {{"loss", 1.0 / 3}, {"lr", 1e-300}, {"grad_norm", NAN}, {"odd", INFINITY}}});
    EXPECT_EQ(metrics.step, 7);
    EXPECT_EQ(metrics.values.at("loss"), 1.0 / 3);
    EXPECT_EQ(metrics.values.at("lr"), 1e-300);
    EXPECT_TRUE(std::isnan(metrics.values.at("grad_norm")));
    EXPECT_TRUE(std::isnan(metrics.values.at("odd")));

    for (const auto level : {Message::Level::Info, Message::Level::Warning, Message::Level::Error}) {
        const auto message = through(Message{level, kHard, "diverging", {{"loss", 2.5}}});
        EXPECT_EQ(message.level, level);
        EXPECT_EQ(message.code, "diverging");
        EXPECT_EQ(message.text, kHard);
    }

    const auto answer = through(SampleAnswer{"s1", kHard, "right", "wrong", 40});
    EXPECT_EQ(answer.sampleId, "s1");
    EXPECT_EQ(answer.prompt, kHard);
    EXPECT_EQ(answer.reference, "right");
    EXPECT_EQ(answer.answer, "wrong");
    EXPECT_EQ(answer.step, 40);

    EXPECT_EQ(through(AnswerPart{" "}).text, " ");

    const auto checkpoint = through(CheckpointSaved{12, "/a b/c"});
    EXPECT_EQ(checkpoint.step, 12);
    EXPECT_EQ(checkpoint.path, "/a b/c");

    for (const auto state :
         {State::Idle, State::Running, State::Paused, State::Stopping, State::Done, State::Stopped, State::Failed}) {
        const auto changed = through(StateChanged{state, "why"});
        EXPECT_EQ(changed.state, state);
        EXPECT_EQ(changed.reason, "why");
    }
    static_assert(std::variant_size_v<Event> == 8, "a new event: test it here");
}

TEST(Messages, bytesThatAreNoTextDoNotBreakTheLine) {
    EXPECT_EQ(through(AnswerPart{"a\xFF"}).text, "a\xEF\xBF\xBD");
}

// Names of the jobs that were sent.
std::set<std::string>& seen() {
    static std::set<std::string> names;
    return names;
}

template <class T>
T asked(const T& request) {
    const auto got = requestFromJson(sent(toJson(Request(request))), "here");
    EXPECT_EQ(got.onStop(), T::kOnStop);
    seen().insert(got.name());
    return *got.as<T>();
}

TEST(Messages, everyRequestComesBack) {
    TrainRequest train;
    train.recipe = settings::Recipe::parse("learning_rate: 1.0e-5\ndataset: [a, b]\nfuture_key: {x: 1}\n", "mine.yaml");
    train.recipeName = "mine.yaml";
    train.project = "/p q";
    train.run = "r";
    train.resume = true;
    train.from = "first@checkpoint-40";
    train.withOptimizer = true;
    const auto gotTrain = asked(train);
    EXPECT_EQ(gotTrain.recipe, train.recipe);
    EXPECT_EQ(gotTrain.recipeName, "mine.yaml");
    EXPECT_EQ(gotTrain.project, train.project);
    EXPECT_EQ(gotTrain.run, "r");
    EXPECT_TRUE(gotTrain.resume);
    EXPECT_EQ(gotTrain.from, "first@checkpoint-40");
    EXPECT_TRUE(gotTrain.withOptimizer);

    const auto compare = asked(CompareRequest{"/p", "r", 5});
    EXPECT_EQ(compare.project, "/p");
    EXPECT_EQ(compare.run, "r");
    EXPECT_EQ(compare.maxSamples, 5);
    EXPECT_EQ(compare.contestants, runContestants());
    const std::vector<Contestant> three{{kHard, "t", "/m", {"/a", "/b"}}, {kTuned}, {"other", "", "/o"}};
    const auto others = asked(CompareRequest{"/p", "r", 5, three, kTuned});
    EXPECT_EQ(others.contestants, three);
    EXPECT_EQ(others.baseline, kTuned);
    const auto older = requestFromJson(Json{{"job", "compare"}, {"project", "/p"}}, "here");
    EXPECT_EQ(older.as<CompareRequest>()->contestants, runContestants());

    const auto evaluate = asked(EvaluateRequest{"/p", "r", "validation", "vanilla", 6});
    EXPECT_EQ(evaluate.project, "/p");
    EXPECT_EQ(evaluate.run, "r");
    EXPECT_EQ(evaluate.split, "validation");
    EXPECT_EQ(evaluate.contestant, "vanilla");
    EXPECT_EQ(evaluate.maxSamples, 6);

    GenerateRequest generate;
    generate.model = "/m";
    generate.adapter = "/a";
    generate.prompt = kHard;
    generate.system = "s";
    generate.images = {"/1.png", "/2.png"};
    generate.dtype = "bf16";
    generate.device = "cpu";
    generate.maxNewTokens = 9;
    generate.sample = true;
    generate.temperature = 0.7;
    generate.topP = 0.9;
    generate.topK = 40;
    generate.repetitionPenalty = 1.1;
    generate.seed = std::numeric_limits<std::uint64_t>::max();
    const auto got = asked(generate);
    EXPECT_EQ(toJson(Request(got)), toJson(Request(generate)));
    EXPECT_EQ(got.seed, generate.seed);
    EXPECT_EQ(got.images, generate.images);

    FindRateRequest search;
    search.recipe = train.recipe;
    search.recipeName = "mine.yaml";
    search.project = "/p";
    search.steps = 30;
    search.lowest = 1e-6;
    search.highest = 0.5;
    EXPECT_EQ(toJson(Request(asked(search))), toJson(Request(search)));
    EXPECT_EQ(asked(search).highest, 0.5);

    EXPECT_EQ(asked(ModelInfoRequest{"/m"}).model, "/m");

    const auto estimate = asked(EstimateRequest{train.recipe, "mine.yaml", "/p q"});
    EXPECT_EQ(estimate.recipe, train.recipe);
    EXPECT_EQ(estimate.recipeName, "mine.yaml");
    EXPECT_EQ(estimate.project, "/p q");
    EXPECT_EQ(asked(PreflightRequest{train.recipe, "mine.yaml", "/p q"}).recipe, train.recipe);

    const auto trainable = asked(TrainableRequest{train.recipe, "mine.yaml"});
    EXPECT_EQ(trainable.recipe, train.recipe);
    EXPECT_EQ(trainable.recipeName, "mine.yaml");

    const auto sweep = asked(SweepRequest{"/s.yaml", "/p", true});
    EXPECT_EQ(sweep.file, "/s.yaml");
    EXPECT_EQ(sweep.project, "/p");
    EXPECT_TRUE(sweep.resume);

    EXPECT_EQ(
        asked(LogitsRequest{.model = "/m", .adapter = {}, .inputs = "/i", .out = "/o", .prompt = {}, .images = {}})
            .inputs,
        "/i");
    const auto create = asked(CreateModelRequest{"/s", "/o", 7});
    EXPECT_EQ(create.source, "/s");
    EXPECT_EQ(create.out, "/o");
    EXPECT_EQ(create.seed, 7u);
    EXPECT_EQ(asked(ConvertModelRequest{"/m", "/o", "fp16"}).dtype, "fp16");
    EXPECT_EQ(asked(AdapterInfoRequest{"/a"}).adapter, "/a");
    EXPECT_EQ(asked(MergeAdapterRequest{"/m", "/a", "/o", "fp32"}).adapter, "/a");
    const auto assemble = asked(AssembleModelRequest{kHard, "/f.yaml", "/o", 7});
    EXPECT_EQ(assemble.description, kHard);
    EXPECT_EQ(assemble.source, "/f.yaml");
    EXPECT_EQ(assemble.out, "/o");
    EXPECT_EQ(assemble.seed, 7u);

    std::set<std::string> registered;
    for (const auto& [name, _] : Registry<JobType>::instance().all())
        registered.insert(name);
    EXPECT_EQ(seen(), registered) << "a new job: test its request here";
}

TEST(Messages, whatIsLeftOutHasItsDefault) {
    const auto request =
        requestFromJson(objectFromLine(R"({"job":"generate","model":"m","prompt":"p"})", "here"), "here");
    EXPECT_EQ(toJson(request),
              toJson(Request(GenerateRequest{.model = "m", .adapter = {}, .prompt = "p", .system = {}, .images = {}})));
}

TEST(Messages, everyResultComesBack) {
    const auto train = fromJson<TrainResult>(sent(toJson(TrainResult{"/p/runs/r", 9, 0.5, 0.25})), "here");
    EXPECT_EQ(train.folder, "/p/runs/r");
    EXPECT_EQ(train.steps, 9);
    EXPECT_EQ(train.trainLoss, 0.5);
    EXPECT_EQ(train.evalLoss, 0.25);
    EXPECT_FALSE(fromJson<TrainResult>(sent(toJson(TrainResult{"/r", 9, NAN, {}})), "here").evalLoss);

    const FindRateResult found{{{1e-7, 2.5, 2.5}, {1e-3, NAN, NAN}}, 1e-4, {}, true};
    const auto gotFound = fromJson<FindRateResult>(sent(toJson(found)), "here");
    ASSERT_EQ(gotFound.points.size(), 2U);
    EXPECT_EQ(gotFound.points[0].rate, 1e-7);
    EXPECT_EQ(gotFound.points[0].smoothed, 2.5);
    EXPECT_TRUE(std::isnan(gotFound.points[1].loss));
    EXPECT_EQ(gotFound.steepest, 1e-4);
    EXPECT_FALSE(gotFound.tenthOfLowest);
    EXPECT_TRUE(gotFound.diverged);

    const auto generate = fromJson<GenerateResult>(sent(toJson(GenerateResult{kHard, {1, 2}, 0.5, 4})), "here");
    EXPECT_EQ(generate.text, kHard);
    EXPECT_EQ(generate.tokens, (std::vector<std::int64_t>{1, 2}));
    EXPECT_EQ(generate.seconds, 0.5);
    EXPECT_EQ(generate.tokensPerSecond, 4);

    ModelInfo info;
    info.family = "qwen2_vl";
    info.parts = {{"vision tower", 5}, {"a language model", std::uint64_t(1) << 40}};
    info.parameters = 5;
    info.bytes = 8;
    info.tensors = 3;
    info.bytesByType = {{"BF16", 8}};
    info.tokens = 11;
    info.vocabulary = 12;
    info.tiedEmbeddings = true;
    info.example = kHard;
    info.device = "cuda";
    info.problems = {"one"};
    const auto got = fromJson<ModelInfo>(sent(toJson(info)), "here");
    EXPECT_EQ(toJson(got), toJson(info));
    ASSERT_EQ(got.parts.size(), 2u);
    EXPECT_EQ(got.parts[0].first, "vision tower");
    EXPECT_EQ(got.parts[1].second, std::uint64_t(1) << 40);
    EXPECT_EQ(got.bytesByType.at("BF16"), 8u);
    EXPECT_EQ(got.device, "cuda");

    const AssembledModel assembled{{{"projector", 5}}, 3, 256, true};
    EXPECT_EQ(toJson(fromJson<AssembledModel>(sent(toJson(assembled)), "here")), toJson(assembled));

    TrainableTree tree;
    tree.count = {5, std::uint64_t(1) << 40};
    tree.summary = kHard;
    tree.parts = {{"projector", {5, 9}, {{"model.layers", 0, 3, {4, 8}, {{"self_attn.q_proj", {1, 2}}}}}}};
    const auto gotTree = fromJson<TrainableTree>(sent(toJson(tree)), "here");
    EXPECT_EQ(toJson(gotTree), toJson(tree));
    ASSERT_EQ(gotTree.parts.size(), 1u);
    EXPECT_EQ(gotTree.parts[0].groups, tree.parts[0].groups);

    AdapterInfo adapter;
    adapter.method = "LORA", adapter.baseModel = "/m", adapter.parameters = 1, adapter.tensors = 2, adapter.bytes = 3;
    adapter.modules = {"q_proj"}, adapter.config = {{"r", 8}};
    EXPECT_EQ(toJson(fromJson<AdapterInfo>(sent(toJson(adapter)), "here")), toJson(adapter));

    Comparison comparison;
    comparison.contestants = runContestants();
    comparison.metrics = {{"cer", {0.5, 0.25}}};
    comparison.samples = {{"s1", {}, "p", "r", {"a", "b"}, {{"cer", {0.5, 0.25}}}}};
    EXPECT_EQ(fromJson<Comparison>(sent(toJson(comparison)), "here"), comparison);

    SweepState sweep;
    sweep.name = "s", sweep.method = "grid", sweep.metric = "cer", sweep.higherIsBetter = true;
    using Trial = SweepState::Trial;
    sweep.trials = {{"s-001", {{"lora_rank", "4"}}, Trial::State::Done, 9, {0.5}, {}},
                    {"s-002", {{"lora_rank", "8"}}, Trial::State::Failed, 3, {}, kHard}};
    sweep.best = 0;
    EXPECT_EQ(toJson(fromJson<SweepState>(sent(toJson(sweep)), "here")), toJson(sweep));

    const auto error = errorFromJson(sent(toJson(Error::interrupted("what", "where", "hint"))), "here");
    EXPECT_EQ(error.kind(), Error::Kind::Interrupted);
    EXPECT_STREQ(error.what(), Error("what", "where", "hint").what());

    for (const ControlMessage message : std::initializer_list<ControlMessage>{
             Transition::Stop, Transition::Pause, Transition::Resume, Transition::Leave, Command::Save,
             Command::Evaluate, Command::Answer, Command::EndEpoch, RateChange{RateChange::Kind::Factor, 0.5},
             RateChange{RateChange::Kind::Value, 1e-300}})
        EXPECT_EQ(controlFromJson(sent(toJson(message)), "here"), message);
    EXPECT_EQ(toJson(ControlMessage(RateChange{RateChange::Kind::Value, 0.25})).dump(),
              R"({"control":"learning_rate","value":0.25})");
}

TEST(Messages, estimateAndPreflightComeBack) {
    Estimate estimate;
    estimate.device = "cuda";
    estimate.memory = {{"weights", 5}, {"program", std::uint64_t(1) << 40}};
    estimate.moment = "training";
    estimate.peak = 7, estimate.mainPeak = 8, estimate.available = 9;
    estimate.fit = Fit::Tight;
    estimate.remedies = {{{"bf16=true", "optim=sgd"}, 3}};
    estimate.steps = 10, estimate.secondsPerStep = 0.5, estimate.time = {{"training", 5.0}};
    estimate.samples = 11, estimate.measured = 12, estimate.longestTokens = 13, estimate.batchTokens = 14;
    estimate.batchImageTokens = 15, estimate.parameters = 16, estimate.trained = 17;
    const auto gotEstimate = fromJson<Estimate>(sent(toJson(estimate)), "here");
    EXPECT_EQ(toJson(gotEstimate), toJson(estimate));
    EXPECT_EQ(gotEstimate.fit, Fit::Tight);
    EXPECT_EQ(gotEstimate.memory[1].bytes, std::uint64_t(1) << 40);
    EXPECT_EQ(gotEstimate.remedies[0].settings[1], "optim=sgd");

    Preflight preflight;
    preflight.training = 1, preflight.validation = 2, preflight.test = 3;
    preflight.notes = {kHard};
    preflight.health = {{"leak", true, 4, "s1: seen twice"}};
    preflight.templateChecked = 5, preflight.templateProblems = {"s2: nothing of it is trained on"};
    preflight.parts = {{"projector", 6, 7}};
    using Kind = Preflight::TokenKind;
    preflight.firstBatch = {
        {"s1", {{8, kHard, Kind::Text, true}, {9, "i", Kind::Image, false}, {10, "s", Kind::Special, true, 0.25}}}};
    preflight.estimate = estimate;
    const auto got = fromJson<Preflight>(sent(toJson(preflight)), "here");
    EXPECT_EQ(toJson(got), toJson(preflight));
    ASSERT_EQ(got.firstBatch.at(0).tokens.size(), 3u);
    EXPECT_EQ(got.firstBatch[0].tokens[1].kind, Kind::Image);
    EXPECT_TRUE(got.firstBatch[0].tokens[2].trained);
    EXPECT_EQ(got.firstBatch[0].tokens[2].weight, 0.25);
    EXPECT_EQ(got.firstBatch[0].tokens[0].weight, 1);
    EXPECT_TRUE(got.health.at(0).error);
    EXPECT_EQ(got.parts.at(0).trained, 7);
}

TEST(Messages, brokenLinesAreNamed) {
    const auto event = [](const std::string& text) {
        return errorOf([&] { eventFromJson(objectFromLine(text, "line 7"), "line 7"); });
    };
    const auto says = [](const std::string& message, const std::string& part) {
        EXPECT_NE(message.find("line 7"), std::string::npos) << message;
        EXPECT_NE(message.find(part), std::string::npos) << message;
    };
    says(event(""), "broken");
    says(event("[]"), "object");
    says(event("{\"event\":\"progress\""), "broken");
    says(event("{\"event\":\"progress\"} x"), "broken");
    says(event("{\"event\":\"progress\",\"done\":1,\"total\":2}"), "seconds_left");
    says(event("{\"event\":\"progress\",\"done\":\"1\",\"total\":2,\"seconds_left\":0}"), "done");
    says(event("{\"event\":\"progress\",\"done\":1.5,\"total\":2,\"seconds_left\":0}"), "done");
    says(event("{\"event\":\"progress\",\"done\":99999999999999999999,\"total\":2,\"seconds_left\":0}"), "too large");
    says(event("{\"event\":\"phase\",\"phase\":\"a\",\"phase\":\"b\"}"), "twice");
    says(event("{\"event\":\"phase\",\"phase\":\"a\",\"more\":1}"), "more");
    says(event("{\"event\":\"explode\"}"), "explode");
    says(event("{\"phase\":\"a\"}"), "event");
    says(event("{\"event\":\"state\",\"state\":\"well\",\"reason\":\"\"}"), "well");
    says(event("{\"event\":\"metrics\",\"step\":1,\"values\":{\"loss\":\"low\"}}"), "loss");
    says(event("{\"event\":\"metrics\",\"step\":1,\"values\":[1]}"), "values");
    says(event("{\"event\":\"message\",\"level\":\"info\",\"text\":\"\xFF\"}"), "");
    says(event("{\"event\":" + std::string(5000, '[')), "");

    const auto request = [](const std::string& text) {
        return errorOf([&] { requestFromJson(objectFromLine(text, "line 7"), "line 7"); });
    };
    says(request("{}"), "job");
    says(request("{\"job\":\"format_disk\"}"), "format_disk");
    says(request("{\"job\":\"compare\"}"), "project");
    says(request("{\"job\":\"compare\",\"project\":\"p\",\"sampels\":3}"), "sampels");
    says(request("{\"job\":\"compare\",\"project\":\"p\",\"contestants\":[\"tuned\"]}"), "contestants");
    says(request("{\"job\":\"compare\",\"project\":\"p\",\"contestants\":[{\"name\":\"a\",\"adaptor\":\"x\"}]}"),
         "adaptor");
    says(request("{\"job\":\"generate\",\"model\":\"m\",\"prompt\":\"p\",\"seed\":-1}"), "seed");
    says(request("{\"job\":\"generate\",\"model\":\"m\",\"prompt\":\"p\",\"images\":[1]}"), "images");
    const auto recipe = errorOf([] {
        requestFromJson(Json{{"job", "train"}, {"project", "p"}, {"recipe", "seed: x"}, {"recipe_name", "r.yaml"}}, "");
    });
    EXPECT_NE(recipe.find("r.yaml:1"), std::string::npos) << recipe;
    says(errorOf([] { controlFromJson(Json{{"control", "explode"}}, "line 7"); }), "explode");
    says(errorOf([] { errorFromJson(Json{{"kind", "odd"}, {"what", ""}, {"where", ""}, {"hint", ""}}, "line 7"); }),
         "odd");
}

// Nothing names what it is about twice: where, and the key.
TEST(Messages, placesInsideAreNamed) {
    const auto broken = errorOf([] {
        fromJson<FindRateResult>(Json::parse(R"({"points":[{"lr":1,"loss":"high","smoothed_loss":1}],"steepest":null,
                                                 "tenth_of_lowest":null,"diverged":false})"),
                                 "line 7");
    });
    EXPECT_NE(broken.find("line 7: points"), std::string::npos) << broken;
    EXPECT_NE(broken.find("\"loss\" must be a number, not string"), std::string::npos) << broken;
    EXPECT_NE(errorOf([] { fromJson<TrainableTree>(Json::object(), "here"); }).find("trainable"), std::string::npos);
    EXPECT_NE(errorOf([] { controlFromJson(Json{{"control", "learning_rate"}}, "here"); }).find("factor"),
              std::string::npos);
    EXPECT_NE(errorOf([] { controlFromJson(Json{{"control", "learning_rate"}, {"factor", -1}}, "here"); }).find("0"),
              std::string::npos);
}

TEST(Messages, emptyOptionalFieldsAreLeftOut) {
    EXPECT_EQ(toJson(Event(Message{Message::Level::Info, "text"})).dump(),
              R"({"event":"message","level":"info","text":"text"})");
    EXPECT_EQ(toJson(Event(PhaseChanged{"training"})).dump(), R"({"event":"phase","phase":"training"})");
    // But not where nothing would mean something else.
    const Json json = toJson(Request(CompareRequest{"/p", "", 0}));
    EXPECT_EQ(json.at("run"), "");
}

TEST(Messages, aPathThatIsNoTextIsRefused) {
    EXPECT_NE(errorOf([] { toJson(Request(ModelInfoRequest{"/m\xFF"})); }).find("UTF-8"), std::string::npos);
}

}  // namespace
}  // namespace atelier::protocol::test
