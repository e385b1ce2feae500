#include "common/error.h"
#include "engine/boundary.h"
#include "engine/jobs.h"
#include "engine/load_model.h"

namespace atelier::engine {

void mergeAdapter(const std::filesystem::path& model, const std::filesystem::path& adapter,
                  const std::filesystem::path& out, const std::string& dtype) {
    if (adapter.empty()) throw Error("no adapter folder given");
    if (std::filesystem::exists(out) && std::filesystem::equivalent(out, model))
        throw Error("a merged model cannot replace its own base", out.string(), "choose another folder");
    guarded([&] {
        // Merged in fp32 whatever is written: bf16 would lose small changes.
        ModelRequest request;
        request.model = model;
        request.adapter = adapter;
        request.device = "cpu";
        LoadedModel loaded = openModel(request);
        loaded.adapter->merge();
        models::saveModel(*loaded.model, loaded.folder, out, dtypeFrom(dtype));
    });
}

}  // namespace atelier::engine
