#pragma once

#include "protocol/job.h"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace atelier::protocol {

/// A part of a model as a person looks at it.
struct ModelPart {
    /// Equal layers one behind the other, or a single module.
    struct Block {
        std::string name;              ///< as in the model, e.g. "model.visual.blocks"
        std::int64_t layers = 0;       ///< 0: no list of layers
        std::uint64_t parameters = 0;  ///< of all of them

        static constexpr auto fields() {
            return std::tuple(field("name", &Block::name), optionalField("layers", &Block::layers),
                              field("parameters", &Block::parameters));
        }
    };
    std::string title;          ///< "vision tower"
    std::string role;           ///< "encoder", "bridge", "language"
    std::int64_t width = 0;     ///< of the hidden states; 0: not known
    std::vector<Block> blocks;  ///< in the model's order

    static constexpr auto fields() {
        return std::tuple(field("title", &ModelPart::title), field("role", &ModelPart::role),
                          optionalField("width", &ModelPart::width), field("blocks", &ModelPart::blocks));
    }
};

/// What a model folder holds. Problems (a tokenizer or a template that cannot be used, tensors that do not fit) are
/// listed, not thrown; a folder that is none throws.
struct ModelInfo {
    std::string family;
    std::vector<std::pair<std::string, std::uint64_t>> parts;  ///< "vision tower" and how many parameters
    std::vector<ModelPart> outline;                            ///< the same parts, from media to logits
    std::uint64_t parameters = 0, tensors = 0, bytes = 0;      ///< of the files: 0 without weights
    std::map<std::string, std::uint64_t> bytesByType;          ///< "BF16" -> bytes
    std::int64_t tokens = 0, vocabulary = 0;                   ///< of the tokenizer; rows of the embedding
    bool tiedEmbeddings = false;
    std::string example;  ///< a short conversation through the chat template
    std::string device;   ///< what "auto" takes on this computer: "cpu" or "cuda"
    std::vector<std::string> problems;

    static constexpr auto fields() {
        return std::tuple(field("family", &ModelInfo::family), field("parameters", &ModelInfo::parameters),
                          field("parts", &ModelInfo::parts), optionalField("outline", &ModelInfo::outline),
                          field("tensors", &ModelInfo::tensors), field("bytes", &ModelInfo::bytes),
                          field("bytes_by_type", &ModelInfo::bytesByType), field("tokens", &ModelInfo::tokens),
                          field("vocabulary", &ModelInfo::vocabulary),
                          field("tied_embeddings", &ModelInfo::tiedEmbeddings), field("example", &ModelInfo::example),
                          field("device", &ModelInfo::device), field("problems", &ModelInfo::problems));
    }
};

struct ModelInfoRequest {
    std::filesystem::path model;

    using Result = ModelInfo;
    static constexpr const char* kName = "model_info";
    static constexpr OnStop kOnStop = OnStop::EndsAtOnce;
    static constexpr auto fields() { return std::tuple(field("model", &ModelInfoRequest::model)); }
};

/// A model folder with random weights from one that has config and tokenizer only: where training from nothing starts.
struct CreateModelRequest {
    std::filesystem::path source, out;
    std::uint64_t seed = 42;

    using Result = NoResult;
    static constexpr const char* kName = "create_model";
    static constexpr OnStop kOnStop = OnStop::Ends;
    static constexpr auto fields() {
        return std::tuple(field("source", &CreateModelRequest::source), field("out", &CreateModelRequest::out),
                          optionalField("seed", &CreateModelRequest::seed));
    }
};

/// The same model with its weights in another dtype ("fp32", "bf16", "fp16"), as one whole folder.
struct ConvertModelRequest {
    std::filesystem::path model, out;
    std::string dtype = "bf16";

    using Result = NoResult;
    static constexpr const char* kName = "convert_model";
    static constexpr OnStop kOnStop = OnStop::Ends;
    static constexpr auto fields() {
        return std::tuple(field("model", &ConvertModelRequest::model), field("out", &ConvertModelRequest::out),
                          optionalField("dtype", &ConvertModelRequest::dtype));
    }
};

/// What an assembled model comes to.
struct AssembledModel {
    std::vector<std::pair<std::string, std::uint64_t>> parts;  ///< "vision_tower" and how many parameters
    std::uint64_t fresh = 0;                                   ///< parameters that start at random
    std::int64_t tokens = 0;                                   ///< of a picture; 0: it depends on its size
    bool stages = false;                                       ///< the folder has a stages.yaml

    static constexpr auto fields() {
        return std::tuple(field("parts", &AssembledModel::parts), field("fresh", &AssembledModel::fresh),
                          field("tokens", &AssembledModel::tokens), field("stages", &AssembledModel::stages));
    }
};

/// A model folder from a description of its parts (models/assembly/assembly.h). Without `out` nothing is written:
/// whether the parts fit, and what they come to.
struct AssembleModelRequest {
    std::string description;       ///< YAML
    std::filesystem::path source;  ///< its file, for messages; paths in it are relative to its folder
    std::optional<std::filesystem::path> out;
    std::uint64_t seed = 42;

    using Result = AssembledModel;
    static constexpr const char* kName = "assemble_model";
    static constexpr OnStop kOnStop = OnStop::Ends;
    static constexpr auto fields() {
        return std::tuple(
            field("description", &AssembleModelRequest::description), field("source", &AssembleModelRequest::source),
            optionalField("out", &AssembleModelRequest::out), optionalField("seed", &AssembleModelRequest::seed));
    }
};

}  // namespace atelier::protocol
