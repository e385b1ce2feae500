#include "engine/merge_adapter.h"

#include "common/error.h"
#include "engine/boundary.h"
#include "engine/handler.h"
#include "engine/load_model.h"

namespace atelier::engine {

void mergeAdapter(const protocol::MergeAdapterRequest& job) {
    if (job.adapter.empty()) throw Error("no adapter folder given");
    if (std::filesystem::exists(job.out) && std::filesystem::equivalent(job.out, job.model))
        throw Error("a merged model cannot replace its own base", job.out.string(), "choose another folder");
    guarded([&] {
        // Merged in fp32 whatever is written: bf16 would lose small changes.
        ModelRequest request;
        request.model = job.model;
        request.adapter = job.adapter;
        request.device = "cpu";
        LoadedModel loaded = openModel(request);
        loaded.adapter->merge();
        models::saveModel(*loaded.model, loaded.folder, job.out, dtypeFrom(job.dtype));
    });
}

namespace {
const Handler<protocol::MergeAdapterRequest> handler{mergeAdapter};
}

}  // namespace atelier::engine
