#include "common/error.h"
#include "engine/boundary.h"
#include "engine/handler.h"
#include "models/load.h"
#include "protocol/jobs/model.h"

#include <torch/torch.h>

namespace atelier::engine {
namespace {

void createModel(const protocol::CreateModelRequest& job) {
    if (std::filesystem::exists(job.out))
        throw Error("is there already", job.out.string(), "choose a new folder: random weights never replace a model");
    guarded([&] {
        const auto folder = models::openModelFolder(job.source);
        models::saveModel(*models::createModel(folder, job.seed), folder, job.out, torch::kFloat32);
    });
}

const Handler<protocol::CreateModelRequest> createModelHandler{createModel};

}  // namespace
}  // namespace atelier::engine
