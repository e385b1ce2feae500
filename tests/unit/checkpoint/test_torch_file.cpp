#include "checkpoint/pickle.h"
#include "checkpoint/torch_file.h"
#include "common/error.h"
#include "common/log.h"
#include "common/random.h"

#include <gtest/gtest.h>

#include <cstring>
#include <fstream>
#include <unistd.h>

using namespace atelier;
using namespace atelier::checkpoint;
using namespace std::string_literals;
namespace fs = std::filesystem;

namespace {

template <class T>
std::string raw(T value) {
    std::string bytes(sizeof value, '\0');
    std::memcpy(bytes.data(), &value, sizeof value);
    return bytes;
}

// Pieces of pickles, in the codes of protocol 2.
std::string text(const std::string& value) {
    return "X" + raw(std::uint32_t(value.size())) + value;
}
std::string whole(std::int32_t value) {
    return "J" + raw(value);
}
std::string whole64(std::int64_t value) {
    return "\x8a\x08" + raw(value);
}
std::string global(const std::string& module, const std::string& name) {
    return "c" + module + "\n" + name + "\n";
}
std::string tuple(const std::string& items) {
    return "(" + items + "t";
}
std::string storage(const std::string& type = "FloatStorage", const std::string& key = "0",
                    const std::string& count = whole(6)) {
    return tuple(text("storage") + global("torch", type) + text(key) + text("cpu") + count) + "Q";
}
std::string tensor(const std::string& storage, const std::string& offset, const std::string& shape,
                   const std::string& strides) {
    return global("torch._utils", "_rebuild_tensor_v2") +
           tuple(storage + offset + tuple(shape) + tuple(strides) + "\x89" + global("collections", "OrderedDict") +
                 ")R") +
           "R";
}
std::string pickled(const std::string& value) {
    return "\x80\x02" + value + ".";
}
std::string dict(const std::string& items) {
    return "}(" + items + "u";
}

// A zip archive of stored files.
std::string zip(const std::vector<std::pair<std::string, std::string>>& files, std::uint16_t method = 0) {
    std::string out, list;
    for (const auto& [name, data] : files) {
        const auto offset = std::uint32_t(out.size());
        const std::string common = raw(std::uint16_t(0)) + raw(method) + raw(std::uint32_t(0)) + raw(std::uint32_t(0)) +
                                   raw(std::uint32_t(data.size())) + raw(std::uint32_t(data.size())) +
                                   raw(std::uint16_t(name.size())) + raw(std::uint16_t(0));
        out += "PK\x03\x04" + raw(std::uint16_t(0)) + common + name + data;
        list += "PK\x01\x02" + raw(std::uint32_t(0)) + common + raw(std::uint16_t(0)) + raw(std::uint16_t(0)) +
                raw(std::uint16_t(0)) + raw(std::uint32_t(0)) + raw(offset) + name;
    }
    const auto begin = std::uint32_t(out.size());
    return out + list + "PK\x05\x06" + raw(std::uint32_t(0)) + raw(std::uint16_t(files.size())) +
           raw(std::uint16_t(files.size())) + raw(std::uint32_t(list.size())) + raw(begin) + raw(std::uint16_t(0));
}

const std::string kSix = raw(1.0F) + raw(2.0F) + raw(3.0F) + raw(4.0F) + raw(5.0F) + raw(6.0F);

std::string archive(const std::string& value, const std::string& data = kSix) {
    return zip({{"x/data.pkl", pickled(value)}, {"x/byteorder", "little"}, {"x/data/0", data}});
}
std::string oneTensor(const std::string& offset, const std::string& shape, const std::string& strides) {
    return archive(dict(text("w") + tensor(storage(), offset, shape, strides)));
}

class TorchFileTest : public testing::Test {
protected:
    void SetUp() override {
        folder = fs::temp_directory_path() / ("atelier-torch-file-" + std::to_string(::getpid()));
        fs::create_directories(folder);
        log::setSink([](log::Level, const std::string&) {});
        file = folder / "f.bin";
    }
    void TearDown() override { fs::remove_all(folder); }

    /// What opening these bytes says; empty when they are taken.
    std::string fault(const std::string& bytes) {
        std::ofstream(file, std::ios::binary) << bytes;
        try {
            TorchFile opened(file);
        } catch (const Error& e) {
            EXPECT_TRUE(e.where().starts_with(file.string())) << e.what();
            hint = e.hint();
            return e.message();
        }
        return "";
    }
    std::vector<float> values(const TorchFile& opened, const std::string& name) {
        const auto& view = opened.tensors().at(name);
        std::vector<float> out(view.bytes.size() / sizeof(float));
        std::memcpy(out.data(), view.bytes.data(), view.bytes.size());
        return out;
    }

    fs::path folder, file;
    std::string hint;
};

#define EXPECT_HAS(text, part) EXPECT_NE(std::string(text).find(part), std::string::npos) << text

}  // namespace

TEST_F(TorchFileTest, rowsColumnsAndSharedStorages) {
    const std::string whole23 = tensor(storage(), whole(0), whole(2) + whole(3), whole(3) + whole(1)),
                      turned = tensor(storage(), whole(0), whole(3) + whole(2), whole(1) + whole(3)),
                      tail = tensor(storage(), whole(4), whole(2), whole(1));
    writeFileAtomically(file, archive(dict(text("a") + whole23 + text("b") + turned + text("c") + tail)));
    const TorchFile opened(file);
    EXPECT_EQ(values(opened, "a"), (std::vector<float>{1, 2, 3, 4, 5, 6}));
    EXPECT_EQ(values(opened, "b"), (std::vector<float>{1, 4, 2, 5, 3, 6}));
    EXPECT_EQ(values(opened, "c"), (std::vector<float>{5, 6}));
    EXPECT_EQ(opened.tensors().at("b").shape, (std::vector<std::int64_t>{3, 2}));
    EXPECT_EQ(opened.tensors().at("a").bytes.data() + 16, opened.tensors().at("c").bytes.data());
    EXPECT_EQ(opened.section(), "");
}

TEST_F(TorchFileTest, movesKeepTheirViews) {
    writeFileAtomically(file, oneTensor(whole(0), whole(3) + whole(2), whole(1) + whole(3)));
    TorchFile first(file);
    const TorchFile second = std::move(first);
    EXPECT_EQ(values(second, "w"), (std::vector<float>{1, 4, 2, 5, 3, 6}));
}

TEST_F(TorchFileTest, stateDictsInside) {
    const std::string one = tensor(storage(), whole(0), whole(6), whole(1));
    const auto names = [&](const std::string& value) {
        writeFileAtomically(file, archive(value));
        const TorchFile opened(file);
        std::string all = opened.section() + ":";
        for (const auto& [name, _] : opened.tensors())
            all += " " + name;
        return all;
    };
    EXPECT_EQ(names(dict(text("model") + dict(text("a.w") + one) + text("optimizer") + dict(text("m") + one))),
              "model: a.w");
    EXPECT_EQ(names(dict(text("epoch") + whole(3) + text("state_dict") + dict(text("model") + dict(text("w") + one)))),
              "state_dict.model: w");
    EXPECT_EQ(names(dict(text("left") + dict(text("w") + one) + text("right") + "]" + one + "a")), ": left.w right.0");
    EXPECT_EQ(names(dict(text("module.a") + one + text("module.b") + one)), ": a b");
    EXPECT_EQ(names(dict(text("module.a") + one + text("b") + one)), ": b module.a");
}

TEST_F(TorchFileTest, nothingIsExecuted) {
    const auto refused = [&](const std::string& value, const std::string& named) {
        EXPECT_HAS(fault(archive(value)), named);
        EXPECT_HAS(hint, "nothing of it was run");
    };
    refused(global("os", "system") + tuple(text("touch /tmp/atelier-was-here")) + "R",
            "asks for os.system, which is refused");
    refused(global("posix", "system") + tuple(text("true")) + "R", "asks for posix.system");
    refused(global("builtins", "eval") + tuple(text("1")) + "R", "asks for builtins.eval");
    refused(global("__builtin__", "getattr") + ")R", "asks for __builtin__.getattr");
    refused(global("torch", "load") + ")R", "asks for torch.load");
    refused(global("torch.nn.modules.linear", "Linear") + ")\x81}b", "asks for torch.nn.modules.linear.Linear");
    // A name that is only known because data need it cannot be called.
    refused(global("torch", "FloatStorage") + ")R", "calls torch.FloatStorage, which is refused");
    refused(global("builtins", "list") + ")\x81", "calls builtins.list");
    // By STACK_GLOBAL, where the name is made of texts.
    refused(text("os") + text("system") + "\x93)R", "asks for os.system");
    refused(text("os\nx") + text("sys\x1b[31mtem") + "\x93", "asks for os\\x0ax.sys\\x1b[31mtem");
    refused("(S'true'\nios\nsystem\n", "uses the code 0x53 at byte 3");
    refused("(ios\nsystem\n", "uses the code 0x69 at byte 3");
    refused("(cos\nsystem\no", "asks for os.system");
    refused("\x82\x01", "uses the code 0x82");
    refused("P0\n", "uses the code 0x50");
    refused("\x97", "uses the code 0x97");
    refused(")" + global("collections", "OrderedDict") + "\x92", "uses the code 0x92");
    // Within a state dict that is otherwise whole, too.
    refused(dict(text("w") + tensor(storage(), whole(0), whole(6), whole(1)) + text("x") +
                 global("subprocess", "Popen") + ")R"),
            "asks for subprocess.Popen");
    EXPECT_HAS(fault(archive(global("torch._utils", "_rebuild_sparse_tensor") + ")R")),
               "kind of tensor that is not supported (torch._utils._rebuild_sparse_tensor)");
}

TEST_F(TorchFileTest, sizesBeyondTheFile) {
    EXPECT_EQ(fault(oneTensor(whole(0), whole(6), whole(1))), "");
    EXPECT_HAS(fault(oneTensor(whole(1), whole(6), whole(1))), "tensor \"w\": its values end beyond its storage");
    EXPECT_HAS(fault(oneTensor(whole(0), whole(7), whole(1))), "beyond its storage");
    EXPECT_HAS(fault(oneTensor(whole(0), whole(2) + whole(2), whole(5) + whole(1))), "beyond its storage");
    EXPECT_HAS(fault(oneTensor(whole(-1), whole(1), whole(1))), "negative");
    EXPECT_HAS(fault(oneTensor(whole(0), whole(-1), whole(1))), "negative");
    EXPECT_HAS(fault(oneTensor(whole(0), whole(2), whole(-1))), "negative");
    EXPECT_HAS(fault(oneTensor(whole64(INT64_MAX), whole(6), whole(1))), "beyond its storage");
    EXPECT_HAS(fault(oneTensor(whole(0), whole64(INT64_MAX), whole64(INT64_MAX))), "beyond its storage");
    EXPECT_HAS(fault(oneTensor(whole(0), whole64(INT64_MAX), whole(0))), "far larger than what the file holds");
    EXPECT_HAS(fault(oneTensor(whole(0), whole64(INT64_MAX) + whole64(INT64_MAX), whole(0) + whole(0))), "far larger");
    EXPECT_EQ(fault(oneTensor(whole(0), whole(1000), whole(0))), "");
    EXPECT_EQ(fault(oneTensor(whole(9), whole(0) + whole(3), whole(3) + whole(1))), "");
    EXPECT_HAS(fault(oneTensor(whole(0), whole(6), whole(1) + whole(1))), "another number of strides");
    EXPECT_HAS(fault(oneTensor(text("a"), whole(6), whole(1))), "something else where a whole number belongs");
    std::string many;
    for (int i = 0; i < 65; ++i)
        many += whole(1);
    EXPECT_HAS(fault(oneTensor(whole(0), many, many)), "has 65 dimensions");
    const auto with = [&](const std::string& from) {
        return fault(archive(dict(text("w") + tensor(from, whole(0), whole(6), whole(1)))));
    };
    EXPECT_HAS(with(storage("FloatStorage", "1")), "its storage \"1\" is not in the file");
    EXPECT_HAS(with(storage("FloatStorage", "../../../etc/passwd")), "is not in the file");
    EXPECT_HAS(with(storage("FloatStorage", "0", whole(7))), "its storage is cut off: 24 bytes are there");
    EXPECT_HAS(with(storage("DoubleStorage", "0", whole(3))), "beyond its storage");
    EXPECT_HAS(with(storage("QInt8Storage")), "has the element type torch.QInt8Storage, which is not supported");
    EXPECT_HAS(with("N"), "its entry has no storage");
    EXPECT_HAS(with(text("x") + "Q"), "no torch storage");
}

TEST_F(TorchFileTest, damagedPickles) {
    const auto says = [&](const std::string& value) { return fault(archive(value)); };
    EXPECT_HAS(says(""), "takes more than it put down");
    EXPECT_HAS(says("0"), "takes more");
    EXPECT_HAS(says("t"), "no mark");
    EXPECT_HAS(says("h\x05"), "asks for what it never put down");
    EXPECT_HAS(says("q\x05"), "remembers what it never put down");
    EXPECT_HAS(says("}(K\x01u"), "has a key without a value");
    EXPECT_HAS(says("K\x01K\x02"
                    "a"),
               "adds to something that is no list");
    EXPECT_HAS(says("X\xff\xff\xff\x7f"), "is cut off");
    EXPECT_HAS(says("\x8d\xff\xff\xff\xff\xff\xff\xff\xff"), "is cut off");
    EXPECT_HAS(says("\x8b\xff\xff\xff\xff"), "negative length");
    EXPECT_HAS(says("N)R"), "calls what has no name");
    EXPECT_HAS(says(global("torch", "Size") + "NR"), "without a tuple");
    EXPECT_HAS(says("N}b"), "gives a state to what has none");
    EXPECT_HAS(fault(zip({{"x/data.pkl", "\x80\x09N."}})), "unknown protocol 9");
    EXPECT_HAS(fault(zip({{"x/data.pkl", "(dp0\n."}})), "no pickle of protocol 2 or later");
    EXPECT_HAS(fault(zip({{"x/data.pkl", ""}})), "no pickle");
    EXPECT_HAS(says("}"), "holds no tensors with names");
    EXPECT_EQ(says("]" + dict(text("w") + tensor(storage(), whole(0), whole(6), whole(1))) + "a"), "");
    EXPECT_HAS(says(dict("K\x01" + dict("N" + tensor(storage(), whole(0), whole(6), whole(1))))),
               "a key of a dict is no text");
    EXPECT_HAS(says(dict(text("\xff") + tensor(storage(), whole(0), whole(6), whole(1)))), "\"\\xff\" is no UTF-8");
}

TEST_F(TorchFileTest, bombs) {
    // A list that holds itself, and dicts of dicts of one another.
    EXPECT_HAS(fault(archive("]q\x01h\x01"
                             "a")),
               "nested deeper than 32 levels");
    std::string twice = dict(text("w") + tensor(storage(), whole(0), whole(6), whole(1)));
    for (int i = 0; i < 28; ++i)
        twice +=
            "q\x7f"
            "0](h\x7fh\x7f"
            "e";
    EXPECT_HAS(fault(archive(twice)), "more than 2000000 values");
    // A pair that is copied again and again.
    std::string copies = "](" + std::string(3000, 'N') + "eq\x01" + "0";
    for (int i = 0; i < 3000; ++i)
        copies += global("builtins", "set") + "h\x01\x85R0";
    EXPECT_HAS(fault(archive(copies + "N")), "copies more than");
    EXPECT_HAS(fault(archive(std::string(4'100'000, 'N'))), "holds more than 4000000 values");
    // Brackets alone.
    EXPECT_HAS(fault(archive(std::string(1'000'000, '('))), "takes more");
}

TEST_F(TorchFileTest, archives) {
    const std::string good = oneTensor(whole(0), whole(6), whole(1));
    for (std::size_t size = 0; size < good.size(); ++size)
        EXPECT_NE(fault(good.substr(0, size)), "") << size;
    EXPECT_HAS(fault(good.substr(0, good.size() - 1)), "it is cut off");
    EXPECT_HAS(fault(zip({{"x/data.pkl", pickled("}")}}, 8)), "compressed");
    EXPECT_HAS(fault(zip({{"x/data.pkl", "a"}, {"x/data.pkl", "b"}})), "stands twice");
    EXPECT_HAS(fault(zip({{"readme.txt", "a"}})), "without data.pkl");
    EXPECT_HAS(fault(zip({{"x/data.pkl", "a"}, {"x/constants.pkl", "b"}})), "TorchScript");
    EXPECT_HAS(fault(zip({{"x/data.pkl", "a"}, {"x/byteorder", "big"}})), "big-endian");
    EXPECT_HAS(fault("version https://git-lfs.github.com/spec/v1\n"), "Git LFS");
    EXPECT_HAS(fault("hello"), "is no pickle file that torch.save wrote");
    EXPECT_HAS(fault(""), "is no pickle file");
    EXPECT_HAS(fault("\x80\x02}q\x01."), "is a pickle, but none that torch.save wrote");
}

namespace {

// The stream of torch before 1.6.
std::string stream() {
    const std::string magic = "\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19";
    const std::string id =
        tuple(text("storage") + global("torch", "FloatStorage") + text("7") + text("cpu") + whole(6) + "N") + "Q";
    return pickled(magic) + pickled("M\xe9\x03") + pickled(dict(text("little_endian") + "\x88")) +
           pickled(dict(text("w") + tensor(id, whole(0), whole(3) + whole(2), whole(1) + whole(3)))) +
           pickled("]" + text("7") + "a") + raw(std::int64_t(6)) + kSix;
}

}  // namespace

TEST_F(TorchFileTest, theOlderStream) {
    writeFileAtomically(file, stream());
    EXPECT_EQ(values(TorchFile(file), "w"), (std::vector<float>{1, 4, 2, 5, 3, 6}));
    for (std::size_t size = 0; size < stream().size(); ++size)
        EXPECT_NE(fault(stream().substr(0, size)), "") << size;
}

// Damaged at random: refused or read, never a crash (the sanitizers' build looks for more).
TEST_F(TorchFileTest, mutations) {
    const std::string nested = archive(
        dict(text("model") +
             dict(text("a") + tensor(storage(), whole(0), whole(2) + whole(3), whole(3) + whole(1)) + text("b") +
                  tensor(storage(), whole(1), whole(2) + whole(2), whole(1) + whole(2)) + text("c") +
                  "]K\x01"
                  "a")));
    const std::string seeds[] = {oneTensor(whole(0), whole(3) + whole(2), whole(1) + whole(3)), nested, stream()};
    Random random{2024, 16};
    int taken = 0, refused = 0;
    for (int i = 0; i < 6000; ++i) {
        std::string bytes = seeds[random.below(3)];
        for (auto edits = 1 + random.below(4); edits > 0; --edits) {
            const auto at = random.below(bytes.size());
            switch (random.below(4)) {
                case 0:
                    bytes[at] = char(random.below(256));
                    break;
                case 1:
                    bytes[at] = char(bytes[at] ^ (1 << random.below(8)));
                    break;
                case 2:
                    bytes.erase(at, 1 + random.below(4));
                    break;
                default:
                    bytes.insert(at, bytes.substr(random.below(bytes.size()), random.below(12)));
            }
            if (bytes.empty()) bytes = "x";
        }
        ++(fault(bytes).empty() ? taken : refused);
    }
    EXPECT_GT(taken, 100);
    EXPECT_GT(refused, 3000);
}
