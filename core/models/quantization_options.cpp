#include "models/quantization_options.h"

namespace atelier::models {

const settings::Schema<QuantizationOptions>& QuantizationOptions::schema() {
    static const auto schema = [] {
        settings::Schema<QuantizationOptions> s("Quantisation");
        using O = QuantizationOptions;
        s.option("quantization_bit", &O::bits)
            .label("Bits of a frozen weight")
            .help(
                "Stores the frozen weights of linear layers in 4 or 8 bits and trains an adapter on them (QLoRA): a "
                "quarter or half of the memory, for some loss of precision. Empty: not quantised.")
            .range(4, 8)
            .simple();
        s.option("quantization_type", &O::type)
            .label("Type of 4 bits")
            .help("nf4: values that suit normally distributed weights; fp4: floating-point numbers.")
            .choices({"nf4", "fp4"})
            .when("quantization_bit=4");
        s.option("double_quantization", &O::doubleQuantized)
            .label("Quantise the scales too")
            .help("Saves another 0.4 bits a weight.")
            .when("quantization_bit=4");
        return s;
    }();
    return schema;
}

namespace {
const settings::GroupEntry<QuantizationOptions> entry{"12-quantization"};
}  // namespace
}  // namespace atelier::models
