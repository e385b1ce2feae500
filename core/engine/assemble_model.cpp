#include "engine/boundary.h"
#include "engine/handler.h"
#include "models/assembly/assemble.h"
#include "protocol/jobs/model.h"

namespace atelier::engine {
namespace {

protocol::AssembledModel assembleModel(const protocol::AssembleModelRequest& job) {
    const auto assembly = models::readAssembly(job.description, job.source.string());
    return guarded([&] {
        auto made = models::assemble(assembly, job.out.value_or(std::filesystem::path()), job.seed);
        return protocol::AssembledModel{std::move(made.parts), made.fresh, made.tokens, !assembly.stages.empty()};
    });
}

const Handler<protocol::AssembleModelRequest> assembleModelHandler{assembleModel};

}  // namespace
}  // namespace atelier::engine
