#include "common/error.h"
#include "common/file.h"
#include "hub/access.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <unistd.h>

using namespace atelier;
using namespace atelier::hub;
namespace fs = std::filesystem;

namespace {

constexpr const char* kNames[] = {
    "HF_HOME",        "HF_HUB_CACHE",         "HUGGINGFACE_HUB_CACHE",   "XDG_CACHE_HOME",
    "HF_TOKEN",       "HF_TOKEN_PATH",        "HUGGING_FACE_HUB_TOKEN",  "HF_ENDPOINT",
    "HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_HUB_DOWNLOAD_TIMEOUT", "HF_HUB_DISABLE_IMPLICIT_TOKEN"};

class AccessTest : public testing::Test {
protected:
    void SetUp() override {
        for (const char* name : kNames)
            ::unsetenv(name);
        folder = fs::temp_directory_path() / ("atelier-hub-access-" + std::to_string(::getpid()));
        fs::create_directories(folder);
        set("HOME", folder.string());
    }
    void TearDown() override {
        for (const char* name : kNames)
            ::unsetenv(name);
        fs::remove_all(folder);
    }
    static void set(const char* name, const std::string& value) { ::setenv(name, value.c_str(), 1); }
    fs::path folder;
};

}  // namespace

TEST_F(AccessTest, findsTheCacheAsPythonDoes) {
    EXPECT_EQ(cacheFromEnvironment(), folder / ".cache/huggingface/hub");
    set("XDG_CACHE_HOME", "/x");
    EXPECT_EQ(cacheFromEnvironment(), "/x/huggingface/hub");
    set("HF_HOME", "~/hf");
    EXPECT_EQ(cacheFromEnvironment(), folder / "hf/hub");
    set("HUGGINGFACE_HUB_CACHE", "$HOME/old");
    EXPECT_EQ(cacheFromEnvironment(), folder / "old");
    set("HF_HUB_CACHE", "${HOME}/new/$nothing");
    EXPECT_EQ(cacheFromEnvironment(), folder / "new/$nothing");
}

TEST_F(AccessTest, readsTheRest) {
    const auto plain = accessFromEnvironment();
    EXPECT_EQ(plain.endpoint, "https://huggingface.co");
    EXPECT_EQ(plain.token + plain.tokenFrom, "");
    EXPECT_FALSE(plain.offline);
    set("HF_ENDPOINT", "http://localhost:8000/");
    set("HF_HUB_OFFLINE", "yes");
    set("HF_HUB_DOWNLOAD_TIMEOUT", "25");
    const auto told = accessFromEnvironment();
    EXPECT_EQ(told.endpoint, "http://localhost:8000");
    EXPECT_TRUE(told.offline);
    EXPECT_EQ(told.patience.count(), 25);
    set("HF_HUB_DOWNLOAD_TIMEOUT", "soon");
    EXPECT_THROW(accessFromEnvironment(), Error);
    ::unsetenv("HF_HUB_DOWNLOAD_TIMEOUT");
    set("HF_ENDPOINT", "localhost");
    EXPECT_THROW(accessFromEnvironment(), Error);
}

TEST_F(AccessTest, findsTheToken) {
    fs::create_directories(folder / ".cache/huggingface");
    writeFileAtomically(folder / ".cache/huggingface/token", "hf_file\n");
    EXPECT_EQ(accessFromEnvironment().token, "hf_file");
    EXPECT_EQ(accessFromEnvironment().tokenFrom, (folder / ".cache/huggingface/token").string());
    set("HF_TOKEN", " hf_variable ");
    EXPECT_EQ(accessFromEnvironment().token, "hf_variable");
    EXPECT_EQ(accessFromEnvironment().tokenFrom, "HF_TOKEN");
    ::unsetenv("HF_TOKEN");
    set("HF_HUB_DISABLE_IMPLICIT_TOKEN", "1");
    EXPECT_EQ(accessFromEnvironment().token, "");
    set("HF_TOKEN", "hf_\r\nX-Evil: 1");
    try {
        accessFromEnvironment();
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(std::string(error.what()).find("Evil"), std::string::npos) << error.what();
    }
}

TEST_F(AccessTest, masksWhatIsSecret) {
    Access access;
    access.token = "hf_secret";
    EXPECT_EQ(masked("a hf_secret b hf_secret", access), "a *** b ***");
    EXPECT_EQ(masked("proxy http://user:word@host:1/ and //x@y", access), "proxy http://***@host:1/ and //***@y");
    EXPECT_EQ(masked("https://host/a@b", access), "https://host/a@b");
}

TEST_F(AccessTest, tellsOriginsApart) {
    EXPECT_EQ(originOf("https://Host/path"), "https://host:443");
    EXPECT_EQ(originOf("http://host?x"), "http://host:80");
    EXPECT_EQ(originOf("https://user:word@host:8443/x"), "https://host:8443");
    EXPECT_EQ(originOf("https://[::1]/x"), "https://[::1]:443");
    for (const char* none : {"", "host", "file:///etc/passwd", "ftp://host/", "https://", "https:///x", "https://a b/"})
        EXPECT_EQ(originOf(none), "") << none;
}
