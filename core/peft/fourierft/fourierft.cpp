#include "common/error.h"
#include "peft/delta_linear.h"
#include "peft/fourierft/options.h"
#include "peft/layer_patterns.h"
#include "peft/method.h"
#include "peft/random_start.h"
#include "peft/saved_places.h"
#include "peft/selection.h"

#include <torch/torch.h>

#include <algorithm>
#include <map>

// FourierFT: ΔW is the real part of the inverse Fourier transform of a spectrum with n entries at random places (Gao et
// al., 2024, arXiv 2405.03003). Names, config and places: PEFT 0.21.
namespace atelier::peft {
namespace {

constexpr const char* kSpectrum = "fourierft_spectrum";

// Where the entries are: int64 [n], places in a matrix [out, in]; the same for all layers of one size.
class Places {
public:
    explicit Places(std::int64_t seed) : seed_(seed) {}
    torch::Tensor of(const nn::LinearOptions& layer, std::int64_t count) {
        auto& all = known_[layer.out * layer.in];
        if (!all.defined() || all.numel() < count)
            all = torch::randperm(layer.out * layer.in,
                                  at::detail::createCPUGenerator(static_cast<std::uint64_t>(seed_)), torch::kInt64)
                      .narrow(0, 0, count)
                      .clone();
        return all.narrow(0, 0, count);
    }

private:
    std::int64_t seed_;
    std::map<std::int64_t, torch::Tensor> known_;
};

class FourierLinear : public DeltaLinear {
public:
    FourierLinear(const nn::LinearOptions& layer, torch::Tensor places, torch::Tensor spectrum, double scaling)
        : out_(layer.out),
          in_(layer.in),
          places_(std::move(places)),
          spectrum_(std::move(spectrum)),
          scaling_(scaling) {}

    std::vector<Parameter> parameters() const override { return {{kSpectrum, spectrum_}}; }

protected:
    torch::Tensor delta() const override {
        const auto dense = torch::zeros({out_ * in_}, spectrum_.options().requires_grad(false))
                               .index_put({places_}, spectrum_)
                               .reshape({out_, in_});
        // No transform runs on the meta device, where memory is estimated: there the shape is all.
        return at::real(dense.is_meta() ? dense.to(torch::kComplexFloat) : at::fft_ifft2(dense)) * scaling_;
    }

private:
    std::int64_t out_, in_;
    torch::Tensor places_, spectrum_;  // spectrum_: fp32 leaf [n]
    double scaling_;
};

Json configOf(const FourierOptions& options, Json targets) {
    Json config = linearConfig("FOURIERFT", std::move(targets));
    config["n_frequency"] = options.frequencies;
    config["scaling"] = options.scaling;
    config["random_loc_seed"] = options.seed;
    config["fan_in_fan_out"] = false;
    config["bias"] = "none";
    config["n_frequency_pattern"] = Json::object();
    config["init_weights"] = false;
    return config;
}

void add(LinearAdapter& adapter, const LinearPlace& place, Places& places, const torch::Tensor& spectrum,
         double scaling) {
    const auto device = place.module->matrix().device();
    adapter.add(place, std::make_shared<FourierLinear>(place.module->options,
                                                       places.of(place.module->options, spectrum.numel()).to(device),
                                                       spectrum.to(device), scaling));
}

std::unique_ptr<Adapter> create(models::Model& model, const settings::Recipe& recipe, std::uint64_t) {
    const auto options = FourierOptions::schema().read(recipe);
    Targets targets(options.target, recipe.location("fourier_target"));
    const auto selected = selectTargets(model, targets, recipe);
    // A small layer has no more frequencies than entries.
    const auto countOf = [&](const LinearPlace& place) {
        return std::min(options.frequencies, place.module->options.out * place.module->options.in);
    };
    std::vector<std::string> names;
    Json pattern = Json::object();
    for (const auto& place : selected) {
        names.push_back(place.name);
        if (countOf(place) != options.frequencies) pattern[place.name] = countOf(place);
    }
    Json config = configOf(options, targetModules(names, model));
    config["n_frequency_pattern"] = std::move(pattern);
    auto adapter = std::make_unique<LinearAdapter>(std::move(config));
    Places places(options.seed);
    // From 0, so that nothing changes at first: PEFT's random spectrum would.
    for (const auto& place : selected)
        add(*adapter, place, places, torch::zeros({countOf(place)}), options.scaling);
    return adapter;
}

std::unique_ptr<Adapter> load(models::Model& model, const SavedAdapter& saved) {
    const std::string where = saved.where + "/adapter_config.json";
    for (const char* key : {"modules_to_save", "fan_in_fan_out"})
        refuseUnless(saved, key);
    refuseUnless(saved, "bias", "none");
    FourierOptions options;
    options.frequencies = jsonAt<std::int64_t>(saved.config, "n_frequency", where);
    options.scaling = savedNumber(saved, "scaling", -kLargestAlpha, kLargestAlpha);
    options.seed = jsonAt<std::int64_t>(saved.config, "random_loc_seed", where, options.seed);
    const LayerPattern counts(saved, "n_frequency_pattern", static_cast<double>(options.frequencies));
    const auto countOf = [&](const LinearPlace& place) { return static_cast<std::int64_t>(counts.at(place.name)); };
    const auto found = placeTensors(model, saved, [&](const LinearPlace& place) {
        return std::vector<ExpectedTensor>{{kSpectrum, {countOf(place)}}};
    });
    std::vector<std::string> names;
    Json pattern = Json::object();
    for (const auto& [place, _] : found) {
        if (const auto size = place.module->options.out * place.module->options.in;
            countOf(place) < 1 || countOf(place) > size)
            throw Error(std::to_string(countOf(place)) + " frequencies of " + place.name + ", which has " +
                            std::to_string(size),
                        where, "the adapter belongs to another model");
        names.push_back(place.name);
        if (countOf(place) != options.frequencies) pattern[place.name] = countOf(place);
    }
    Json config = configOf(options, targetModules(names, model));
    config["n_frequency_pattern"] = std::move(pattern);
    auto adapter = std::make_unique<LinearAdapter>(std::move(config));
    Places places(options.seed);
    for (const auto& [place, tensors] : found)
        add(*adapter, place, places, tensors.at(kSpectrum), options.scaling);
    return adapter;
}

const Registry<Method>::Entry entry{"fourierft", {create, load}};

}  // namespace
}  // namespace atelier::peft
