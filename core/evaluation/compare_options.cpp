#include "evaluation/compare_options.h"

#include "common/registry.h"

namespace atelier::evaluation {

const settings::Schema<CompareOptions>& CompareOptions::schema() {
    static const settings::Schema<CompareOptions> schema = [] {
        settings::Schema<CompareOptions> s("Before and after");
        s.option("compare_metrics", &CompareOptions::metrics)
            .label("Measures")
            .help("What answers are judged by, the most important first.");
        s.option("max_new_tokens", &CompareOptions::maxNewTokens)
            .label("Longest answer")
            .unit("tokens")
            .help("An answer is cut here when the model does not end it.")
            .range(1, 32768);
        s.option("max_test_samples", &CompareOptions::maxTestSamples)
            .label("Test samples at most")
            .unit("samples")
            .help("A comparison asks about so many, evenly taken from the test samples; null: about all.")
            .atLeast(1);
        return s;
    }();
    return schema;
}

namespace {
const settings::GroupEntry<CompareOptions> entry{"80-compare"};
}

}  // namespace atelier::evaluation
