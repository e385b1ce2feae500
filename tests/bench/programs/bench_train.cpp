// Atelier's side of train_vs_peft.py: the trainer on samples that are already tokens and pixels.
//   bench_train MODEL ADAPTER SAMPLES.safetensors DTYPE BATCH WARM_STEPS TIMED_STEPS THREADS RUN_FOLDER
// Prints {"losses": [mean of each part], "samples_per_second", "peak_memory_mb"}.
#include "checkpoint/safetensors.h"
#include "common/error.h"
#include "models/load.h"
#include "peft/method.h"
#include "training/trainer.h"

#include <torch/torch.h>

#include <cstring>
#include <fstream>
#include <iostream>

namespace atelier {
namespace {

template <class T>
std::vector<T> values(const checkpoint::TensorView& view) {
    std::vector<T> result(view.bytes.size() / sizeof(T));
    std::memcpy(result.data(), view.bytes.data(), result.size() * sizeof(T));
    return result;
}

// N.ids, N.labels int64 [tokens], N.pixels fp32 [patches, width], N.grids int64 [images, 3]
std::vector<models::Encoded> readSamples(const std::string& path, const models::Processor& processor) {
    const checkpoint::SafetensorsFile file(path);
    std::vector<models::Encoded> samples;
    for (std::size_t i = 0; file.tensors().count(std::to_string(i) + ".ids"); ++i) {
        const auto tensor = [&](const char* name) { return file.at(std::to_string(i) + "." + name); };
        models::Inputs inputs;
        inputs.rows = {values<std::int64_t>(tensor("ids"))};
        inputs.arrays["pixel_values"] = models::Array::of(tensor("pixels").shape, values<float>(tensor("pixels")));
        inputs.arrays["image_grid_thw"] =
            models::Array::of(tensor("grids").shape, values<std::int64_t>(tensor("grids")));
        inputs.where = path;
        auto sample = std::move(processor.encodeInputs(std::move(inputs)).at(0));
        sample.labels = values<std::int64_t>(tensor("labels"));
        samples.push_back(std::move(sample));
    }
    return samples;
}

std::int64_t peakMegabytes() {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("VmHWM:")) return std::stoll(line.substr(6)) / 1024;
    return 0;
}

int run(char** arguments) {
    const std::string folder = arguments[1], adapterFolder = arguments[2], dtype = arguments[4];
    const auto samples = readSamples(arguments[3], *models::loadProcessor(folder));
    training::TrainOptions options;
    options.batchSize = std::stoll(arguments[5]);
    const std::int64_t warm = std::stoll(arguments[6]), timed = std::stoll(arguments[7]);
    options.maxSteps = warm + timed;
    options.learningRate = 1e-4;
    options.schedule = "constant";
    options.disableShuffling = true;
    options.loggingSteps = 1;
    options.saveSteps = options.maxSteps + 1;
    torch::set_num_threads(std::stoi(arguments[8]));

    models::LoadOptions load;
    load.dtype = dtype == "bf16" ? torch::kBFloat16 : torch::kFloat32;
    const auto modelFolder = models::openModelFolder(folder);
    auto model = models::loadModel(modelFolder, load);
    const auto& family = Registry<models::Family>::instance().at(modelFolder.modelType, "model family");
    auto adapter = peft::loadAdapter(*model, family, adapterFolder);

    training::ModelUnderTraining tuned;
    tuned.model = model;
    for (const auto& parameter : adapter->parameters()) {
        parameter.tensor.requires_grad_(true);
        tuned.parameters.push_back({parameter.name, parameter.tensor});
    }
    tuned.setTraining = [&](bool on) { adapter->train(on); };
    training::TrainingData data;
    data.train.size = static_cast<std::int64_t>(samples.size());
    data.train.encode = [&](std::int64_t i, std::int64_t) { return samples[static_cast<std::size_t>(i)]; };
    data.train.name = [](std::int64_t i) { return std::to_string(i); };
    data.answerLengths.assign(samples.size(), 1);

    using Clock = std::chrono::steady_clock;
    Clock::time_point begin, end;
    Json losses = Json::array();
    const auto listen = [&](const protocol::Event& event) {
        if (const auto* metrics = std::get_if<protocol::Metrics>(&event)) {
            losses.push_back(metrics->values.at("loss"));
            if (metrics->step == warm) begin = Clock::now();
            if (metrics->step == warm + timed) end = Clock::now();
        }
    };
    std::filesystem::create_directories(arguments[9]);
    training::Trainer trainer(options, std::move(tuned), std::move(data), {}, runs::RunFolder(arguments[9]), listen);
    protocol::Control unasked;
    trainer.run(unasked);
    const double seconds = std::chrono::duration<double>(end - begin).count();
    const Json answer{{"losses", losses},
                      {"samples_per_second", static_cast<double>(timed * options.batchSize) / seconds},
                      {"peak_memory_mb", peakMegabytes()}};
    std::cout << answer.dump() << "\n";
    return 0;
}

}  // namespace
}  // namespace atelier

int main(int count, char** arguments) {
    try {
        if (count != 10) throw atelier::Error("nine arguments are expected", "bench_train");
        return atelier::run(arguments);
    } catch (const std::exception& e) {
        std::cerr << e.what() << "\n";
        return 1;
    }
}
