#include "models/processor.h"

#include "common/registry.h"
#include "models/model_folder.h"

namespace atelier::models {

std::unique_ptr<Processor> loadProcessor(const std::filesystem::path& folder, const ProcessorOptions& options) {
    const ModelFolder model = openModelFolder(folder);
    return Registry<ProcessorFactory>::instance().at(model.modelType, "model_type (model family)")(folder, options);
}

}  // namespace atelier::models
