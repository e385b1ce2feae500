// What the parity tests ask of processor, model, sampler and adapters beyond the jobs of `atelier worker`. A JSON
// request a line on standard input, {"result": …} or {"error": …} a line on standard output, until the input ends: one
// process serves many tests.
#include "adapter_requests.h"
#include "checkpoint/tensors.h"
#include "common/error.h"
#include "generation/sampler.h"
#include "models/load.h"

#include <torch/torch.h>

#include <iostream>
#include <string>

namespace atelier {
namespace {

data::Sample sampleFrom(const Json& json) {
    data::Sample sample;
    sample.id = json.at("id").get<std::string>();
    for (const auto& path : json.at("images"))
        sample.media.push_back({data::Media::Kind::Image, path.get<std::string>(), {}});
    // A video is a list of pictures here: {"frames": paths, "fps"}; its path says which.
    for (const auto& video : json.value("videos", Json::array()))
        sample.media.push_back({data::Media::Kind::Video, video.dump(), {}});
    for (const auto& turn : json.at("turns")) {
        const auto role = turn.at(0).get<std::string>();
        sample.turns.push_back({role == "system" ? data::Turn::Role::System
                                : role == "user" ? data::Turn::Role::User
                                                 : data::Turn::Role::Assistant,
                                turn.at(1).get<std::string>()});
    }
    data::normalizeMarks(sample);
    return sample;
}

// "videos": {"fps", "maxlen", "min_pixels", "max_pixels"}, as a recipe's options of videos.
std::unique_ptr<models::Processor> processorOf(const Json& request) {
    const Json videos = request.value("videos", Json::object());
    models::ProcessorOptions options;
    options.videos = {videos.value("fps", 0.0), videos.value("maxlen", std::int64_t{0}),
                      videos.value("min_pixels", std::int64_t{0}), videos.value("max_pixels", std::int64_t{0})};
    auto processor = models::loadProcessor(request.at("model").get<std::string>(), options);
    processor->openVideo = [](const data::Media& media) {
        const Json video = parseJson(media.path.string(), "video");
        const auto frames = video.at("frames").get<std::vector<std::string>>();
        const auto frame = [frames](std::int64_t i) {
            return vision::decodeImage(frames.at(static_cast<std::size_t>(i)));
        };
        return vision::VideoClip{std::ssize(frames), video.at("fps").get<double>(), frame};
    };
    return processor;
}

generation::GenerateOptions generateOptions(const Json& json) {
    generation::GenerateOptions o;
    o.maxNewTokens = json.value("max_new_tokens", o.maxNewTokens);
    o.sample = json.value("sample", o.sample);
    o.temperature = json.value("temperature", o.temperature);
    o.topK = json.value("top_k", o.topK);
    o.topP = json.value("top_p", o.topP);
    o.repetitionPenalty = json.value("repetition_penalty", o.repetitionPenalty);
    o.seed = json.value("seed", o.seed);
    o.endTokens = json.value("end_tokens", o.endTokens);
    return o;
}

torch::Dtype dtypeOf(const Json& request) {
    return request.value("dtype", "fp32") == "bf16" ? torch::kBFloat16 : torch::kFloat32;
}

// `pixels`: shapes of the media's pixels.
Json encodedJson(const models::Encoded& encoded) {
    Json pixels = Json::array();
    for (const auto& medium : encoded.media)
        pixels.push_back(medium.arrays.at("pixel_values").shape);
    return {{"ids", encoded.ids},
            {"labels", encoded.labels},
            {"positions", encoded.positions},
            {"planes", encoded.positionPlanes},
            {"next_position", encoded.nextPosition},
            {"image_tokens", encoded.mediaTokens()},
            {"pixels", pixels}};
}

// {"model", "samples", "prompt": bool, "options": {...}} -> one object a sample
Json encode(const Json& request) {
    const auto processor = processorOf(request);
    const Json given = request.value("options", Json::object());
    models::EncodeOptions options;
    options.cutoffLength = given.value("cutoff_len", options.cutoffLength);
    options.trainOnPrompt = given.value("train_on_prompt", options.trainOnPrompt);
    options.maskHistory = given.value("mask_history", options.maskHistory);
    Json answer = Json::array();
    for (const auto& json : request.at("samples")) {
        const auto sample = sampleFrom(json);
        answer.push_back(encodedJson(request.value("prompt", false) ? processor->encodePrompt(sample)
                                                                    : processor->encode(sample, options)));
    }
    return answer;
}

// {"model", "samples", "dtype", "out"}: all prompts in one packed pass; writes logits [tokens, vocabulary].
Json packedLogits(const Json& request) {
    const std::string folder = request.at("model").get<std::string>();
    const auto processor = processorOf(request);
    const auto model = models::loadModel(models::openModelFolder(folder), {dtypeOf(request), torch::kCPU, {}});
    std::vector<models::Encoded> samples;
    for (const auto& json : request.at("samples"))
        samples.push_back(request.value("prompt", true) ? processor->encodePrompt(sampleFrom(json))
                                                        : processor->encode(sampleFrom(json), {}));
    std::vector<const models::Encoded*> pointers;
    for (const auto& sample : samples)
        pointers.push_back(&sample);
    torch::NoGradGuard noGrad;
    const auto batch = models::pack(pointers);
    const auto logits = model->logits(model->hidden(batch)).to(torch::kFloat32).contiguous();
    checkpoint::writeSafetensors(request.at("out").get<std::string>(), {{"logits", checkpoint::viewOf(logits)}});
    return {{"bounds", batch.segments.bounds}, {"target_tokens", batch.targets.count()}};
}

// {"model", "samples", "options"} -> token lists; all prompts are decoded together.
Json generate(const Json& request) {
    const std::string folder = request.at("model").get<std::string>();
    const auto processor = processorOf(request);
    const auto model = models::loadModel(models::openModelFolder(folder), {dtypeOf(request), torch::kCPU, {}});
    std::vector<models::Encoded> prompts;
    for (const auto& json : request.at("samples"))
        prompts.push_back(processor->encodePrompt(sampleFrom(json)));
    std::vector<const models::Encoded*> pointers;
    for (const auto& prompt : prompts)
        pointers.push_back(&prompt);
    Json answers = Json::array();
    for (const Json& options : request.at("options"))
        answers.push_back(generation::generate(*model, pointers, generateOptions(options)));
    return answers;
}

// {"logits", "seen", "options", "draws"} -> {"probabilities", "counts" of `draws` sequences' first tokens}
Json sample(const Json& request) {
    const auto logits = request.at("logits").get<std::vector<float>>();
    const auto seen = request.at("seen").get<std::vector<std::int64_t>>();
    const auto options = generateOptions(request.at("options"));
    std::vector<std::int64_t> counts(logits.size(), 0);
    for (std::uint64_t i = 0; i < request.at("draws").get<std::uint64_t>(); ++i) {
        auto copy = logits;
        generation::Sampler sampler(options, i);
        ++counts[static_cast<std::size_t>(sampler.next(copy, seen))];
    }
    auto plain = logits;
    return {{"probabilities", generation::Sampler::probabilities(plain, options)}, {"counts", counts}};
}

Json answer(const Json& request) {
    const auto command = request.at("command").get<std::string>();
    if (command == "encode") return encode(request);
    if (command == "logits") return packedLogits(request);
    if (command == "generate") return generate(request);
    if (command == "sample") return sample(request);
    if (command == "make_adapter") return makeAdapter(request);
    if (command == "gradients") return adapterGradients(request);
    throw Error("unknown command " + command);
}

Json answerLine(const std::string& line) {
    try {
        return {{"result", answer(parseJson(line, "request"))}};
    } catch (const std::exception& e) {
        return {{"error", e.what()}};
    }
}

}  // namespace
}  // namespace atelier

int main() {
    torch::set_num_threads(1);
    for (std::string line; std::getline(std::cin, line);)
        std::cout << atelier::answerLine(line).dump() << std::endl;
}
