#include "models/processor.h"

#include "common/registry.h"
#include "data/augmentation/open_media.h"
#include "models/model_folder.h"
#include "settings/suggestion.h"

namespace atelier::models {

std::unique_ptr<Processor> loadProcessor(const std::filesystem::path& folder, const ProcessorOptions& options) {
    const ModelFolder model = openModelFolder(folder);
    const auto& all = Registry<ProcessorFactory>::instance().all();
    const auto found = all.find(model.modelType);
    if (found == all.end())
        throw settings::unknownName("model family (model_type)", model.modelType, (model.path / "config.json").string(),
                                    all);
    options.videos.check();
    auto processor = found->second(model.path, options);
    processor->videoLimits = options.videos;
    processor->openImage = data::mediaOpener(options.greyWindow);
    return processor;
}

}  // namespace atelier::models
