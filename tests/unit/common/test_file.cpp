#include "common/error.h"
#include "common/file.h"
#include "common/last_lines.h"

#include <gtest/gtest.h>

#include <atomic>
#include <fcntl.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>
#include <vector>

using namespace atelier;
namespace fs = std::filesystem;

namespace {

class FileTest : public testing::Test {
protected:
    void SetUp() override {
        folder = fs::temp_directory_path() / ("atelier-file-" + std::to_string(::getpid()));
        fs::create_directories(folder);
    }
    void TearDown() override { fs::remove_all(folder); }
    std::size_t entries() const {
        return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
    }
    fs::path folder;
};

}  // namespace

TEST_F(FileTest, aFailedWriteLeavesTheOldFile) {
    writeFileAtomically(folder / "a", "old");
    EXPECT_THROW(writeFileAtomically(folder / "a", [](int) { throw Error::failure("disk full"); }), Error);
    EXPECT_EQ(readFile(folder / "a"), "old");
    EXPECT_EQ(entries(), 1u);
}

TEST_F(FileTest, aFullDiskIsAFailureWithAHint) {
    try {
        writeAll(::open("/dev/full", O_WRONLY), "x", 1, "/dev/full");
        FAIL();
    } catch (const Error& e) {
        EXPECT_EQ(e.kind(), Error::Kind::Failure);
        EXPECT_NE(std::string(e.what()).find("free some space"), std::string::npos);
    }
}

TEST_F(FileTest, aFolderAppearsWholeOrNotAtAll) {
    {
        AtomicFolder save(folder / "c");
        writeFileAtomically(save.path() / "x", "1");
    }
    EXPECT_EQ(entries(), 0u);
    for (const char* text : {"1", "2"}) {
        AtomicFolder save(folder / "c");
        writeFileAtomically(save.path() / "x", text);
        save.publish();
        EXPECT_EQ(readFile(folder / "c" / "x"), text);
    }
    EXPECT_EQ(entries(), 1u);
}

TEST_F(FileTest, devicesAndFilesAreNotReplaced) {
    writeFileAtomically(folder / "a", "text");
    EXPECT_THROW(AtomicFolder(folder / "a"), Error);
    EXPECT_EQ(readFile(folder / "a"), "text");

    ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
    EXPECT_THROW(AtomicFolder(folder / "pipe"), Error);
    const int reader = ::open((folder / "pipe").c_str(), O_RDONLY | O_NONBLOCK);
    writeFileAtomically(folder / "pipe", "through");
    char text[16] = {};
    EXPECT_EQ(::read(reader, text, sizeof text), 7);
    EXPECT_STREQ(text, "through");
    ::close(reader);
    EXPECT_TRUE(fs::is_fifo(folder / "pipe"));
    EXPECT_EQ(entries(), 2u);
}

TEST_F(FileTest, sweepRemovesWhatADeadProcessLeftAndRestoresWhatItSetAside) {
    fs::create_directories(folder / "checkpoint-5.tmp-999999999");
    writeFileAtomically(folder / "state.json.tmp-999999999-3", "half");
    fs::create_directories(folder / "checkpoint-4.old.tmp-999999999");
    AtomicFolder alive(folder / "checkpoint-6");
    AtomicFolder::sweepUnpublished(folder);
    EXPECT_FALSE(fs::exists(folder / "checkpoint-5.tmp-999999999"));
    EXPECT_FALSE(fs::exists(folder / "state.json.tmp-999999999-3"));
    EXPECT_TRUE(fs::exists(folder / "checkpoint-4"));
    EXPECT_TRUE(fs::exists(alive.path()));
}

TEST_F(FileTest, pathsStayInsideTheirRoot) {
    writeFileAtomically(folder / "in.txt", "x");
    fs::create_symlink("/etc", folder / "out");
    fs::create_symlink("loop", folder / "loop");
    EXPECT_NO_THROW(resolveInside(folder, "in.txt"));
    EXPECT_NO_THROW(resolveInside(folder, "sub/../in.txt"));
    EXPECT_THROW(resolveInside(folder, "../x"), Error);
    EXPECT_THROW(resolveInside(folder, "/etc/passwd"), Error);
    EXPECT_THROW(resolveInside(folder, "out/passwd"), Error);
    EXPECT_THROW(resolveInside(folder, "loop"), Error);
    EXPECT_THROW(resolveInside(folder, std::string("in.txt\0/../../x", 15)), Error);
    EXPECT_THROW(resolveInside(folder / "gone", "x"), Error);
}

TEST_F(FileTest, readFileSaysWhatIsWrong) {
    EXPECT_THROW(readFile(folder / "gone"), Error);
    EXPECT_THROW(readFile(folder), Error);
    writeFileAtomically(folder / "big", std::string(100, 'x'));
    EXPECT_THROW(readFile(folder / "big", 99), Error);
}

TEST_F(FileTest, aPipeIsRefusedAtOnce) {
    ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
    EXPECT_THROW(readFile(folder / "pipe"), Error);
    EXPECT_THROW(MappedFile(folder / "pipe"), Error);
    EXPECT_THROW(readFile("/dev/zero"), Error);
}

TEST_F(FileTest, aSparseGiantIsRefusedFromItsSize) {
    writeFileAtomically(folder / "giant", "");
    fs::resize_file(folder / "giant", std::uintmax_t(1) << 40);
    EXPECT_THROW(readFile(folder / "giant"), Error);
}

TEST_F(FileTest, aFolderReplacesNoFile) {
    writeFileAtomically(folder / "notes", "mine");
    EXPECT_THROW(AtomicFolder(folder / "notes"), Error);
    EXPECT_EQ(readFile(folder / "notes"), "mine");
    EXPECT_EQ(entries(), 1u);
}

TEST_F(FileTest, theTargetIsNeverMissingWhileItIsReplaced) {
    {
        AtomicFolder first(folder / "c/");
        writeFileAtomically(first.path() / "x", "0");
        first.publish();
    }
    std::atomic<bool> done = false;
    int missing = 0;
    std::thread reader([&] {
        while (!done)
            missing += !fs::exists(folder / "c");
    });
    for (int i = 0; i < 20; ++i) {
        AtomicFolder next(folder / "c");
        writeFileAtomically(next.path() / "x", std::to_string(i));
        next.publish();
    }
    done = true;
    reader.join();
    EXPECT_EQ(missing, 0);
    EXPECT_EQ(readFile(folder / "c" / "x"), "19");
    EXPECT_EQ(entries(), 1u);
}

TEST_F(FileTest, lastLinesAreWhole) {
    writeFileAtomically(folder / "log", "first\nsecond\nthird\n");
    EXPECT_EQ(readLastLines(folder / "log", 100), "first\nsecond\nthird\n");
    EXPECT_EQ(readLastLines(folder / "log", 10), "third\n");
    EXPECT_EQ(readLastLines(folder / "log", 3), "");
    EXPECT_THROW(readLastLines(folder / "none", 10), Error);
    EXPECT_THROW(readLastLines(folder, 10), Error);
}

TEST_F(FileTest, threadsThatSaveTheSameFileLeaveOneWhole) {
    std::vector<std::thread> writers;
    for (char c = 'a'; c < 'e'; ++c)
        writers.emplace_back([this, c] {
            for (int i = 0; i < 20; ++i)
                writeFileAtomically(folder / "same", std::string(100'000, c));
        });
    for (std::thread& writer : writers)
        writer.join();
    const std::string text = readFile(folder / "same");
    EXPECT_EQ(text, std::string(100'000, text.at(0)));
    EXPECT_EQ(entries(), 1u);
}
