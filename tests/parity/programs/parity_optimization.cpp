// Optimizers, schedules and the smoothed loss for test_optimization.py:
//   parity_optimization steps IN OUT RECIPE    parameters "p.NAME" and gradients "g.STEP.NAME" of IN; OUT: parameters
//                                              after all steps, each at learning_rate
//   parity_optimization rates RECIPE STEPS [LOSS ...]   one rate a line; with losses, one evaluation after each step
//   parity_optimization loss IN OUT SMOOTHING  hidden, weight, targets of IN; OUT: loss and both gradients
#include "checkpoint/tensors.h"
#include "common/error.h"
#include "training/checkpoint.h"
#include "training/loss.h"
#include "training/optimizer.h"
#include "training/schedule.h"

#include <torch/torch.h>

#include <cstdio>
#include <iostream>

namespace {

using namespace atelier;
using training::Trained;

training::TrainOptions optionsOf(const std::string& file) {
    const auto recipe = settings::Recipe::load(file);
    auto options = training::TrainOptions::schema().read(recipe);
    options.optimization = training::OptimizationOptions::schema().read(recipe);
    return options;
}

void steps(const std::string& in, const std::string& out, const std::string& recipe) {
    const auto tensors = training::readTensors(in);
    const auto options = optionsOf(recipe);
    std::vector<Trained> parameters;
    std::int64_t count = 0;
    for (const auto& [name, tensor] : tensors)
        if (name.starts_with("p."))
            parameters.push_back({name.substr(2), tensor.clone().requires_grad_()});
        else
            count = std::max<std::int64_t>(count, std::stoll(name.substr(2)) + 1);
    const auto optimizer = training::makeOptimizer(parameters, options);
    for (std::int64_t step = 0; step < count; ++step) {
        for (auto& parameter : parameters) {
            const auto found = tensors.find("g." + std::to_string(step) + "." + parameter.name);
            parameter.tensor.mutable_grad() = found == tensors.end() ? torch::Tensor() : found->second;
        }
        optimizer->step(options.learningRate, 1);
    }
    std::map<std::string, torch::Tensor> result;
    for (const auto& parameter : parameters)
        result[parameter.name] = parameter.tensor;
    training::writeTensors(out, result);
}

void rates(const std::string& recipe, std::int64_t steps, const std::vector<std::string>& losses) {
    training::Schedule schedule(optionsOf(recipe), steps);
    for (std::int64_t step = 0; step < steps; ++step) {
        std::printf("%.17g\n", schedule.at(step));
        if (static_cast<std::size_t>(step) < losses.size())
            schedule.evaluated(std::stod(losses[static_cast<std::size_t>(step)]));
    }
}

void loss(const std::string& in, const std::string& out, double smoothing) {
    auto tensors = training::readTensors(in);
    const auto hidden = tensors.at("hidden").requires_grad_(), weight = tensors.at("weight").requires_grad_();
    const auto sum = training::linearCrossEntropy(hidden, weight, tensors.at("targets"), {}, smoothing);
    sum.backward();
    training::writeTensors(out, {{"loss", sum}, {"hidden", hidden.grad()}, {"weight", weight.grad()}});
}

}  // namespace

int main(int count, char** values) {
    const std::vector<std::string> arguments(values + 1, values + count);
    try {
        if (arguments.at(0) == "steps")
            steps(arguments.at(1), arguments.at(2), arguments.at(3));
        else if (arguments[0] == "rates")
            rates(arguments.at(1), std::stoll(arguments.at(2)), {arguments.begin() + 3, arguments.end()});
        else
            loss(arguments.at(1), arguments.at(2), std::stod(arguments.at(3)));
    } catch (const Error& error) {
        std::cerr << error.what() << std::endl;
        return 2;
    }
}
