#include "runs/maker.h"

#include "common/error.h"
#include "common/file.h"
#include "runs/run_folder.h"

namespace atelier::runs {

std::optional<settings::Recipe> recipeThatMade(const std::filesystem::path& result) {
    constexpr int kHighest = 3;  // RUN/checkpoints/checkpoint-N/adapter
    std::error_code code;
    std::filesystem::path folder = std::filesystem::weakly_canonical(result, code);
    for (int i = 0; i < kHighest && !code; ++i) {
        folder = folder.parent_path();
        const RunFolder run(folder);
        if (!pathExists(run.recipe()) || !pathExists(run.facts())) continue;
        try {
            return settings::Recipe::load(run.recipe());
        } catch (const Error&) {
            return {};
        }
    }
    return {};
}

}  // namespace atelier::runs
