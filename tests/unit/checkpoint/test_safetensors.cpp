#include "checkpoint/folder_weights.h"
#include "common/error.h"
#include "common/random.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cstring>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

using namespace atelier;
using namespace atelier::checkpoint;
namespace fs = std::filesystem;

namespace {

using Tensors = std::map<std::string, TensorView>;

std::span<const std::byte> bytesOf(const std::string& text) {
    return std::as_bytes(std::span(text.data(), text.size()));
}

class SafetensorsTest : public testing::Test {
protected:
    void SetUp() override {
        folder = fs::temp_directory_path() / ("atelier-safetensors-" + std::to_string(::getpid()));
        fs::create_directories(folder);
        file = folder / "f.safetensors";
    }
    void TearDown() override { fs::remove_all(folder); }

    static std::string framed(std::uint64_t length, const std::string& rest) {
        std::string bytes(sizeof length, '\0');
        std::memcpy(bytes.data(), &length, sizeof length);
        return bytes + rest;
    }
    static std::string framed(const std::string& header, const std::string& data) {
        return framed(header.size(), header + data);
    }

    /// What opening these bytes says; empty when they are taken.
    std::string fault(const std::string& bytes) {
        writeFileAtomically(file, bytes);
        try {
            SafetensorsFile opened(file);
        } catch (const Error& e) {
            EXPECT_TRUE(e.where().starts_with(file.string())) << e.what();
            return e.message();
        }
        return "";
    }
    /// One tensor "w" of F32.
    std::string one(const std::string& shape, const std::string& offsets, std::size_t data) {
        return fault(framed(R"({"w":{"dtype":"F32","shape":)" + shape + R"(,"data_offsets":)" + offsets + "}}",
                            std::string(data, 'x')));
    }
    std::string refusal(const fs::path& path) {
        try {
            ShardedTensors opened(path);
        } catch (const Error& e) {
            return e.what();
        }
        return "";
    }

    fs::path folder, file;
};

#define EXPECT_HAS(text, part) EXPECT_NE((text).find(part), std::string::npos) << text

}  // namespace

TEST_F(SafetensorsTest, whatIsWrittenIsReadBack) {
    const std::string data = "0123456789abcdefghijklmnopqrstuv";
    const Tensors tensors = {{"scalar", {DType::F64, {}, bytesOf(data).first(8)}},
                             {"empty", {DType::F32, {0, 3}, {}}},
                             {"odd", {DType::Bool, {3}, bytesOf(data).first(3)}},
                             {"half", {DType::BF16, {2, 2}, bytesOf(data).first(8)}},
                             {"na\"me \xC3\xA9\n", {DType::I64, {2}, bytesOf(data).first(16)}}};
    writeSafetensors(file, tensors, {{"format", "pt"}, {"note", "\xE2\x82\xAC"}});
    const SafetensorsFile read(file);
    ASSERT_EQ(read.tensors().size(), tensors.size());
    for (const auto& [key, view] : tensors) {
        EXPECT_EQ(read.at(key).dtype, view.dtype);
        EXPECT_EQ(read.at(key).shape, view.shape);
        EXPECT_TRUE(std::ranges::equal(read.at(key).bytes, view.bytes)) << key;
        // The widest stand first, and the header is padded: all are aligned.
        EXPECT_EQ(reinterpret_cast<std::uintptr_t>(read.at(key).bytes.data()) %
                      (view.bytes.empty() ? 1 : elementSize(view.dtype)),
                  0u);
    }
    EXPECT_EQ(read.metadata().at("note"), "\xE2\x82\xAC");
    EXPECT_THROW(read.at("gone"), Error);
}

TEST_F(SafetensorsTest, everyElementTypeHasItsNameAndSize) {
    const std::map<std::string, std::size_t> expected = {{"BOOL", 1}, {"U8", 1},  {"I8", 1},   {"I16", 2}, {"I32", 4},
                                                         {"I64", 8},  {"F16", 2}, {"BF16", 2}, {"F32", 4}, {"F64", 8}};
    for (const DType dtype : {DType::Bool, DType::U8, DType::I8, DType::I16, DType::I32, DType::I64, DType::F16,
                              DType::BF16, DType::F32, DType::F64})
        EXPECT_EQ(expected.at(name(dtype)), elementSize(dtype));
}

TEST_F(SafetensorsTest, headerLengths) {
    EXPECT_HAS(fault(""), "0 bytes only");
    EXPECT_HAS(fault("1234567"), "7 bytes only");
    EXPECT_HAS(fault(framed(~std::uint64_t(0), "{}")), "header claims 18446744073709551615 bytes; at most 100000000");
    EXPECT_HAS(fault(framed(100'000'001, "{}")), "header claims 100000001 bytes; at most");
    EXPECT_HAS(fault(framed(3, "{}")), "cut off");
    EXPECT_HAS(fault(framed(0, "")), "does not start with '{'");
    EXPECT_EQ(fault(framed("{}", "")), "");
    EXPECT_EQ(fault(framed("{}      ", "")), "");
}

TEST_F(SafetensorsTest, headerText) {
    EXPECT_HAS(fault(framed(" {}", "")), "does not start with '{'");
    EXPECT_HAS(fault(framed("[]", "")), "does not start with '{'");
    EXPECT_HAS(fault(framed("{} x", "")), "broken JSON");
    EXPECT_HAS(fault(framed("{\"a\xFF\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}}", "")),
               "broken JSON");
    const std::string entry = R"("w":{"dtype":"U8","shape":[1],"data_offsets":[0,1]})";
    EXPECT_HAS(fault(framed("{" + entry + "," + entry + "}", "x")), "the key \"w\" stands twice");
    EXPECT_HAS(fault(framed(R"({"w":{"dtype":"U8","dtype":"I8","shape":[1],"data_offsets":[0,1]}})", "x")),
               "stands twice");
    EXPECT_HAS(fault(framed("{\"a\":" + std::string(200, '[') + std::string(200, ']') + "}", "")), "nested deeper");
    EXPECT_HAS(fault(framed(R"({"__metadata__":[]})", "")), "__metadata__");
    EXPECT_HAS(fault(framed(R"({"__metadata__":{"a":1}})", "")), "__metadata__ \"a\" is no text");
}

TEST_F(SafetensorsTest, entriesNameTheirTensor) {
    EXPECT_HAS(fault(framed(R"({"w":[]})", "")), "tensor \"w\": its entry is no object");
    EXPECT_HAS(fault(framed(R"({"w":{}})", "")), "tensor \"w\": has no dtype");
    EXPECT_HAS(fault(framed(R"({"w":{"dtype":"F32","data_offsets":[0,0]}})", "")), "tensor \"w\": has no shape");
    EXPECT_HAS(fault(framed(R"({"w":{"dtype":"F32","shape":[0]}})", "")), "tensor \"w\": has no data_offsets");
    EXPECT_HAS(fault(framed(R"({"w":{"dtype":"F8_E8M0","shape":[0],"data_offsets":[0,0]}})", "")),
               "tensor \"w\" has the element type \"F8_E8M0\"");
    EXPECT_HAS(fault(framed(R"({"w":{"dtype":1,"shape":[0],"data_offsets":[0,0]}})", "")), "its dtype is no text");
    EXPECT_HAS(fault(framed(R"({"w":{"dtype":"F32","shape":[0],"data_offsets":[0,0],"extra":1}})", "")),
               "unknown field");
    EXPECT_HAS(one("3", "[0,0]", 0), "its shape is no list");
    EXPECT_HAS(one("[\"3\"]", "[0,0]", 0), "a dimension is no whole number");
    EXPECT_HAS(one("[1.0]", "[0,4]", 4), "a dimension is no whole number");
    EXPECT_HAS(one("[-1]", "[0,4]", 4), "a dimension is negative");
    EXPECT_HAS(one("[18446744073709551615]", "[0,0]", 0), "a dimension is too large");
    EXPECT_HAS(one("[18446744073709551616]", "[0,0]", 0), "too large");
    EXPECT_HAS(one("[4611686018427387904,4]", "[0,0]", 0), "larger than any memory");
    EXPECT_HAS(one("[4611686018427387904,4,0]", "[0,0]", 0), "larger than any memory");
    EXPECT_HAS(one("[1]", "[0]", 4), "data_offsets must be two numbers");
    EXPECT_HAS(one("[1]", "{}", 4), "data_offsets must be two numbers");
    EXPECT_HAS(one("[1]", "[-4,0]", 4), "a data offset is negative");
    EXPECT_HAS(one("[1]", "[4,0]", 4), "ends before it begins");
    EXPECT_HAS(one("[1]", "[0,18446744073709551615]", 4), "cut off");
    EXPECT_HAS(one("[2]", "[0,8]", 4), "cut off");
    EXPECT_HAS(one("[1]", "[0,8]", 8), "its shape needs 4 bytes, its data has 8");
    EXPECT_EQ(one("[1]", "[0,4]", 4), "");
    EXPECT_EQ(one("[]", "[0,4]", 4), "");
}

TEST_F(SafetensorsTest, dataWithoutOwnerOrWithTwo) {
    EXPECT_HAS(one("[1]", "[0,4]", 5), "1 bytes at its end belong to no tensor");
    EXPECT_HAS(one("[1]", "[4,8]", 8), "4 bytes before its data belong to no tensor");
    const auto two = [&](const char* a, const char* b, std::size_t data) {
        return fault(framed(std::string(R"({"a":{"dtype":"U8","shape":[4],"data_offsets":)") + a +
                                R"(},"b":{"dtype":"U8","shape":[4],"data_offsets":)" + b + "}}",
                            std::string(data, 'x')));
    };
    EXPECT_EQ(two("[4,8]", "[0,4]", 8), "");
    EXPECT_HAS(two("[0,4]", "[3,7]", 7), "tensor \"b\": its data overlaps");
    EXPECT_HAS(two("[0,4]", "[0,4]", 4), "overlaps");
    EXPECT_HAS(two("[0,4]", "[5,9]", 9), "tensor \"b\": 1 bytes before");
    EXPECT_HAS(fault(framed("{}", "x")), "1 bytes at its end");
}

TEST_F(SafetensorsTest, aHundredThousandTensorsAreFine) {
    Tensors tensors;
    const std::string data = "12345678";
    for (int i = 0; i < 100'000; ++i)
        tensors["layers." + std::to_string(i) + ".weight"] = {DType::F32, {2}, bytesOf(data)};
    writeSafetensors(file, tensors);
    EXPECT_EQ(SafetensorsFile(file).tensors().size(), 100'000u);
}

TEST_F(SafetensorsTest, aHeaderOfBracketsIsRefusedInBoundedMemory) {
    std::string header = "{\"a\":[";
    while (header.size() < 12'000'000)
        header += "[],";
    EXPECT_HAS(fault(framed(header + "0]}", "")), "more than 4000000 values");
}

// Deterministic mutations of a good file: an Error or a sound file, never a crash.
TEST_F(SafetensorsTest, survivesMutations) {
    const std::string data(64, 'd');
    writeSafetensors(file, {{"a", {DType::F32, {2, 2}, bytesOf(data).first(16)}},
                            {"b", {DType::U8, {5}, bytesOf(data).first(5)}},
                            {"c", {DType::F16, {}, bytesOf(data).first(2)}}});
    const std::string good = readFile(file);
    const std::string alphabet = "0123456789{}[]:,\"-eE.\\u \n\xFF";
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(3);
    int taken = 0, refused = 0;
    for (std::uint64_t round = 0; round < 4000 && std::chrono::steady_clock::now() < end; ++round) {
        Random random{11, round};
        std::string bytes = good;
        for (std::uint64_t edits = 1 + random.below(3); edits > 0; --edits) {
            const std::size_t at = random.below(bytes.size());
            switch (random.below(4)) {
                case 0:
                    bytes[at] = static_cast<char>(random.below(256));
                    break;
                case 1:
                    bytes[at] = alphabet[random.below(alphabet.size())];
                    break;
                case 2:
                    bytes.insert(at, 1, alphabet[random.below(alphabet.size())]);
                    break;
                default:
                    bytes.resize(at + 1);
                    break;
            }
        }
        {
            const std::unique_ptr<FILE, int (*)(FILE*)> out(std::fopen(file.c_str(), "wb"), std::fclose);
            std::fwrite(bytes.data(), 1, bytes.size(), out.get());
        }
        try {
            const SafetensorsFile opened(file);
            for (const auto& [_, view] : opened.tensors())
                for (const std::byte byte : view.bytes)
                    taken += byte == std::byte(255) ? 0 : 1;
        } catch (const Error&) {
            ++refused;
        }
    }
    EXPECT_GT(refused, 20);
    EXPECT_GT(taken, 0);
}

TEST_F(SafetensorsTest, shardsAndTheirIndex) {
    const std::string data = "0123456789abcdef";
    Tensors tensors;
    for (const char* key : {"a", "b", "c", "d"})
        tensors[key] = {DType::U8, {4}, bytesOf(data).subspan(static_cast<std::size_t>(*key - 'a') * 4, 4)};
    writeSharded(folder, tensors, 8);
    EXPECT_TRUE(fs::exists(folder / "model-00001-of-00002.safetensors"));
    EXPECT_HAS(readFile(folder / "model.safetensors.index.json"), "\"total_size\": 16");
    const ShardedTensors read(folder);
    ASSERT_EQ(read.tensors().size(), 4u);
    EXPECT_EQ(read.totalBytes(), 16u);
    for (const auto& [key, view] : tensors)
        EXPECT_TRUE(std::ranges::equal(read.tensors().at(key).bytes, view.bytes)) << key;

    fs::create_directories(folder / "single");
    writeSharded(folder / "single", tensors, 16);
    EXPECT_TRUE(fs::exists(folder / "single" / "model.safetensors"));
    EXPECT_EQ(ShardedTensors(folder / "single").tensors().size(), 4u);

    // A tensor larger than a shard gets one of its own.
    fs::create_directories(folder / "tiny");
    writeSharded(folder / "tiny", tensors, 1);
    EXPECT_TRUE(fs::exists(folder / "tiny" / "model-00004-of-00004.safetensors"));
    EXPECT_EQ(ShardedTensors(folder / "tiny").tensors().size(), 4u);
}

TEST_F(SafetensorsTest, brokenShardSets) {
    const std::string data = "0123456789abcdef";
    const auto view = TensorView{DType::U8, {4}, bytesOf(data).first(4)};
    const fs::path index = folder / "model.safetensors.index.json";
    writeSafetensors(folder / "x.safetensors", {{"a", view}});
    writeSafetensors(folder / "y.safetensors", {{"b", view}});
    const auto says = [&](const std::string& map) {
        writeFileAtomically(index, "{\"weight_map\":" + map + "}");
        return refusal(folder);
    };
    EXPECT_EQ(says(R"({"a":"x.safetensors","b":"y.safetensors"})"), "");
    EXPECT_HAS(says(R"({"a":"x.safetensors","b":"z.safetensors"})"), "the shard z.safetensors is missing");
    EXPECT_HAS(says(R"({"a":"x.safetensors","b":"x.safetensors"})"), "tensor \"b\" is not in x.safetensors");
    EXPECT_HAS(says(R"({"a":"y.safetensors","b":"x.safetensors"})"), "the index says");
    EXPECT_HAS(says(R"({"a":"x.safetensors","c":"y.safetensors"})"),
               "tensor \"b\" stands in y.safetensors, but not in the index");
    EXPECT_HAS(says(R"({"a":"../x.safetensors"})"), "no file of this folder");
    EXPECT_HAS(says(R"({"a":"/etc/x.safetensors"})"), "no file of this folder");
    EXPECT_HAS(says(R"({"a":"pytorch_model.bin"})"), "no safetensors file");
    EXPECT_HAS(says(R"({"a":1})"), "its shard is no text");
    EXPECT_HAS(says("[]"), "no weight_map");
    EXPECT_HAS(says(R"({"a":"x.safetensors","a":"y.safetensors"})"), "stands twice");
    writeFileAtomically(index, "{");
    EXPECT_HAS(refusal(folder), "model.safetensors.index.json:1:2");
    // The same tensor in both files.
    writeSafetensors(folder / "y.safetensors", {{"a", view}, {"b", view}});
    EXPECT_HAS(says(R"({"a":"x.safetensors","b":"y.safetensors"})"),
               "tensor \"a\" stands in y.safetensors, the index says x.safetensors");
}

TEST_F(SafetensorsTest, foldersWithoutSafetensors) {
    EXPECT_HAS(refusal(folder), "holds no weights");
    writeFileAtomically(folder / "training_args.bin", "x");
    EXPECT_HAS(refusal(folder), "holds no weights");
    writeFileAtomically(folder / "a.pth", "x");
    EXPECT_HAS(refusal(folder), "a.pth: is no pickle file");
    writeFileAtomically(folder / "b.pth", "x");
    EXPECT_HAS(refusal(folder), "several files of torch and no index that joins them: a.pth, b.pth");
    writeFileAtomically(folder / "pytorch_model.bin", "x");
    EXPECT_HAS(refusal(folder), "pytorch_model.bin: is no pickle file");
    EXPECT_HAS(refusal(folder / "gone"), "holds no weights");
}

TEST_F(SafetensorsTest, aFullDiskLeavesTheOldFile) {
    const std::string small(8, 's'), large(100'000, 'l');
    writeSafetensors(file, {{"w", {DType::U8, {8}, bytesOf(small)}}});
    rlimit before{};
    ::getrlimit(RLIMIT_FSIZE, &before);
    const auto oldHandler = ::signal(SIGXFSZ, SIG_IGN);
    const rlimit limited{50'000, before.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limited);
    Error::Kind kind = Error::Kind::User;
    try {
        writeSafetensors(file, {{"w", {DType::U8, {100'000}, bytesOf(large)}}});
    } catch (const Error& e) {
        kind = e.kind();
        EXPECT_EQ(e.where(), file.string());
    }
    ::setrlimit(RLIMIT_FSIZE, &before);
    ::signal(SIGXFSZ, oldHandler);
    EXPECT_EQ(kind, Error::Kind::Failure);
    EXPECT_EQ(SafetensorsFile(file).at("w").bytes.size(), 8u);
    EXPECT_EQ(std::distance(fs::directory_iterator(folder), fs::directory_iterator()), 1);
}

TEST_F(SafetensorsTest, viewsOutliveAMoveOfTheFile) {
    const std::string data = "12345678";
    writeSafetensors(file, {{"w", {DType::U8, {8}, bytesOf(data)}}});
    SafetensorsFile first(file);
    const TensorView view = first.at("w");
    const SafetensorsFile second = std::move(first);
    EXPECT_TRUE(std::ranges::equal(view.bytes, bytesOf(data)));
    EXPECT_EQ(second.at("w").bytes.data(), view.bytes.data());
}
