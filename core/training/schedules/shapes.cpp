#include "training/schedules/shapes.h"

#include "common/error.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace atelier::training {
namespace {

constexpr double kAny = std::numeric_limits<double>::max();
const std::vector<std::string> kCurves{"linear", "cosine", "1-sqrt"};

double share(std::int64_t part, std::int64_t whole) {
    return static_cast<double>(part) / static_cast<double>(std::max<std::int64_t>(1, whole));
}

// Of the steps after the warm-up.
double progressOf(std::int64_t step, const ShapeSpan& span) {
    return share(step - span.warmup, span.total - span.warmup);
}

double wave(double cycles, double progress) {
    return 0.5 * (1 + std::cos(std::numbers::pi * cycles * 2 * progress));
}

Shape warmed(const ShapeSpan& span, Shape after) {
    return [warmup = span.warmup, after = std::move(after)](std::int64_t step) {
        return step < warmup ? share(step, warmup) : after(step);
    };
}

Shape constant(const ShapeSpan&, Arguments&) {
    return [](std::int64_t) { return 1.0; };
}

Shape constantWithWarmup(const ShapeSpan& span, Arguments& details) {
    return warmed(span, constant(span, details));
}

Shape linear(const ShapeSpan& span, Arguments&) {
    return warmed(span, [span](std::int64_t step) { return std::max(0.0, 1 - progressOf(step, span)); });
}

Shape cosine(const ShapeSpan& span, Arguments& details) {
    const double cycles = details.number("num_cycles", 0.5, 0, 1e6);
    return warmed(span, [=](std::int64_t step) { return std::max(0.0, wave(cycles, progressOf(step, span))); });
}

Shape cosineWithRestarts(const ShapeSpan& span, Arguments& details) {
    const double cycles = details.number("num_cycles", 1, 0, 1e6);
    return warmed(span, [=](std::int64_t step) {
        const double progress = progressOf(step, span);
        return progress >= 1 ? 0.0 : std::max(0.0, wave(0.5, std::fmod(cycles * progress, 1.0)));
    });
}

Shape cosineWithMinimum(const ShapeSpan& span, Arguments& details) {
    const double cycles = details.number("num_cycles", 0.5, 0, 1e6);
    const auto rate = details.number("min_lr", 0, kAny), ratio = details.number("min_lr_rate", 0, 1);
    if (rate.has_value() == ratio.has_value())
        throw Error("cosine_with_min_lr needs either min_lr or min_lr_rate", details.where(),
                    "e.g. {\"min_lr_rate\": 0.1}");
    const double least = ratio ? *ratio : *rate / span.rate;
    return warmed(span, [=](std::int64_t step) {
        return std::max(0.0, wave(cycles, progressOf(step, span)) * (1 - least) + least);
    });
}

Shape polynomial(const ShapeSpan& span, Arguments& details) {
    const double end = details.number("lr_end", 1e-7, 0, kAny) / span.rate;
    const double power = details.number("power", 1, 0, 1e3);
    if (end >= 1)
        throw Error("lr_end must be smaller than learning_rate", details.where(), "lower one or raise the other");
    return warmed(span, [=](std::int64_t step) {
        return step > span.total ? end : (1 - end) * std::pow(1 - progressOf(step, span), power) + end;
    });
}

Shape inverseSquareRoot(const ShapeSpan& span, Arguments& details) {
    std::int64_t scale = details.count("timescale", span.warmup > 0 ? span.warmup : 10'000);
    if (scale == 0) throw Error("timescale must be at least 1", details.where());
    return warmed(span, [=](std::int64_t step) { return 1 / std::sqrt(share(step + scale - span.warmup, scale)); });
}

// From 1 down to 0.
double fall(const std::string& curve, double progress, double cycles) {
    if (curve == "linear") return 1 - progress;
    return curve == "cosine" ? wave(cycles, progress) : 1 - std::sqrt(progress);
}

Shape warmupStableDecay(const ShapeSpan& span, Arguments& details) {
    const std::int64_t decaying = details.count("num_decay_steps", std::max<std::int64_t>(1, span.total / 10));
    const std::int64_t stable = details.count("num_stable_steps", span.total - span.warmup - decaying);
    if (stable < 0)
        throw Error("warm-up and decay are longer than the training of " + std::to_string(span.total) + " steps",
                    details.where(), "lower num_decay_steps or warmup_steps");
    const double least = details.number("min_lr_ratio", 0, 0, 1), cycles = details.number("num_cycles", 0.5, 0, 1e6);
    const std::string rise = details.choice("warmup_type", "linear", kCurves),
                      drop = details.choice("decay_type", "cosine", kCurves);
    return [=](std::int64_t step) {
        const auto raised = [&](double factor) { return std::max(0.0, factor * (1 - least) + least); };
        if (step < span.warmup) {
            const double progress = share(step, span.warmup);
            if (rise == "linear") return raised(progress);
            return raised(rise == "cosine" ? 1 - wave(0.5, progress) : 1 - std::sqrt(1 - progress));
        }
        if (step < span.warmup + stable) return 1.0;
        if (step >= span.warmup + stable + decaying) return least;
        return raised(fall(drop, share(step - span.warmup - stable, decaying), cycles));
    };
}

}  // namespace

const std::vector<NamedShape>& shapes() {
    static const std::vector<NamedShape> all{
        {"constant", "", constant},
        {"constant_with_warmup", "", constantWithWarmup},
        {"linear", "", linear},
        {"cosine", "num_cycles", cosine},
        {"cosine_with_restarts", "num_cycles", cosineWithRestarts},
        {"cosine_with_min_lr", "min_lr or min_lr_rate, num_cycles", cosineWithMinimum},
        {"polynomial", "lr_end, power", polynomial},
        {"inverse_sqrt", "timescale", inverseSquareRoot},
        {"warmup_stable_decay", "num_decay_steps, num_stable_steps, min_lr_ratio, warmup_type, decay_type, num_cycles",
         warmupStableDecay},
    };
    return all;
}

Shape makeShape(const std::string& name, const ShapeSpan& span, Arguments& details) {
    const auto found = std::ranges::find(shapes(), name, &NamedShape::name);
    if (found == shapes().end()) throw Error("unknown schedule \"" + name + "\"", "lr_scheduler_type");
    Shape shape = found->make(span, details);
    details.finish(name);
    return shape;
}

}  // namespace atelier::training
