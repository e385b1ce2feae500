#include "common/error.h"
#include "engine/boundary.h"
#include "engine/handler.h"
#include "engine/load_model.h"
#include "hub/local.h"
#include "protocol/jobs/model.h"

namespace atelier::engine {
namespace {

void convertModel(const protocol::ConvertModelRequest& job) {
    if (std::filesystem::exists(job.out) && std::filesystem::equivalent(job.out, hub::modelFolder(job.model)))
        throw Error("a converted model cannot replace the one it is made of", job.out.string(),
                    "choose another folder");
    models::checkModelTarget(job.out);
    const auto dtype = dtypeFrom(job.dtype);
    guarded([&] {
        const auto folder = models::openModelFolder(job.model, models::Weights::Required);
        models::saveModel(*models::loadModel(folder), folder, job.out, dtype);
    });
}

const Handler<protocol::ConvertModelRequest> convertModelHandler{convertModel};

}  // namespace
}  // namespace atelier::engine
