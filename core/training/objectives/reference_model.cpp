#include "training/objectives/reference_model.h"

#include "common/error.h"
#include "common/random.h"
#include "training/reading.h"

#include <torch/torch.h>

#include <algorithm>
#include <limits>
#include <numeric>

namespace atelier::training {
namespace {

/// While it lives, the model answers without its adapter.
class SwitchedOff {
public:
    explicit SwitchedOff(peft::Adapter* adapter) : adapter_(adapter) {
        if (adapter_) adapter_->setEnabled(false);
    }
    ~SwitchedOff() {
        if (adapter_) adapter_->setEnabled(true);
    }
    SwitchedOff(const SwitchedOff&) = delete;
    SwitchedOff& operator=(const SwitchedOff&) = delete;

private:
    peft::Adapter* adapter_;
};

std::string namesOf(const Dataset& samples) {
    std::string names;
    for (std::int64_t i = 0; i < samples.size; ++i)
        names += samples.name(i) + "\n";
    return names;
}

}  // namespace

ReferenceModel::ReferenceModel(const TrainSettings& settings, const ModelUnderTraining& model, const TrainingData& data,
                               const Objective& objective, protocol::EventSink events)
    : settings_(settings),
      model_(model),
      objective_(objective),
      events_(std::move(events)),
      switches_(settings.objective.reference == "base" && !model.wholeWeights),
      train_{&data.train, true, !data.varies, {}, {}},
      validation_{&data.validation, false, true, {}, {}} {
    const std::int64_t sequences = objective.info().learns == ObjectiveInfo::Learns::Answers ? 1 : 2;
    makeRoom(train_, sequences);
    makeRoom(validation_, sequences);
    if (data.varies && !switches_)
        throw Error(
            "the reference model is asked once, before the training, but each epoch shows the samples in another way",
            model.wholeWeights ? "finetuning_type" : "pref_reference",
            std::string(model.wholeWeights ? "take an adapter method, which can be switched off"
                                           : "take pref_reference: base") +
                ", or leave out what varies the samples (augment_…, concepts)");
}

void ReferenceModel::makeRoom(Known& part, std::int64_t sequences) const {
    if (!part.kept) return;
    part.values = torch::full({part.samples->size, sequences}, std::numeric_limits<double>::quiet_NaN(),
                              torch::dtype(torch::kFloat64).device(model_.device));
    part.known.assign(static_cast<std::size_t>(part.samples->size), false);
}

torch::Tensor ReferenceModel::compute(const ExampleBatch& batch, bool training) const {
    torch::NoGradGuard noGrad;
    model_.setTraining(false);
    const SwitchedOff off(switches_ ? model_.adapter : nullptr);
    auto values = sequenceLogProbs(*model_.model, batch.learned).view({batch.size(), -1});
    if (batch.mismatched)
        values = at::cat({values, sequenceLogProbs(*model_.model, *batch.mismatched).view({batch.size(), -1})}, 1);
    model_.setTraining(training);
    return values;
}

torch::Tensor ReferenceModel::of(Known& part, const ExampleBatch& batch) {
    if (!part.kept) return compute(batch, part.training);
    const auto at = torch::tensor(batch.numbers, torch::kInt64).to(model_.device);
    const bool all = std::all_of(batch.numbers.begin(), batch.numbers.end(),
                                 [&](std::int64_t number) { return part.known[static_cast<std::size_t>(number)]; });
    if (!all) {
        if (prepared_ && !switches_)
            throw Error::failure("a sample could not be read when the reference model was asked, and now it can",
                                 "sample " + part.samples->name(batch.numbers.front()), "start the run again");
        part.values.index_copy_(0, at, compute(batch, part.training));
        for (const auto number : batch.numbers)
            part.known[static_cast<std::size_t>(number)] = true;
    }
    return part.values.index_select(0, at);
}

void ReferenceModel::prepare(const std::vector<std::int64_t>& samples, bool withValidation, std::stop_token stop) {
    if (switches_) return;
    if (prepared_) {
        if (std::ssize(samples) > asked_)
            throw Error("the run cannot be made longer: its reference model was asked for the " +
                            std::to_string(asked_) + " samples that it was meant to take, and now " +
                            std::to_string(samples.size()) + " are taken",
                        "max_steps", "start a new run");
        return;
    }
    asked_ = std::ssize(samples);
    events_(protocol::PhaseChanged{"asking_reference"});
    prepare(train_, samples, stop);
    if (withValidation) {
        std::vector<std::int64_t> all(static_cast<std::size_t>(validation_.samples->size));
        std::iota(all.begin(), all.end(), 0);
        prepare(validation_, all, stop);
    }
    prepared_ = true;
}

void ReferenceModel::prepare(Known& part, const std::vector<std::int64_t>& samples, std::stop_token stop) {
    if (samples.empty()) return;
    const auto batchSize = part.training ? settings_.batchSize : settings_.evalBatchSize;
    Prefetcher prefetcher(part.samples->encode, part.samples->name, reading(settings_, batchSize, part.samples->size));
    prefetcher.request(samples, 0);
    const std::int64_t size = std::ssize(samples);
    for (std::int64_t begin = 0; begin < size; begin += batchSize) {
        if (stop.stop_requested()) throw Error::interrupted("stopped before the training began");
        const auto examples = prefetcher.next(std::min(batchSize, size - begin));
        events_(protocol::Progress{begin, size, -1});
        if (!examples.empty()) of(part, objective_.pack(pointers(examples)).to(model_.device));
    }
}

// What was computed before the first step cannot be had again. The rest of the validation can, and may be of other
// samples by then.
Json ReferenceModel::state() const {
    Json state{{"prepared", prepared_}};
    if (!prepared_) return state;
    state["asked"] = asked_;
    state["validation"] = std::to_string(stableHash(namesOf(*validation_.samples)));
    return state;
}

void ReferenceModel::restore(const Json& state, const std::string& where) {
    prepared_ = jsonAt<bool>(state, "prepared", where);
    if (prepared_) asked_ = jsonAt<std::int64_t>(state, "asked", where);
    if (prepared_ && state.at("validation") != this->state().at("validation"))
        throw Error("the validation samples are others than those that the reference model was asked for", where,
                    "go on with the same ones (val_size, eval_dataset, max_eval_samples)");
}

Tensors ReferenceModel::tensors() const {
    Tensors all;
    if (train_.kept) all["train"] = train_.values;
    if (prepared_ && validation_.samples->size > 0) all["validation"] = validation_.values;
    return all;
}

void ReferenceModel::restoreTensors(const Tensors& tensors, const std::string& where) {
    for (auto& [part, name] : {std::pair(&train_, "train"), std::pair(&validation_, "validation")}) {
        const auto found = tensors.find(name);
        if (found == tensors.end()) continue;
        if (!part->values.defined() || found->second.sizes() != part->values.sizes())
            throw Error(std::string("the reference model's figures do not fit the ") + name + " samples", where);
        part->values.copy_(found->second);
        const auto known = at::isfinite(found->second).all(1).to(torch::kCPU);
        for (std::int64_t i = 0; i < known.size(0); ++i)
            part->known[static_cast<std::size_t>(i)] = known[i].item<bool>();
    }
}

}  // namespace atelier::training
