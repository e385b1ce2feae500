#include "hub/choice.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <fnmatch.h>
#include <set>
#include <string_view>

namespace atelier::hub {
namespace {

using Names = std::vector<std::string_view>;

constexpr const char* kNotAsked = "not asked for";
constexpr const char* kOtherFormat = "the weights in another format";
constexpr const char* kOtherCopy = "another copy of the weights";
constexpr const char* kCode = "code, which is never run";
constexpr const char* kNotNeeded = "not needed";

std::string lower(std::string_view text) {
    std::string result;
    for (const unsigned char c : text)
        result += static_cast<char>(std::tolower(c));
    return result;
}

std::string fileName(const std::string& path) {
    return path.substr(path.rfind('/') + 1);
}

bool isInFolder(const std::string& path) {
    return path.find('/') != path.npos;
}

bool endsInOneOf(const std::string& path, const Names& endings) {
    const std::string name = lower(path);
    return std::ranges::any_of(endings, [&](std::string_view ending) { return name.ends_with(ending); });
}

bool isSafetensors(const std::string& path) {
    return endsInOneOf(path, {".safetensors"});
}

// What torch writes. Not "training_args.bin" and the like, which hold no weights.
bool isPickle(const std::string& path) {
    const std::string name = lower(fileName(path));
    return endsInOneOf(path, {".bin", ".pth", ".pt", ".ckpt"}) && !name.starts_with("training_args") &&
           !name.starts_with("optimizer") && !name.starts_with("scheduler") && !name.starts_with("rng_state");
}

bool isForeignWeights(const std::string& path) {
    static const std::set<std::string, std::less<>> kFolders{"onnx", "openvino", "coreml", "gguf", "tflite", "mlx"};
    return kFolders.contains(lower(path.substr(0, path.find('/')))) ||
           endsInOneOf(path, {".gguf", ".ggml", ".onnx", ".onnx_data", ".h5", ".msgpack", ".ot", ".tflite", ".pb",
                              ".mlmodel", ".mlpackage", ".npz", ".engine", ".llamafile"});
}

bool isCode(const std::string& path) {
    return endsInOneOf(path, {".py", ".ipynb", ".sh", ".so", ".pyc", ".js", ".cpp", ".cu"});
}

bool isHidden(const std::string& path) {
    return path.starts_with('.') || path.find("/.") != path.npos;
}

// Settings, tokenizers (SentencePiece's and tiktoken's too), templates, card.
bool isSetting(const std::string& path) {
    return endsInOneOf(path, {".json", ".jinja", ".jinja2", ".txt", ".model", ".md", ".tiktoken", ".yaml", ".yml"});
}

bool isLicence(const std::string& path) {
    const std::string name = lower(fileName(path));
    constexpr std::array<std::string_view, 6> kBeginnings{"license", "licence",    "notice",
                                                          "copying", "use_policy", "acceptable"};
    return std::ranges::any_of(kBeginnings, [&](std::string_view one) { return name.starts_with(one); });
}

// "model.safetensors" or "model-00001-of-00002.safetensors": what transformers reads.
bool isMainWeights(const std::string& path) {
    return !isInFolder(path) && isSafetensors(path) &&
           (path == "model.safetensors" || (path.starts_with("model-") && path.find("-of-") != path.npos));
}

bool isMainIndex(const std::string& path) {
    return path == "model.safetensors.index.json";
}

struct Weights {
    bool safetensors = false, main = false, atTop = false, pickles = false;
};

Weights weightsOf(const std::vector<RemoteFile>& files) {
    Weights has;
    for (const auto& file : files) {
        if (isHidden(file.path) || isForeignWeights(file.path)) continue;
        has.safetensors |= isSafetensors(file.path);
        has.main |= isMainWeights(file.path) || isMainIndex(file.path);
        has.atTop |= isSafetensors(file.path) && !isInFolder(file.path);
        has.pickles |= isPickle(file.path);
    }
    return has;
}

// Why a file of a model is left out; empty: it is needed.
std::string reasonOfModel(const std::string& path, const Weights& has) {
    if (isHidden(path)) return kNotNeeded;
    if (isForeignWeights(path)) return kOtherFormat;
    if (isSafetensors(path)) {
        if (has.main && !isMainWeights(path) && lower(path).find("adapter_model") == path.npos) return kOtherCopy;
        return has.atTop && isInFolder(path) ? kOtherCopy : "";
    }
    if (isPickle(path)) return has.safetensors ? kOtherFormat : "";
    if (isCode(path)) return kCode;
    if (path.starts_with("original/")) return has.safetensors ? kOtherFormat : "";
    if (has.safetensors && endsInOneOf(path, {".bin.index.json"})) return kOtherFormat;
    return isSetting(path) || isLicence(path) ? "" : kNotNeeded;
}

std::string reasonOfDataset(const std::string& path) {
    return isHidden(path) ? kNotNeeded : isCode(path) ? kCode : "";
}

}  // namespace

bool matches(const std::string& path, const std::vector<std::string>& patterns) {
    return std::ranges::any_of(patterns, [&](std::string pattern) {
        if (pattern.ends_with('/')) pattern += '*';
        return ::fnmatch(pattern.c_str(), path.c_str(), FNM_NOESCAPE) == 0;
    });
}

Choice chooseFiles(Kind kind, const std::vector<RemoteFile>& files, const Patterns& patterns) {
    Choice choice;
    const Weights has = weightsOf(files);
    for (const auto& file : files) {
        std::string reason;
        if (matches(file.path, patterns.exclude))
            reason = kNotAsked;
        else if (!patterns.include.empty())
            reason = matches(file.path, patterns.include) ? "" : kNotAsked;
        else
            reason = kind == Kind::Model ? reasonOfModel(file.path, has) : reasonOfDataset(file.path);
        if (reason.empty()) {
            choice.files.push_back(file);
            continue;
        }
        auto& left = choice.leftOut[reason];
        ++left.files;
        left.bytes += file.size;
    }
    return choice;
}

}  // namespace atelier::hub
