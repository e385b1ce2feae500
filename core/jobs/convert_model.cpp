#include "common/error.h"
#include "jobs/boundary.h"
#include "jobs/jobs.h"
#include "jobs/load_model.h"

namespace atelier::jobs {

void convertModel(const std::filesystem::path& model, const std::filesystem::path& out, const std::string& dtype) {
    if (std::filesystem::exists(out) && std::filesystem::equivalent(out, model))
        throw Error("a converted model cannot replace the one it is made of", out.string(), "choose another folder");
    guarded([&] {
        const auto folder = models::openModelFolder(model, models::Weights::Required);
        models::saveModel(*models::loadModel(folder), folder, out, dtypeFrom(dtype));
    });
}

}  // namespace atelier::jobs
