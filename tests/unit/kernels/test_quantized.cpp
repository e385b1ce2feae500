#include "common/error.h"
#include "kernels/int8/int8.h"
#include "kernels/nf4/nf4.h"
#include "kernels/product.h"

#include <c10/core/Allocator.h>
#include <c10/util/ThreadLocalDebugInfo.h>
#include <gtest/gtest.h>
#include <torch/torch.h>

using namespace atelier;
using kernels::FourBitType;
using torch::Tensor;

// 4-bit and 8-bit matrices against their definitions, written with torch's operations; on the GPU too, where there is
// one. Numbers of bitsandbytes itself: tests/parity/test_quantized.py.
namespace {

std::vector<torch::Device> devices() {
    std::vector<torch::Device> all{torch::kCPU};
    if (torch::cuda::is_available()) all.emplace_back(torch::kCUDA);
    return all;
}

constexpr auto kTypes = {torch::kFloat32, torch::kBFloat16, torch::kFloat16};

double largest(const Tensor& x) {
    return x.to(torch::kFloat64).abs().max().item<double>();
}

bool sameTensor(const Tensor& a, const Tensor& b) {
    return a.sizes() == b.sizes() && a.scalar_type() == b.scalar_type() && torch::equal(a.cpu(), b.cpu());
}

// --- definitions ---

// Element i of the matrix: the value of its code times its block's absmax.
Tensor expected(const kernels::Nf4Tensor& q) {
    const auto values = kernels::fourBitValues(q.type).cpu();
    const auto codes = q.codes.cpu().view(-1), absmax = q.absmax.cpu();
    Tensor result = torch::empty({q.numel()});
    for (std::int64_t i = 0; i < q.numel(); ++i) {
        const int byte = codes[i / 2].item<int>();
        const auto block = i / q.blockSize;
        const float scale =
            !q.doubleQuantized()
                ? absmax[block].item<float>()
                : (q.nestedMap.cpu()[absmax[block].item<int>()] * q.nestedAbsmax.cpu()[block / q.nestedBlockSize] +
                   q.offset.cpu())
                      .item<float>();
        result[i] = values[i % 2 == 0 ? byte >> 4 : byte & 15].item<float>() * scale;
    }
    return result.view(q.shape);
}

Tensor random(std::vector<std::int64_t> shape, const torch::Device& device, torch::Dtype dtype) {
    return torch::randn(shape).to(device, dtype);
}

// A quantised matrix of either kind with its functions, for what is asked of both.
struct Quantized {
    std::string name;
    Tensor dense;  // in fp32
    std::function<Tensor(torch::Dtype)> dequantize;
    std::function<Tensor(const Tensor&, const Tensor&)> linear;
    std::function<Tensor(const Tensor&)> transposed;
};

std::vector<Quantized> bothOf(const Tensor& weight) {
    std::vector<Quantized> all;
    for (const bool nested : {false, true}) {
        const auto q = kernels::quantizeNf4(weight, nested);
        all.push_back({nested ? "nf4 double" : "nf4", kernels::dequantizeNf4(q, torch::kFloat32),
                       [q](torch::Dtype dtype) { return kernels::dequantizeNf4(q, dtype); },
                       [q](const Tensor& x, const Tensor& bias) { return kernels::nf4Linear(x, q, bias); },
                       [q](const Tensor& g) { return kernels::nf4LinearTransposed(g, q); }});
    }
    const auto q = kernels::quantizeInt8(weight);
    all.push_back({"int8", kernels::dequantizeInt8(q, torch::kFloat32),
                   [q](torch::Dtype dtype) { return kernels::dequantizeInt8(q, dtype); },
                   [q](const Tensor& x, const Tensor& bias) { return kernels::int8Linear(x, q, bias); },
                   [q](const Tensor& g) { return kernels::int8LinearTransposed(g, q); }});
    return all;
}

// What torch's allocator holds at most, beyond what it held at first.
class Peak : public c10::MemoryReportingInfoBase {
public:
    void reportMemoryUsage(void*, std::int64_t change, std::size_t, std::size_t, c10::Device) override {
        now_ += change;
        peak_ = std::max(peak_, now_);
    }
    bool memoryProfilingEnabled() const override { return true; }
    std::int64_t bytes() const { return peak_; }

private:
    std::int64_t now_ = 0, peak_ = 0;
};

template <class F>
std::int64_t peakOf(F&& f) {
    const auto peak = std::make_shared<Peak>();
    const c10::DebugInfoGuard guard(c10::DebugInfoKind::PROFILER_STATE, peak);
    f();
    return peak->bytes();
}

template <class F>
std::string messageOf(F&& f) {
    try {
        f();
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), Error::Kind::User);
        EXPECT_FALSE(error.hint().empty()) << error.what();
        return error.where() + ": " + error.message();
    }
    return "nothing was thrown";
}

#define EXPECT_SAYS(TEXT, STATEMENT)                                                      \
    {                                                                                     \
        const auto message = messageOf([&] { STATEMENT; });                               \
        EXPECT_NE(message.find(TEXT), std::string::npos) << message << " lacks " << TEXT; \
    }

}  // namespace

// --- NF4 and FP4 ---

TEST(Nf4, codesAreNearestValues) {
    torch::manual_seed(1);
    for (const auto& device : devices())
        for (const auto type : {FourBitType::NF4, FourBitType::FP4})
            for (const auto dtype : kTypes) {
                const auto weight = random({37, 41}, device, dtype);  // 1517: an odd count, a broken last block
                const auto q = kernels::quantizeNf4(weight, /*doubleQuantization=*/false, type);
                EXPECT_EQ(q.dtype, dtype);
                ASSERT_EQ(q.blocks(), 24);
                ASSERT_EQ(q.codes.sizes(), (std::vector<std::int64_t>{759, 1}));
                const auto numbers = weight.cpu().to(torch::kFloat32).view(-1);
                const auto values = kernels::fourBitValues(type);
                const auto dense = kernels::dequantizeNf4(q, torch::kFloat32).cpu();
                ASSERT_TRUE(sameTensor(dense, expected(q)));
                for (std::int64_t block = 0; block < q.blocks(); ++block) {
                    const auto part = numbers.slice(0, 64 * block, 64 * (block + 1));
                    const auto absmax = part.abs().max();
                    EXPECT_EQ(q.absmax[block].item<float>(), absmax.item<float>());
                    const auto nearest = std::get<0>((part.unsqueeze(1) - values * absmax).abs().min(1));
                    const auto errors = (part - dense.view(-1).slice(0, 64 * block, 64 * (block + 1))).abs();
                    EXPECT_LE(largest(errors - nearest), 1e-6);
                }
                EXPECT_EQ(q.codes[758].item<int>() & 15, type == FourBitType::NF4 ? 7 : 0);
            }
}

TEST(Nf4, doubleQuantization) {
    torch::manual_seed(2);
    for (const auto& device : devices()) {
        const auto weight =
            random({300, 75}, device, torch::kFloat32) * torch::linspace(0.1, 3, 300).view({-1, 1}).to(device);
        const auto plain = kernels::quantizeNf4(weight, false), nested = kernels::quantizeNf4(weight, true);
        EXPECT_TRUE(sameTensor(plain.codes, nested.codes));
        ASSERT_EQ(nested.absmax.scalar_type(), torch::kUInt8);
        ASSERT_EQ(nested.absmax.numel(), 352);
        ASSERT_EQ(nested.nestedAbsmax.numel(), 2);
        EXPECT_NEAR(nested.offset.item<float>(), plain.absmax.mean().item<float>(), 1e-6);
        EXPECT_LE(largest(kernels::dequantizeNf4(nested, torch::kFloat32).cpu() - expected(nested)), 1e-6);
        // A step of the dynamic map is at most 0.0141 of the block's largest deviation from the mean.
        const auto centred = (plain.absmax - nested.offset).cpu();
        const auto back =
            kernels::dequantizeNf4(nested, torch::kFloat32) - kernels::dequantizeNf4(plain, torch::kFloat32);
        EXPECT_LE(largest(back), 0.0071 * largest(centred));
        EXPECT_GT(largest(back), 0);
        EXPECT_LT(nested.bytes(), plain.bytes());
        EXPECT_NEAR(static_cast<double>(nested.bytes()), 300 * 75 * (0.5 + 1.0 / 64) + 8 + 1024 + 4, 4);
    }
}

TEST(Nf4, dynamicMap) {
    const auto map = kernels::dynamicMap();
    ASSERT_EQ(map.numel(), 256);
    EXPECT_TRUE((map.slice(0, 1) > map.slice(0, 0, -1)).all().item<bool>());
    EXPECT_EQ(map[255].item<float>(), 1.0f);
    EXPECT_EQ(map[127].item<float>(), 0.0f);
    EXPECT_FLOAT_EQ(map[254].item<float>(), 1 - 0.9f / 128);
    EXPECT_FLOAT_EQ(map[128].item<float>(), 0.55e-6f);
    EXPECT_TRUE(torch::equal(map.slice(0, 0, 127).flip(0), -map.slice(0, 128, 255)));
}

TEST(Nf4, zerosStayZeros) {
    for (const auto& device : devices()) {
        auto weight = torch::zeros({4, 64}, device);
        weight[1].fill_(2);
        for (const auto type : {FourBitType::NF4, FourBitType::FP4}) {
            EXPECT_TRUE(
                sameTensor(kernels::dequantizeNf4(kernels::quantizeNf4(weight, false, type), torch::kFloat32), weight));
            const auto zeros = torch::zeros({3, 50}, device);
            EXPECT_TRUE(
                sameTensor(kernels::dequantizeNf4(kernels::quantizeNf4(zeros, true, type), torch::kFloat32), zeros));
        }
    }
}

TEST(Nf4, anyShape) {
    torch::manual_seed(3);
    for (const auto& shape :
         std::vector<std::vector<std::int64_t>>{{1}, {63}, {64}, {65}, {1, 129}, {5, 7}, {3, 5, 11}}) {
        const auto q = kernels::quantizeNf4(torch::randn(shape), true);
        EXPECT_LE(largest(kernels::dequantizeNf4(q, torch::kFloat32) - expected(q)), 1e-6) << c10::IntArrayRef(shape);
        EXPECT_EQ(q.codes.numel(), (q.numel() + 1) / 2);
    }
    // Not contiguous, and larger than one part of the conversion to fp32.
    const auto weight = torch::randn({700, 1700}).to(torch::kFloat16).t();
    EXPECT_TRUE(sameTensor(kernels::quantizeNf4(weight, false).codes,
                           kernels::quantizeNf4(weight.to(torch::kFloat32), false).codes));
}

// --- INT8 ---

TEST(Int8, codesAreRoundedShares) {
    torch::manual_seed(4);
    for (const auto& device : devices())
        for (const auto dtype : kTypes) {
            auto weight = random({37, 41}, device, dtype);
            weight[5].zero_();
            const auto q = kernels::quantizeInt8(weight);
            EXPECT_EQ(q.dtype, dtype);
            const auto numbers = weight.to(torch::kFloat32);
            EXPECT_TRUE(sameTensor(q.absmax, numbers.abs().amax(1)));
            const auto factors = torch::where(q.absmax > 0, q.absmax.reciprocal() * 127, 0);
            EXPECT_TRUE(sameTensor(q.codes, (numbers * factors.unsqueeze(1)).round().to(torch::kInt8)));
            const auto dense = kernels::dequantizeInt8(q, torch::kFloat32);
            EXPECT_LE(largest((dense - numbers) / q.absmax.clamp_min(1e-6).unsqueeze(1)), 0.5 / 127 + 1e-6);
            EXPECT_EQ(largest(dense[5]), 0);
        }
    // Half to even: 127 is the absmax, so that shares are the numbers themselves.
    const auto halves = torch::tensor({{127.0f, 0.5f, 1.5f, 2.5f, -0.5f, -1.5f, -2.5f}});
    EXPECT_TRUE(
        sameTensor(kernels::quantizeInt8(halves).codes, torch::tensor({{127, 0, 2, 2, 0, -2, -2}}).to(torch::kInt8)));
}

// --- both ---

TEST(Quantized, dtypesAreRoundedOnce) {
    torch::manual_seed(5);
    for (const auto& device : devices())
        for (const auto& q : bothOf(random({70, 51}, device, torch::kFloat32)))
            for (const auto dtype : {torch::kBFloat16, torch::kFloat16, torch::kFloat64})
                EXPECT_TRUE(sameTensor(q.dequantize(dtype), q.dense.to(dtype))) << q.name << dtype;
}

TEST(Quantized, productsEqualThoseOfTheDenseMatrix) {
    torch::manual_seed(6);
    const auto columns = kernels::kTileElements / 700 + 300;
    // One tile; odd widths; several tiles of rows and of columns, the last ones smaller, blocks across rows.
    for (const auto& [out, in] :
         std::vector<std::pair<std::int64_t, std::int64_t>>{{48, 64}, {31, 37}, {700, columns + 1}})
        for (const auto& device : devices())
            for (const auto& q : bothOf(random({out, in}, device, torch::kFloat32)))
                for (const auto dtype : {torch::kFloat32, torch::kBFloat16, torch::kFloat64}) {
                    const auto dense = q.dense.to(dtype);
                    const auto bias = random({out}, device, dtype);
                    for (const std::vector<std::int64_t>& rows : {std::vector<std::int64_t>{}, {1}, {2, 5}}) {
                        auto shape = rows;
                        shape.push_back(in);
                        const auto x = random(shape, device, dtype).requires_grad_();
                        shape.back() = out;
                        const auto g = random(shape, device, dtype);
                        const double tolerance = dtype == torch::kFloat32    ? 2e-6
                                                 : dtype == torch::kBFloat16 ? 8e-3
                                                                             : 1e-12;
                        const auto same = [&](const Tensor& ours, const Tensor& reference) {
                            EXPECT_EQ(ours.sizes(), reference.sizes());
                            EXPECT_EQ(ours.scalar_type(), dtype);
                            EXPECT_FALSE(ours.requires_grad());
                            EXPECT_LE(largest(ours - reference), tolerance * largest(reference))
                                << q.name << " " << dtype << " " << out << " x " << in;
                        };
                        const auto exact = dense.to(torch::kFloat64), b = bias.to(torch::kFloat64);
                        same(q.linear(x, bias), at::linear(x.detach().to(torch::kFloat64), exact, b));
                        same(q.linear(x, {}), at::linear(x.detach().to(torch::kFloat64), exact));
                        same(q.transposed(g), at::matmul(g.to(torch::kFloat64), exact));
                    }
                }
}

TEST(Quantized, memoryOfAProductIsATile) {
    const std::int64_t size = 4096, tile = kernels::kTileElements;  // 64 MB in fp32
    for (const auto dtype : {torch::kFloat32, torch::kBFloat16}) {
        const auto x = torch::ones({5, size}, dtype);
        for (const auto& q : bothOf(torch::randn({size, size}).to(dtype))) {
            const std::int64_t element = 4;  // of the product, which may be in fp32
            const std::int64_t bound = element * (tile + 3 * x.numel()) + (64 << 10);
            EXPECT_LE(peakOf([&] { q.linear(x, {}); }), bound) << q.name;
            EXPECT_LE(peakOf([&] { q.transposed(x); }), bound) << q.name;
            EXPECT_GT(peakOf([&] { q.linear(x, {}); }), tile) << "the test measures nothing";
            // fp16 goes through fp32: a part at a time.
            EXPECT_LE(peakOf([&] { q.dequantize(torch::kFloat16); }), 2 * size * size + 5 * tile) << q.name;
        }
        const auto weight = torch::randn({size, size}).to(dtype);
        EXPECT_LE(peakOf([&] { kernels::quantizeNf4(weight); }), size * size * 5 / 8 + 5 * tile);
        EXPECT_LE(peakOf([&] { kernels::quantizeInt8(weight); }), size * size + 5 * tile);
    }
}

TEST(Quantized, metaTensors) {
    const auto weight = torch::empty({200, 130}, torch::dtype(torch::kBFloat16).device(torch::kMeta));
    const auto x = torch::empty({3, 5, 130}, torch::kBFloat16), g = torch::empty({7, 200});
    for (const auto& q : bothOf(weight)) {
        EXPECT_TRUE(q.dense.is_meta() && q.dense.sizes() == weight.sizes());
        for (const auto& given : {x, x.to(torch::kMeta)}) {
            const auto y = q.linear(given, {});
            EXPECT_TRUE(y.is_meta() && y.scalar_type() == torch::kBFloat16);
            EXPECT_EQ(y.sizes(), (std::vector<std::int64_t>{3, 5, 200}));
        }
        EXPECT_EQ(q.transposed(g).sizes(), (std::vector<std::int64_t>{7, 130}));
    }
    // A meta quantisation takes as much as a real one.
    for (const bool nested : {false, true})
        EXPECT_EQ(kernels::quantizeNf4(weight, nested).bytes(),
                  kernels::quantizeNf4(torch::ones({200, 130}), nested).bytes());
    EXPECT_EQ(kernels::quantizeInt8(weight).bytes(), kernels::quantizeInt8(torch::ones({200, 130})).bytes());
    // x on the meta device, the matrix not.
    const auto q = kernels::quantizeNf4(torch::ones({200, 130}));
    EXPECT_TRUE(kernels::nf4Linear(x.to(torch::kMeta), q).is_meta());
}

TEST(Quantized, refusesWhatIsNotFinite) {
    for (const auto& device : devices())
        for (const float bad : {NAN, -NAN, INFINITY, -INFINITY})
            for (const std::int64_t place : {0, 40, 70, 99}) {
                auto weight = torch::ones({1, 100}, device);
                weight.index_put_({0, place}, bad);
                EXPECT_SAYS("file, tensor q: NaN or infinity",
                            kernels::quantizeNf4(weight, true, FourBitType::NF4, "file, tensor q"));
                EXPECT_SAYS("file, tensor q: NaN or infinity", kernels::quantizeInt8(weight, "file, tensor q"));
            }
    EXPECT_THROW(kernels::quantizeNf4(torch::ones({3}, torch::kInt32)), std::logic_error);
    EXPECT_THROW(kernels::quantizeInt8(torch::ones({3})), std::logic_error);
    EXPECT_THROW(kernels::nf4Linear(torch::ones({2, 5}), kernels::quantizeNf4(torch::ones({3, 4}))), std::logic_error);
}

// --- stored tensors ---

TEST(Stored, nf4ComesBack) {
    torch::manual_seed(7);
    for (const auto type : {FourBitType::NF4, FourBitType::FP4})
        for (const bool nested : {false, true})
            for (const auto dtype : kTypes) {
                const auto q = kernels::quantizeNf4(torch::randn({33, 35}).to(dtype), nested, type);
                auto tensors = kernels::toTensors(q, "q.weight");
                EXPECT_EQ(tensors.size(), nested ? 6u : 4u);
                tensors["other.weight"] = torch::ones({1});
                const auto back = kernels::nf4FromTensors(tensors, "q.weight", "model.safetensors");
                EXPECT_EQ(back.shape, q.shape);
                EXPECT_EQ(back.dtype, dtype);
                EXPECT_EQ(back.type, type);
                EXPECT_EQ(back.doubleQuantized(), nested);
                EXPECT_TRUE(sameTensor(kernels::dequantizeNf4(back, torch::kFloat32),
                                       kernels::dequantizeNf4(q, torch::kFloat32)));
            }
    // bnb_4bit_quant_storage: the same bytes as elements of a wider type.
    const auto q = kernels::quantizeNf4(torch::randn({16, 16}));
    auto tensors = kernels::toTensors(q, "w");
    tensors["w"] = tensors["w"].view(-1).view(torch::kBFloat16).view({-1, 1});
    EXPECT_TRUE(sameTensor(kernels::nf4FromTensors(tensors, "w", "f").codes, q.codes));
}

TEST(Stored, nf4RefusesWhatDoesNotFit) {
    const auto q = kernels::quantizeNf4(torch::ones({10, 64 * 30}));
    const std::string state = "w.quant_state.bitsandbytes__nf4";
    const auto good = kernels::toTensors(q, "w");
    const auto read = [&](const std::string& name, const Tensor& tensor) {
        auto tensors = good;
        if (tensor.defined())
            tensors[name] = tensor;
        else
            tensors.erase(name);
        return messageOf([&] { kernels::nf4FromTensors(tensors, "w", "file"); });
    };
    // Each part missing, shorter, longer, of another type.
    for (const auto& [name, tensor] : good) {
        if (name != "w.nested_absmax") {  // without it there is no double quantisation: absmax is what does not fit
            EXPECT_NE(read(name, {}).find("file: tensor " + name + ": "), std::string::npos) << read(name, {});
        } else {
            EXPECT_NE(read(name, {}).find("file: tensor w.absmax: "), std::string::npos) << read(name, {});
        }
        const auto flat = tensor.view(-1);
        for (const auto& bad : {flat.slice(0, 0, -1), torch::cat({flat, flat}), flat.to(torch::kInt32)})
            EXPECT_NE(read(name, bad).find("tensor " + name), std::string::npos) << name << ": " << read(name, bad);
    }
    EXPECT_NE(read("w.nested_absmax", good.at("w.nested_absmax") * NAN).find("NaN"), std::string::npos);
    EXPECT_NE(read("w.quant_map", torch::linspace(-1, 1, 16)).find("another table"), std::string::npos);

    const auto said = [&](std::string text) {
        const auto bytes =
            torch::from_blob(text.data(), {static_cast<std::int64_t>(text.size())}, torch::kUInt8).clone();
        return read(state, bytes);
    };
    const auto json = [](const std::string& shape, const std::string& rest) {
        return R"({"quant_type": "nf4", "shape": )" + shape + rest + "}";
    };
    const std::string dtype = R"(, "dtype": "float32")", block = R"(, "blocksize": 64)",
                      nested = R"(, "nested_blocksize": 256, "nested_dtype": "float32", "nested_offset": 1.0)";
    EXPECT_EQ(said(json("[10, 1920]", dtype + block + nested)), "nothing was thrown");
    for (const auto& [text, complaint] : std::vector<std::pair<std::string, std::string>>{
             {"not json", state},
             {"[1]", "no JSON object"},
             {json("[10, 1919]", dtype + block + nested), "tensor w: has 9600 bytes, its shape wants 9595"},
             {json("[]", dtype + block + nested), "no shape"},
             {json("null", dtype + block + nested), "no shape"},
             {json("[-10, -1920]", dtype + block + nested), "shape that is none"},
             {json("[1.5, 2]", dtype + block + nested), "shape that is none"},
             {json("[2000000000, 2000000000, 2000000000]", dtype + block + nested), "too large"},
             {json("[10, 1920]", block + nested), "dtype"},
             {json("[10, 1920]", R"(, "dtype": "int8")" + block + nested), "dtype \"int8\""},
             {json("[10, 1920]", dtype + R"(, "blocksize": 0)" + nested), "blocksize is 0"},
             {json("[10, 1920]", dtype + R"(, "blocksize": 128)" + nested), "tensor w.absmax: has 300 elements"},
             {json("[10, 1920]", dtype + block), "nested_blocksize"},
             {R"({"quant_type": "fp4", "shape": [10, 1920])" + dtype + block + nested + "}", "unlike its name"}})
        EXPECT_NE(said(text).find(complaint), std::string::npos) << text << "\n" << said(text);
}

TEST(Stored, int8ComesBackOrIsRefused) {
    const auto q = kernels::quantizeInt8(torch::randn({6, 5}).to(torch::kBFloat16));
    const auto good = kernels::toTensors(q, "q_proj.");
    const auto read = [](const std::map<std::string, Tensor>& tensors) {
        return kernels::int8FromTensors(tensors, "q_proj.", torch::kBFloat16, "file");
    };
    EXPECT_TRUE(
        sameTensor(kernels::dequantizeInt8(read(good), torch::kFloat32), kernels::dequantizeInt8(q, torch::kFloat32)));
    const auto with = [&](const std::string& name, const Tensor& tensor) {
        auto tensors = good;
        tensors[name] = tensor;
        return tensors;
    };
    auto none = good, old = good;
    none.erase("q_proj.SCB");
    old.erase("q_proj.weight_format");
    EXPECT_EQ(read(old).absmax.numel(), 6);
    EXPECT_SAYS("file: tensor q_proj.SCB: is missing", read(none));
    EXPECT_SAYS("tensor q_proj.SCB: has 5 elements", read(with("q_proj.SCB", torch::ones({5}))));
    EXPECT_SAYS("tensor q_proj.SCB: holds NaN", read(with("q_proj.SCB", torch::full({6}, NAN))));
    EXPECT_SAYS("tensor q_proj.weight: holds Float", read(with("q_proj.weight", torch::ones({6, 5}))));
    EXPECT_SAYS("tensor q_proj.weight: has 1 dimensions", read(with("q_proj.weight", q.codes.view(-1))));
    EXPECT_SAYS("tensor q_proj.weight_format: is 2",
                read(with("q_proj.weight_format", torch::full({}, 2, torch::kUInt8))));
}
