#include "training/components/learning_check.h"

#include <torch/torch.h>

#include <algorithm>

namespace atelier::training {
namespace {

// A sum of the numbers' bits: int64 []. In pieces, since a sum of integers takes a copy in 64 bits.
torch::Tensor fingerprint(const torch::Tensor& tensor) {
    constexpr std::int64_t kPiece = std::int64_t{1} << 22;
    const auto size = tensor.element_size();
    const auto bits = tensor.detach().contiguous().flatten().view(size == 8   ? torch::kLong
                                                                  : size == 4 ? torch::kInt
                                                                  : size == 2 ? torch::kShort
                                                                              : torch::kChar);
    auto sum = torch::zeros({}, torch::dtype(torch::kLong).device(tensor.device()));
    for (std::int64_t at = 0; at < bits.numel(); at += kPiece)
        sum += bits.narrow(0, at, std::min(kPiece, bits.numel() - at)).sum(torch::kLong);
    return sum;
}

torch::Tensor fingerprints(const std::vector<Trained>& parameters) {
    std::vector<torch::Tensor> all;
    for (const auto& parameter : parameters)
        all.push_back(fingerprint(parameter.tensor));
    return at::stack(all);
}

}  // namespace

LearningCheck::LearningCheck(std::vector<Trained> parameters, std::int64_t totalSteps, protocol::EventSink events)
    : parameters_(std::move(parameters)), lastStep_(std::min(kSteps, totalSteps)), events_(std::move(events)) {
    std::erase_if(parameters_, [](const Trained& one) { return one.rateFactor == 0 || one.tensor.numel() == 0; });
    done_ = parameters_.empty();
}

void LearningCheck::start() {
    if (!done_) before_ = fingerprints(parameters_);
}

void LearningCheck::afterBackward(const BackwardInfo& info) {
    if (done_ || !before_.defined() || info.count == 0 || watched_ == kSteps) return;
    torch::NoGradGuard noGrad;
    std::vector<torch::Tensor> norms;
    for (const auto& parameter : parameters_) {
        const auto& gradient = parameter.tensor.grad();
        norms.push_back(gradient.defined() ? gradient.abs().amax().to(torch::kFloat32)
                                           : torch::zeros({}, before_.options().dtype(torch::kFloat32)));
    }
    const auto now = at::stack(norms);
    const auto finite = now.nan_to_num(0, 0, 0), broken = at::isfinite(now).logical_not();
    greatest_ = watched_ > 0 ? at::maximum(greatest_, finite) : finite;
    broken_ = watched_ > 0 ? at::logical_or(broken_, broken) : broken;
    ++watched_;
}

void LearningCheck::afterStep(const StepResult& result) {
    if (done_) return;
    if (result.applied) {
        ++applied_;
        greatestRate_ = std::max(greatestRate_, result.rate);
    }
    if (result.step < lastStep_ || result.overflow) return;
    done_ = true;
    if (watched_ > 0) judge();
    before_.reset();
    greatest_.reset();
    broken_.reset();
}

void LearningCheck::judge() {
    const auto greatest = greatest_.to(torch::kCPU), broken = broken_.to(torch::kCPU);
    const auto moved = (fingerprints(parameters_) != before_).to(torch::kCPU);
    std::vector<std::string> notFinite, without, still;
    for (std::int64_t i = 0; i < std::ssize(parameters_); ++i) {
        const auto& name = parameters_[static_cast<std::size_t>(i)].name;
        if (broken[i].item<bool>())
            notFinite.push_back(name);
        else if (greatest[i].item<float>() == 0)
            without.push_back(name);
        else if (applied_ > 0 && greatestRate_ > 0 && !moved[i].item<bool>())
            still.push_back(name);
    }
    tell("gradient_not_finite", notFinite, "had a gradient that is not a finite number",
         "Look at the samples of these steps, or lower learning_rate");
    tell("no_gradient", without, "had no gradient",
         "Either no sample so far uses their layers (no image, no video, experts that no token chose), or they should "
         "not be trained");
    tell("no_change", still, "had a gradient and did not change",
         "The steps are smaller than the precision of their numbers: raise learning_rate, or train them in fp32");
}

void LearningCheck::tell(const std::string& code, const std::vector<std::string>& names, const std::string& what,
                         const std::string& advice) const {
    constexpr std::size_t kShown = 3;
    if (names.empty()) return;
    std::string listed;
    for (std::size_t i = 0; i < std::min(kShown, names.size()); ++i)
        listed += (i == 0 ? "" : ", ") + names[i];
    if (names.size() > kShown) listed += " and " + std::to_string(names.size() - kShown) + " more";
    events_(protocol::Message{
        protocol::Message::Level::Warning,
        "in the first " + std::to_string(lastStep_) + (lastStep_ == 1 ? " step " : " steps ") +
            std::to_string(names.size()) + " of " + std::to_string(parameters_.size()) + " trained tensors " + what +
            ": " + listed + ". " + advice,
        code,
        {{"tensors", static_cast<double>(names.size())}, {"all", static_cast<double>(parameters_.size())}}});
}

}  // namespace atelier::training
