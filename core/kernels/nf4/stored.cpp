#include "kernels/stored.h"

#include "common/error.h"
#include "common/json.h"
#include "kernels/nf4/nf4.h"

#include <torch/torch.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

// As bitsandbytes' QuantState packs itself for safetensors.
namespace atelier::kernels {
namespace {

using torch::Tensor;

constexpr std::array<std::int64_t, 8> kBlockSizes{32, 64, 128, 256, 512, 1024, 2048, 4096};

std::string typeName(FourBitType type) {
    return type == FourBitType::NF4 ? "nf4" : "fp4";
}

std::string stateName(const std::string& name, FourBitType type) {
    return name + ".quant_state.bitsandbytes__" + typeName(type);
}

constexpr std::array<std::pair<torch::Dtype, const char*>, 3> kDtypes{
    {{torch::kFloat32, "float32"}, {torch::kBFloat16, "bfloat16"}, {torch::kFloat16, "float16"}}};

Tensor toBytes(const std::string& text) {
    Tensor bytes = torch::empty({static_cast<std::int64_t>(text.size())}, torch::kUInt8);
    std::ranges::copy(text, bytes.mutable_data_ptr<std::uint8_t>());
    return bytes;
}

// The JSON part. Complains in the name of its tensor.
class State {
    template <class F>
    auto fromJson(F&& f) const {
        try {
            return f();
        } catch (const Error& error) {
            refuse(error.message());
        }
    }

public:
    State(const StoredParts& parts, const std::string& name) : parts_(parts), name_(name) {
        const auto bytes = parts.at(name).cpu().contiguous();
        if (bytes.scalar_type() != torch::kUInt8) parts.refuse(name, "is not JSON as bytes");
        const std::string_view text(reinterpret_cast<const char*>(bytes.const_data_ptr()), bytes.nbytes());
        json_ = fromJson([&] { return parseJson(text, name); });
        if (!json_.is_object()) parts.refuse(name, "is no JSON object");
    }

    template <class T>
    T at(const char* key) const {
        return fromJson([&] { return jsonAt<T>(json_, key, name_); });
    }

    std::vector<std::int64_t> shape() const {
        const auto found = json_.find("shape");
        std::vector<std::int64_t> shape;
        std::int64_t count = 1;
        if (found == json_.end() || !found->is_array() || found->empty()) refuse("has no shape");
        for (const auto& size : *found) {
            if (!size.is_number_integer() || size.get<std::int64_t>() <= 0) refuse("has a shape that is none");
            shape.push_back(size.get<std::int64_t>());
            if (shape.back() > std::numeric_limits<std::int32_t>::max() ||
                count > std::numeric_limits<std::int64_t>::max() / shape.back() / 2)
                refuse("has a shape that is too large");
            count *= shape.back();
        }
        return shape;
    }

    torch::Dtype dtype() const {
        const auto text = at<std::string>("dtype");
        for (const auto& [dtype, name] : kDtypes)
            if (text == name) return dtype;
        refuse("has the dtype \"" + text + "\"; known: float32, bfloat16, float16");
    }

    std::int64_t blockSize(const char* key) const {
        const auto size = at<std::int64_t>(key);
        if (std::ranges::find(kBlockSizes, size) == kBlockSizes.end())
            refuse(std::string(key) + " is " + std::to_string(size) + "; known: powers of two from 32 to 4096");
        return size;
    }

    [[noreturn]] void refuse(const std::string& what) const { parts_.refuse(name_, what); }

private:
    const StoredParts& parts_;
    std::string name_;
    Json json_;
};

FourBitType typeOf(const StoredParts& parts, const std::string& name) {
    for (const auto type : {FourBitType::NF4, FourBitType::FP4})
        if (parts.has(stateName(name, type))) return type;
    parts.refuse(stateName(name, FourBitType::NF4), "is missing, but the quantized weight needs it");
}

// A file may hold the table in 16 bits; another table is further off.
void requireTable(const StoredParts& parts, const std::string& name, FourBitType type) {
    constexpr double kRounding = 4e-3;
    const auto table = parts.statistics(name, 16);
    if (!table.is_meta() && (table.cpu() - fourBitValues(type)).abs().max().item<double>() > kRounding)
        parts.refuse(name, "is another table than that of " + typeName(type));
}

}  // namespace

std::map<std::string, Tensor> toTensors(const Nf4Tensor& q, const std::string& name) {
    const auto dtype = std::ranges::find(kDtypes, q.dtype, [](const auto& entry) { return entry.first; });
    if (dtype == kDtypes.end()) throw std::logic_error("an Nf4Tensor of an unknown dtype");
    Json state{
        {"quant_type", typeName(q.type)}, {"blocksize", q.blockSize}, {"dtype", dtype->second}, {"shape", q.shape}};
    std::map<std::string, Tensor> tensors{
        {name, q.codes}, {name + ".absmax", q.absmax}, {name + ".quant_map", fourBitValues(q.type)}};
    if (q.doubleQuantized()) {
        tensors[name + ".nested_absmax"] = q.nestedAbsmax;
        tensors[name + ".nested_quant_map"] = q.nestedMap;
        state["nested_blocksize"] = q.nestedBlockSize;
        state["nested_dtype"] = "float32";
        state["nested_offset"] = q.offset.item<double>();
    }
    tensors[stateName(name, q.type)] = toBytes(state.dump());
    return tensors;
}

Nf4Tensor nf4FromTensors(const std::map<std::string, Tensor>& tensors, const std::string& name,
                         const std::string& where) {
    const StoredParts parts(tensors, where);
    Nf4Tensor q;
    q.type = typeOf(parts, name);
    const State state(parts, stateName(name, q.type));
    if (const auto type = state.at<std::string>("quant_type"); type != typeName(q.type))
        state.refuse("has the quant_type \"" + type + "\", unlike its name");
    q.shape = state.shape();
    q.dtype = state.dtype();
    q.blockSize = state.blockSize("blocksize");

    const auto& codes = parts.at(name);
    const std::int64_t bytes = (q.numel() + 1) / 2;
    if (static_cast<std::int64_t>(codes.nbytes()) != bytes)
        parts.refuse(name,
                     "has " + std::to_string(codes.nbytes()) + " bytes, its shape wants " + std::to_string(bytes));
    // bitsandbytes can keep the bytes as elements of a wider type (bnb_4bit_quant_storage).
    q.codes = codes.contiguous().view({-1}).view(torch::kUInt8).view({bytes, 1});

    requireTable(parts, name + ".quant_map", q.type);
    if (!parts.has(name + ".nested_absmax")) {
        q.absmax = parts.statistics(name + ".absmax", q.blocks());
        return q;
    }
    q.absmax = parts.at(name + ".absmax", torch::kUInt8, q.blocks()).view({q.blocks()});
    q.nestedBlockSize = state.blockSize("nested_blocksize");
    q.nestedAbsmax =
        parts.statistics(name + ".nested_absmax", (q.blocks() + q.nestedBlockSize - 1) / q.nestedBlockSize);
    q.nestedMap = parts.statistics(name + ".nested_quant_map", 256);
    const auto offset = state.at<double>("nested_offset");
    if (!std::isfinite(static_cast<float>(offset))) state.refuse("has a nested_offset that is not finite");
    q.offset = torch::tensor(static_cast<float>(offset)).to(q.codes.device());
    return q;
}

}  // namespace atelier::kernels
