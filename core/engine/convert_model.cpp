#include "common/error.h"
#include "engine/boundary.h"
#include "engine/jobs.h"
#include "engine/load_model.h"

namespace atelier::engine {

void convertModel(const std::filesystem::path& model, const std::filesystem::path& out, const std::string& dtype) {
    if (std::filesystem::exists(out) && std::filesystem::equivalent(out, model))
        throw Error("a converted model cannot replace the one it is made of", out.string(), "choose another folder");
    guarded([&] {
        const auto folder = models::openModelFolder(model, models::Weights::Required);
        models::saveModel(*models::loadModel(folder), folder, out, dtypeFrom(dtype));
    });
}

}  // namespace atelier::engine
