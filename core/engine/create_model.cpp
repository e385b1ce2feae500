#include "common/error.h"
#include "engine/boundary.h"
#include "engine/jobs.h"
#include "models/load.h"

#include <torch/torch.h>

namespace atelier::engine {

void createModel(const std::filesystem::path& source, const std::filesystem::path& out, std::uint64_t seed) {
    if (std::filesystem::exists(out))
        throw Error("is there already", out.string(), "choose a new folder: random weights never replace a model");
    guarded([&] {
        const auto folder = models::openModelFolder(source);
        models::saveModel(*models::createModel(folder, seed), folder, out, torch::kFloat32);
    });
}

}  // namespace atelier::engine
