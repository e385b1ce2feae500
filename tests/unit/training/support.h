#pragma once

#include "common/random.h"
#include "training/parameter_groups.h"
#include "training/trainer.h"
#include "unit/peft/tiny_model.h"

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <mutex>
#include <set>
#include <sstream>

namespace atelier::training::test {

using peft::test::TemporaryFolder;
using runs::RunFolder;

/// Text of random tokens, the last `answer` of them trained on; with `image`, four image tokens in front and their
/// pixels.
inline models::Encoded randomSample(std::uint64_t seed, std::int64_t length, std::int64_t answer, bool image = false) {
    Random random{seed, 77};
    models::Encoded sample;
    sample.positionPlanes = 3;
    std::vector<std::int64_t> planes[3];
    if (image) {
        std::vector<float> pixels;
        for (int i = 0; i < 16 * 96; ++i)
            pixels.push_back(static_cast<float>(random.normal()));
        models::EncodedMedium picture{Modality::Image, {}, {1, 4, 4}, {{0, 4}}};
        picture.arrays["pixel_values"] = models::Array::of({16, 96}, std::move(pixels));
        sample.media.push_back(std::move(picture));
        for (std::int64_t i = 0; i < 4; ++i) {
            sample.ids.push_back(99);
            planes[0].push_back(0);
            planes[1].push_back(i / 2);
            planes[2].push_back(i % 2);
        }
    }
    for (std::int64_t i = 0; i < length; ++i) {
        sample.ids.push_back(random.between(0, 98));
        for (auto& plane : planes)
            plane.push_back((image ? 2 : 0) + i);
    }
    for (const auto& plane : planes)
        sample.positions.insert(sample.positions.end(), plane.begin(), plane.end());
    sample.labels.assign(sample.ids.size(), models::kIgnore);
    for (std::size_t i = sample.ids.size() - static_cast<std::size_t>(answer); i < sample.ids.size(); ++i)
        sample.labels[i] = sample.ids[i];
    return sample;
}

/// Changes one number of the sample's picture.
inline void setPixel(models::Encoded& sample, std::size_t index, float value) {
    auto& pixels = sample.media.at(0).arrays.at("pixel_values");
    auto numbers = *pixels.numbers;
    numbers.at(index) = value;
    pixels = models::Array::of(pixels.shape, std::move(numbers));
}

inline std::vector<models::Encoded> randomSamples(std::int64_t count, std::uint64_t seed = 1) {
    std::vector<models::Encoded> samples;
    for (std::int64_t i = 0; i < count; ++i)
        samples.push_back(randomSample(seed * 1000 + static_cast<std::uint64_t>(i), 5 + i % 7, 1 + i % 4, i % 3 == 0));
    return samples;
}

/// A tiny model with LoRA and its samples, ready for a Trainer.
struct Bench {
    explicit Bench(double dropout = 0, std::int64_t count = 20, const std::string& more = {})
        : samples(randomSamples(count)) {
        at::set_num_threads(1);  // so small a model only waits for threads
        model = peft::test::tinyModel();
        trainable = peft::makeTrainable(
            *model, peft::test::family("qwen2_vl"),
            peft::test::recipe("lora_rank: 4\nlora_dropout: " + std::to_string(dropout) + "\n" + more), 5);
        folder = std::make_unique<TemporaryFolder>();
    }

    /// In 64 bits, where only the mathematics can differ.
    void inDoubles() {
        torch::NoGradGuard noGrad;
        for (auto& parameter : model->parameters())
            parameter.set_data(parameter.to(torch::kDouble));
        for (const auto& parameter : parameters())
            torch::Tensor(parameter.tensor).set_data(parameter.tensor.to(torch::kDouble));
        model->computeType = torch::kDouble;
    }

    std::vector<Trained> parameters() const { return withRates(trainable.parameters(), *model, TrainOptions{}); }
    Dataset part() {
        Dataset part;
        part.size = static_cast<std::int64_t>(samples.size());
        part.encode = [this](std::int64_t i, std::int64_t epoch) -> Example {
            {
                const std::lock_guard lock(mutex);
                asked[epoch].insert(i);
            }
            if (judged) return judged(i);
            return samples.at(static_cast<std::size_t>(i));
        };
        part.name = [](std::int64_t i) { return "s" + std::to_string(i); };
        return part;
    }
    using Asking = std::function<std::vector<protocol::SampleAnswer>(std::int64_t, std::stop_token)>;
    std::function<std::vector<protocol::SampleAnswer>(std::stop_token)> pinned;  // of a trainer() to come
    Trainer trainer(
        const TrainOptions& options, protocol::EventSink events = [](const protocol::Event&) {}, Asking asking = {},
        TrainerSetup setup = {}) {
        ModelUnderTraining tuned;
        tuned.model = model;
        tuned.parameters = withRates(trainable.parameters(), *model, options);
        tuned.adapter = trainable.adapter.get();
        tuned.setTraining = [this](bool on) { trainable.adapter->train(on); };
        tuned.saveAdapter = [this](const std::filesystem::path& path) {
            peft::saveAdapter(*trainable.adapter, path, "base");
        };
        TrainingData data;
        data.train = part();
        data.validation = part();
        data.varies = varies;
        data.answers = std::move(asking);
        data.askable = data.answers ? 2 : 0;
        data.pinnedAnswers = pinned;
        data.metrics = {"cer"};
        for (const auto& sample : samples)
            data.tokens.push_back(static_cast<std::int64_t>(sample.ids.size()));
        data.answerLengths = lengths.empty() ? std::vector<std::int64_t>(samples.size(), 1) : lengths;
        return Trainer(options, tuned, data, identity, RunFolder(runPath.value_or(folder->path)), std::move(events),
                       std::move(setup));
    }
    std::string bytes() const {
        std::ostringstream all;
        for (const auto& parameter : trainable.parameters()) {
            const auto tensor = parameter.tensor.detach().contiguous();
            all.write(static_cast<const char*>(tensor.data_ptr()), static_cast<std::streamsize>(tensor.nbytes()));
        }
        return all.str();
    }

    std::vector<models::Encoded> samples;
    std::function<Example(std::int64_t)> judged;  ///< gives the samples of an objective that compares answers
    bool varies = false;                          ///< each epoch is said to show other samples
    std::vector<std::int64_t> lengths;
    std::mutex mutex;
    std::map<std::int64_t, std::multiset<std::int64_t>> asked;  ///< epoch -> samples that were encoded for it
    std::shared_ptr<models::Model> model;
    peft::Trainable trainable;
    Identity identity{{{"lora_rank", "4"}}, "data"};
    std::unique_ptr<TemporaryFolder> folder;
    std::optional<std::filesystem::path> runPath;  ///< the run's folder, where it is not `folder`
};

/// Of a training that nobody asks anything of.
inline protocol::Control& unasked() {
    static protocol::Control control;
    return control;
}

inline TrainOptions quickOptions() {
    TrainOptions options;
    options.batchSize = 3;
    options.accumulation = 2;
    options.maxSteps = 9;
    options.learningRate = 0.01;
    options.loggingSteps = 1;
    options.saveSteps = 4;
    options.schedule = "constant";
    return options;
}

inline std::vector<Json> logLines(const std::filesystem::path& file) {
    std::vector<Json> lines;
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);)
        lines.push_back(parseJson(line, file.string()));
    return lines;
}

}  // namespace atelier::training::test
