#include "training/checkpoint.h"

#include "checkpoint/safetensors.h"
#include "checkpoint/tensors.h"
#include "common/error.h"

#include <ATen/Context.h>
#include <torch/torch.h>

#include <mutex>

namespace atelier::training {

std::filesystem::path tensorsOf(const std::filesystem::path& folder, const std::string& component) {
    return folder / (component + ".safetensors");
}

const Json* stateIn(const Json& progress, const std::string& component) {
    if (const auto components = progress.find("components"); components != progress.end()) {
        const auto found = components->find(component);
        return found == components->end() ? nullptr : &*found;
    }
    const auto found = progress.find(component);
    // "skipped_steps" is a count among its neighbours there.
    return found != progress.end() && found->is_object() ? &*found : &progress;
}

void writeTensors(const std::filesystem::path& file, const std::map<std::string, torch::Tensor>& tensors) {
    std::map<std::string, torch::Tensor> kept;
    std::map<std::string, checkpoint::TensorView> views;
    for (const auto& [name, tensor] : tensors) {
        kept[name] = tensor.detach().to(torch::kCPU).contiguous();
        views[name] = checkpoint::viewOf(kept[name]);
    }
    checkpoint::writeSafetensors(file, views);
}

std::map<std::string, torch::Tensor> readTensors(const std::filesystem::path& file) {
    const checkpoint::SafetensorsFile read(file);
    std::map<std::string, torch::Tensor> tensors;
    for (const auto& [name, view] : read.tensors())
        tensors[name] = checkpoint::toTensor(view);
    return tensors;
}

void restoreParameters(const std::filesystem::path& file, const std::vector<Trained>& parameters) {
    torch::NoGradGuard noGrad;
    auto tensors = readTensors(file);
    for (const auto& parameter : parameters) {
        const auto found = tensors.find(parameter.name);
        if (found == tensors.end()) throw Error("the tensor \"" + parameter.name + "\" is missing", file.string());
        if (found->second.sizes() != parameter.tensor.sizes())
            throw Error("the tensor \"" + parameter.name + "\" has another shape", file.string());
        torch::Tensor target = parameter.tensor;
        target.copy_(found->second);
        tensors.erase(found);
    }
    if (!tensors.empty())
        throw Error("the tensor \"" + tensors.begin()->first + "\" has no place in this run", file.string());
}

namespace {

std::map<std::string, at::Generator> generators() {
    std::map<std::string, at::Generator> all{{"cpu", at::globalContext().defaultGenerator(at::kCPU)}};
    if (torch::cuda::is_available()) all["cuda"] = at::globalContext().defaultGenerator(at::Device(at::kCUDA, 0));
    return all;
}

}  // namespace

std::map<std::string, torch::Tensor> generatorStates() {
    std::map<std::string, torch::Tensor> states;
    for (auto& [name, generator] : generators()) {
        const std::lock_guard lock(generator.mutex());
        states[name] = generator.get_state();
    }
    return states;
}

void restoreGenerators(const std::map<std::string, torch::Tensor>& states) {
    for (auto& [name, generator] : generators()) {
        const auto found = states.find(name);
        if (found == states.end()) continue;  // saved on a machine without this device
        const std::lock_guard lock(generator.mutex());
        generator.set_state(found->second);
    }
}

void throwBrokenCheckpoint(const std::filesystem::path& folder) {
    const auto refuse = [&](const std::string& what, const std::string& where = {}) {
        throw Error("the checkpoint is broken: " + what.substr(0, what.find('\n')),
                    where.empty() ? folder.string() : where,
                    "remove " + folder.string() + " to resume from the checkpoint before it");
    };
    try {
        throw;
    } catch (const Error& error) {
        if (error.kind() != Error::Kind::User) throw;
        refuse(error.message(), error.where());
    } catch (const std::filesystem::filesystem_error& error) {
        refuse(error.code().message(), error.path1().string());
    } catch (const c10::Error& error) {
        refuse(error.what_without_backtrace());
    } catch (const Json::exception& error) {
        const std::string text = error.what();  // "[json.exception...] key 'step' not found"
        const auto begin = text.find("] ");
        refuse("a value is missing or of another type: " +
               (begin == std::string::npos ? text : text.substr(begin + 2)));
    }
    throw std::logic_error("unreachable");
}

}  // namespace atelier::training
