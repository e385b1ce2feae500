#include "common/error.h"
#include "hub/client.h"
#include "hub/names.h"

#include <gtest/gtest.h>

using namespace atelier;
using namespace atelier::hub;

namespace {

Repository parsed(const std::string& text, Kind kind = Kind::Model) {
    return parseRepository(text, kind, "https://mirror.example/hub");
}

std::string fault(const std::string& text, Kind kind = Kind::Model) {
    try {
        parsed(text, kind);
    } catch (const Error& error) {
        return error.what();
    }
    return "";
}

std::string fileFault(const std::string& path) {
    try {
        checkFileName(path, "owner/name");
    } catch (const Error& error) {
        return error.what();
    }
    return "";
}

#define EXPECT_HAS(text, part) EXPECT_NE((text).find(part), std::string::npos) << text

}  // namespace

TEST(Names, knowsWhatTheHubCouldHave) {
    for (const char* name : {"Qwen/Qwen2-VL-2B-Instruct", "gpt2", "a/b", "a_b/c.d-e", "123/4"})
        EXPECT_TRUE(isRepositoryId(name)) << name;
    for (const char* name : {"", "/", "a/", "/a", "a/b/c", "a b/c", "a--b/c", "a/b..c", ".a/b", "a/-b", "a/b.",
                             "a/b.git", "../a", "./a", "a/b@c", "ä/b", "a\\b"})
        EXPECT_FALSE(isRepositoryId(name)) << name;
    EXPECT_FALSE(isRepositoryId(std::string(97, 'a')));
}

TEST(Names, takesNameRevisionAndPage) {
    EXPECT_EQ(parsed("owner/name").id, "owner/name");
    EXPECT_EQ(parsed("owner/name").revision, "main");
    EXPECT_EQ(parsed("owner/name@v1.0").revision, "v1.0");
    EXPECT_EQ(parsed("owner/name@refs/pr/3").revision, "refs/pr/3");
    EXPECT_EQ(parsed("owner/name@refs/pr/3").name(), "owner/name@refs/pr/3");
    EXPECT_EQ(parsed("https://huggingface.co/owner/name").id, "owner/name");
    EXPECT_EQ(parsed("https://huggingface.co/owner/name/tree/v2?x=1").name(), "owner/name@v2");
    EXPECT_EQ(parsed("https://mirror.example/hub/owner/name/blob/main/config.json").name(), "owner/name");
    EXPECT_EQ(parsed("hf.co/owner/name/").id, "owner/name");
    EXPECT_EQ(parsed("https://huggingface.co/datasets/owner/name", Kind::Dataset).id, "owner/name");
}

TEST(Names, saysWhatIsWrong) {
    EXPECT_HAS(fault("owner/name/more"), "is no name of a model on the hub");
    EXPECT_HAS(fault("https://example.com/owner/name"), "is no name of a model on the hub");
    EXPECT_HAS(fault("owner/name@"), "is no name of a branch");
    EXPECT_HAS(fault("owner/name@../../x"), "is no name of a branch");
    EXPECT_HAS(fault("owner/name@/etc"), "is no name of a branch");
    EXPECT_HAS(fault("owner/name@a@b"), "is no name of a branch");
    EXPECT_HAS(fault("https://huggingface.co/datasets/owner/name"), "atelier data pull");
    EXPECT_HAS(fault("https://huggingface.co/owner/name", Kind::Dataset), "atelier model pull");
}

TEST(Names, refusesFilesOutsideOfTheirFolder) {
    for (const char* path :
         {"config.json", "a/b c/d#?.json", "ümlaut/文.txt", "..a/b..", "a\"b", "-x", ".gitattributes"})
        EXPECT_EQ(fileFault(path), "") << path;
    for (const char* path :
         {"", "/etc/passwd", "..", "../x", "a/../../x", "a/..", "./x", "a//b", "a/", "a\\..\\x", "\\x"})
        EXPECT_HAS(fileFault(path), "would lead out of its folder");
    EXPECT_HAS(fileFault("a\nb"), "control characters");
    EXPECT_HAS(fileFault(std::string("a\0b", 3)), "control characters");
    EXPECT_HAS(fileFault(std::string(256, 'a')), "too long");
}

TEST(Names, encodesForAddresses) {
    EXPECT_EQ(encoded("a/b c#?%ü.json", true), "a/b%20c%23%3F%25%C3%BC.json");
    EXPECT_EQ(encoded("refs/pr/1", false), "refs%2Fpr%2F1");
}

TEST(Names, findsTheNextPage) {
    const auto next = [](const std::string& link) {
        return nextPage(HttpHead{200, {{"link", link}}}, "https://mirror.example/hub");
    };
    EXPECT_EQ(next(""), "");
    EXPECT_EQ(next("<https://mirror.example/hub/api?cursor=a,b>; rel=\"next\""),
              "https://mirror.example/hub/api?cursor=a,b");
    EXPECT_EQ(next("<https://mirror.example/a>; rel=\"prev\", <https://mirror.example/b>; rel=\"next\""),
              "https://mirror.example/b");
    EXPECT_EQ(next("<https://mirror.example/a>; rel=\"prev\""), "");
    EXPECT_EQ(next("</api?c>; rel=\"next\""), "https://mirror.example/api?c");
    EXPECT_EQ(next("<https://huggingface.co/api/x>; rel=\"next\""), "https://mirror.example/hub/api/x");
    EXPECT_THROW(next("<https://evil.example/api>; rel=\"next\""), Error);
}
