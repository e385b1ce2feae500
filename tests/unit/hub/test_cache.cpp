#include "common/error.h"
#include "common/file.h"
#include "common/real_place.h"
#include "hub/cache.h"
#include "hub/file_lock.h"
#include "hub/http_library.h"
#include "hub/local.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <unistd.h>

using namespace atelier;
using namespace atelier::hub;
namespace fs = std::filesystem;

namespace {

const std::string kCommit(40, 'c'), kHash(64, 'a');

class CacheTest : public testing::Test {
protected:
    void SetUp() override {
        root = fs::canonical(fs::temp_directory_path()) / ("atelier-hub-cache-" + std::to_string(::getpid()));
        fs::create_directories(root);
        ::setenv("HF_HUB_CACHE", (root / "cache").c_str(), 1);
    }
    void TearDown() override {
        ::unsetenv("HF_HUB_CACHE");
        fs::remove_all(root);
    }
    // A snapshot with one file.
    fs::path pulled(const Repository& repository, const std::string& file = "data.json") const {
        const CachedRepository cached(root / "cache", repository);
        cached.prepare();
        writeFileAtomically(cached.blob(kHash), "{}");
        cached.link(kCommit, file, kHash);
        cached.writeCommit(kCommit);
        return cached.snapshot(kCommit);
    }
    static std::string fault(const fs::path& name, Kind kind = Kind::Model) {
        try {
            localFolder(name, kind);
        } catch (const Error& error) {
            return error.what();
        }
        return "";
    }
    fs::path root;
};

#define EXPECT_HAS(text, part) EXPECT_NE((text).find(part), std::string::npos) << text

}  // namespace

TEST_F(CacheTest, hasPythonsLayout) {
    const fs::path snapshot = pulled({Kind::Dataset, "owner/name", "refs/pr/1"}, "a/b/data.json");
    const fs::path repository = root / "cache/datasets--owner--name";
    EXPECT_EQ(snapshot, repository / "snapshots" / kCommit);
    EXPECT_EQ(fs::read_symlink(snapshot / "a/b/data.json"), fs::path("../../../../blobs") / kHash);
    EXPECT_EQ(readFile(snapshot / "a/b/data.json"), "{}");
    EXPECT_EQ(readFile(repository / "refs/refs/pr/1"), kCommit);
    EXPECT_TRUE(fs::is_directory(root / "cache/.locks/datasets--owner--name"));
    EXPECT_TRUE(fs::exists(root / "cache/CACHEDIR.TAG"));
    const CachedRepository cached(root / "cache", {Kind::Dataset, "owner/name", "refs/pr/1"});
    cached.link(kCommit, "a/b/data.json", std::string(64, 'b'));  // now another blob
    EXPECT_EQ(fs::read_symlink(snapshot / "a/b/data.json").filename(), std::string(64, 'b'));
}

TEST_F(CacheTest, findsASnapshotByItsName) {
    const fs::path snapshot = pulled({Kind::Model, "owner/name"});
    EXPECT_EQ(localFolder("owner/name", Kind::Model), snapshot);
    EXPECT_EQ(localFolder("owner/name@" + kCommit, Kind::Model), snapshot);
    EXPECT_HAS(fault("owner/name@v1"), "atelier model pull owner/name@v1");
    EXPECT_HAS(fault("owner/other"), "\"atelier model pull owner/other\" downloads it");
    EXPECT_HAS(fault("owner/name", Kind::Dataset), "atelier data pull owner/name");
    pulled({Kind::Model, "gpt2"});
    EXPECT_EQ(localFolder("gpt2", Kind::Model).filename(), kCommit);
}

TEST_F(CacheTest, leavesPathsAsTheyAre) {
    for (const fs::path path : {"", "/no/where", "./owner/name", "../x", "one", "a/b/c", "owner/.."})
        EXPECT_EQ(localFolder(path, Kind::Model), path);
    pulled({Kind::Model, "owner/name"});
    const fs::path before = fs::current_path();
    fs::current_path(root);
    fs::create_directories("owner/name");
    EXPECT_EQ(localFolder("owner/name", Kind::Model), "owner/name");  // what is here wins
    fs::current_path(before);
}

TEST_F(CacheTest, saysThatAReferenceIsBroken) {
    pulled({Kind::Model, "owner/name"});
    writeFileAtomically(root / "cache/models--owner--name/refs/main", "../../../etc");
    EXPECT_HAS(fault("owner/name"), "holds no commit");
}

TEST_F(CacheTest, filesOfASnapshotLieInItsFolder) {
    const fs::path snapshot = pulled({Kind::Dataset, "owner/name"}, "images/a.png");
    EXPECT_EQ(resolveInside(snapshot, "images/a.png"), snapshot / "images/a.png");
    EXPECT_EQ(resolveInside(snapshot / "images", "a.png"), snapshot / "images/a.png");
    std::error_code code;
    EXPECT_EQ(realPlace(snapshot / "images/../images/a.png", code), snapshot / "images/a.png");
    // One copy for several repositories.
    fs::create_directories(root / "cache/blobs/ab");
    writeFileAtomically(root / "cache/blobs/ab/x", "shared");
    fs::create_symlink("../../../blobs/ab/x", root / "cache/datasets--owner--name/blobs/y");
    fs::create_symlink("../../blobs/y", snapshot / "shared.png");
    EXPECT_EQ(resolveInside(snapshot, "shared.png"), snapshot / "shared.png");
}

TEST_F(CacheTest, nothingElseOutsideIsReached) {
    const fs::path snapshot = pulled({Kind::Dataset, "owner/name"}, "a.png");
    writeFileAtomically(root / "secret", "x");
    fs::create_symlink(root / "secret", snapshot / "out.png");
    EXPECT_THROW(resolveInside(snapshot, "out.png"), Error);
    EXPECT_THROW(resolveInside(snapshot, "../../blobs/" + kHash), Error);
    EXPECT_THROW(resolveInside(snapshot, "../" + kCommit + "/../../refs/main"), Error);
    // Only in the cache's own layout.
    fs::create_directories(root / "plain/blobs");
    fs::create_directories(root / "plain/snapshots/x");
    writeFileAtomically(root / "plain/blobs/b", "x");
    fs::create_symlink("../../blobs/b", root / "plain/snapshots/x/a.png");
    EXPECT_THROW(resolveInside(root / "plain/snapshots/x", "a.png"), Error);
}

TEST_F(CacheTest, aLockIsWaitedFor) {
    std::stop_source stop;
    const fs::path file = root / "x.lock";
    const FileLock first(file, {}, {});
    int told = 0;
    EXPECT_THROW(FileLock(file, stop.get_token(), [&] { ++told, stop.request_stop(); }), Error);
    EXPECT_EQ(told, 1);
}

TEST(Digests, areThoseOfThePapers) {
    const auto of = [](Digest::Kind kind) {
        const auto digest = httpLibrary().digest(kind);
        digest->add("a");
        digest->add("bc");
        return digest->hex();
    };
    EXPECT_EQ(of(Digest::Kind::Sha1), "a9993e364706816aba3e25717850c26c9cd0d89d");
    EXPECT_EQ(of(Digest::Kind::Sha256), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}
