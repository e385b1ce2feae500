#include "engine/merge_adapter.h"

#include "common/error.h"
#include "engine/boundary.h"
#include "engine/handler.h"
#include "engine/load_model.h"
#include "hub/local.h"
#include "models/load.h"
#include "models/quantization.h"

namespace atelier::engine {

void mergeAdapter(const protocol::MergeAdapterRequest& job) {
    if (job.adapter.empty()) throw Error("no adapter folder given");
    if (std::filesystem::exists(job.out) && std::filesystem::equivalent(job.out, hub::modelFolder(job.model)))
        throw Error("a merged model cannot replace its own base", job.out.string(), "choose another folder");
    models::checkModelTarget(job.out);
    const auto method = peft::methodOfFolder(job.adapter);
    if (!peft::methodInfo(method).merges)
        throw Error(peft::methodTitle(method) + " cannot be merged: what it learned belongs to no weight",
                    job.adapter.string(), "keep the adapter folder beside the model");
    const auto dtype = dtypeFrom(job.dtype);
    guarded([&] {
        // Merged in fp32 whatever is written: bf16 would lose small changes.
        ModelRequest request;
        request.model = job.model;
        request.adapter = job.adapter;
        request.device = "cpu";
        LoadedModel loaded = openModel(request);
        // In few bits a small change would be rounded away, and what is written is dense anyway.
        models::makeDense(*loaded.model, torch::kFloat32);
        loaded.adapter->merge();
        models::saveModel(*loaded.model, loaded.folder, job.out, dtype);
    });
}

namespace {
const Handler<protocol::MergeAdapterRequest> handler{mergeAdapter};
}

}  // namespace atelier::engine
