#include "engine/resident_models.h"

#include "checkpoint/folder_weights.h"
#include "common/error.h"
#include "engine/device_memory.h"
#include "hub/local.h"

#include <ATen/DeviceAccelerator.h>
#include <torch/torch.h>

#include <algorithm>
#include <chrono>
#include <iomanip>
#include <sstream>
#include <thread>

namespace atelier::engine {
namespace fs = std::filesystem;
namespace {

constexpr auto kLookAgain = std::chrono::milliseconds(300);

// Changes when a file of the folder does: names, sizes and times. A second tokenizer has a folder of its own inside.
std::string stampOf(const fs::path& folder) {
    std::vector<std::string> files;
    std::error_code code;
    for (const auto& entry : fs::directory_iterator(folder, code)) {
        std::error_code ignored;
        if (entry.is_directory(ignored) && !entry.is_symlink(ignored) &&
            entry.path().filename().string().ends_with("tokenizer"))
            files.push_back(stampOf(entry.path()));
        files.push_back(entry.path().filename().string() + ':' + std::to_string(entry.file_size(ignored)) + ':' +
                        std::to_string(entry.last_write_time(ignored).time_since_epoch().count()));
    }
    std::ranges::sort(files);
    std::string stamp;
    for (const auto& file : files)
        stamp += file + '\n';
    return stamp;
}

std::string keyOf(const ModelRequest& request) {
    std::error_code code;
    const fs::path folder = fs::weakly_canonical(hub::modelFolder(request.model), code);
    const auto& q = request.quantization;
    return folder.string() + '\n' + request.dtype + ' ' + request.device + ' ' +
           (q.bits ? std::to_string(*q.bits) + q.type + std::to_string(q.doubleQuantized) : "") + '\n' +
           stampOf(folder);
}

std::string keyOf(const models::ProcessorOptions& options) {
    return std::to_string(options.imageMinPixels) + ' ' + std::to_string(options.imageMaxPixels) + ' ' +
           vision::nameOf(options.greyWindow) + ' ' + std::to_string(options.videos.fps) + ' ' +
           std::to_string(options.videos.maxFrames) + ' ' + std::to_string(options.videos.minPixels) + ' ' +
           std::to_string(options.videos.maxPixels);
}

ModelRequest withoutAdapter(ModelRequest request) {
    request.adapter.clear();
    return request;
}

std::string gigabytes(std::uint64_t bytes) {
    std::ostringstream text;
    text << std::fixed << std::setprecision(1) << static_cast<double>(bytes) / 1e9 << " GB";
    return text.str();
}

// What its weights take once they are loaded.
std::uint64_t weightBytes(const ModelRequest& request) {
    const auto folder = models::openModelFolder(request.model, models::Weights::Required);
    const checkpoint::ShardedTensors weights(folder.path);
    const auto facts = models::tensorFacts(weights.tensors());
    std::uint64_t stored = 0;
    for (const auto& [_, bytes] : facts.bytesByType)
        stored += bytes;
    if (folder.config.contains("quantization_config")) return stored;
    const auto dense = facts.parameters * torch::elementSize(dtypeFrom(request.dtype));
    return request.quantization.bits ? dense * static_cast<std::uint64_t>(*request.quantization.bits) /
                                           (8 * torch::elementSize(dtypeFrom(request.dtype)))
                                     : dense;
}

}  // namespace

ResidentModel::ResidentModel(const ModelRequest& request)
    : loaded_(openModel(withoutAdapter(request))), pictures_(keyOf(request.processor)), session_(*loaded_.model) {}

void ResidentModel::usePictures(const models::ProcessorOptions& options) {
    if (keyOf(options) == pictures_) return;
    loaded_.processor = models::loadProcessor(loaded_.folder.path, options);
    pictures_ = keyOf(options);
}

void ResidentModel::useAdapter(const fs::path& folder) {
    const std::string stamp = folder.empty() ? "" : stampOf(folder), wanted = folder.string() + '\n' + stamp;
    if (active_ == wanted) return;
    session_.clear();
    active_.clear();
    for (auto& one : adapters_)
        one.adapter->setEnabled(false);
    if (!folder.empty()) {
        std::erase_if(adapters_, [&](const Attached& one) { return one.folder == folder && one.stamp != stamp; });
        const auto found = std::ranges::find(adapters_, folder, &Attached::folder);
        if (found != adapters_.end()) {
            adapters_.splice(adapters_.begin(), adapters_, found);
        } else {
            const auto& family = models::familyOf(loaded_.folder.modelType, loaded_.folder.path.string());
            adapters_.push_front({folder, stamp, peft::loadAdapter(*loaded_.model, family, folder)});
            adapters_.front().adapter->train(false);
            if (adapters_.size() > kMostAdapters) adapters_.pop_back();
        }
        adapters_.front().adapter->setEnabled(true);
    }
    active_ = wanted;
}

ResidentModels& ResidentModels::instance() {
    static auto* models = new ResidentModels;
    return *models;
}

ResidentModels::Lease ResidentModels::use(const ModelRequest& request, bool waitForMemory, std::stop_token stop,
                                          const protocol::EventSink& events) {
    std::unique_lock lock(mutex_);
    const std::string key = keyOf(request);
    auto found = std::ranges::find(models_, key, &Entry::key);
    if (found == models_.end()) {
        // The same model with older files or in another dtype is unlikely to be asked for again.
        const auto folderOf = [](const std::string& text) { return text.substr(0, text.find('\n')); };
        std::erase_if(models_, [&](const Entry& entry) { return folderOf(entry.key) == folderOf(key); });
        makeRoom(request, waitForMemory, stop, events);
        if (events) events(protocol::PhaseChanged{"loading"});
        models_.emplace_front(key, request);
    } else {
        models_.splice(models_.begin(), models_, found);
    }
    ResidentModel& model = models_.front().model;
    model.usePictures(request.processor);
    model.useAdapter(request.adapter);
    return {model, std::move(lock)};
}

void ResidentModels::makeRoom(const ModelRequest& request, bool wait, std::stop_token stop,
                              const protocol::EventSink& events) {
    const auto device = deviceFrom(request.device);
    const std::uint64_t needed = weightBytes(request) * 11 / 10;  // and what an answer takes
    const auto isShort = [&] {
        const std::uint64_t available = availableBytes(device);
        return available > 0 && available < needed;  // 0: unknown
    };
    while (!models_.empty() && isShort()) {
        models_.pop_back();
        if (device.is_cuda()) at::accelerator::emptyCache();
    }
    for (bool reported = false; wait && isShort(); std::this_thread::sleep_for(kLookAgain)) {
        if (stop.stop_requested()) throw Error::interrupted("stopped while it waited for memory");
        if (std::exchange(reported, true) || !events) continue;
        events(protocol::Message{protocol::Message::Level::Info, "the model needs " + gigabytes(needed) +
                                                                     " of memory, of which " +
                                                                     gigabytes(availableBytes(device)) + " are free"});
        events(protocol::PhaseChanged{"waiting_for_memory"});
    }
}

}  // namespace atelier::engine
