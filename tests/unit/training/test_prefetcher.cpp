#include "common/error.h"
#include "training/prefetcher.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace atelier::training {
namespace {

using namespace std::chrono_literals;

models::Encoded numbered(std::int64_t i) {
    models::Encoded encoded;
    encoded.ids = {i};
    return encoded;
}
std::string name(std::int64_t i) {
    return "s" + std::to_string(i);
}

std::vector<std::int64_t> upTo(std::int64_t n) {
    std::vector<std::int64_t> all;
    for (std::int64_t i = 0; i < n; ++i)
        all.push_back(i);
    return all;
}

TEST(Prefetcher, KeepsTheOrderWithAnyNumberOfThreads) {
    for (const std::int64_t workers : {0, 1, 4}) {
        Prefetcher prefetcher(
            [](std::int64_t i, std::int64_t) {
                std::this_thread::sleep_for(std::chrono::microseconds((i * 7919) % 500));
                return numbered(i);
            },
            name, {workers, 8, false, 60s});
        prefetcher.request(upTo(50), 0);
        prefetcher.request(upTo(10), 0);
        std::vector<std::int64_t> got;
        for (int i = 0; i < 20; ++i)
            for (const auto& example : prefetcher.next(3))
                got.push_back(example->sequences[0].ids[0]);
        auto expected = upTo(50);
        for (const auto i : upTo(10))
            expected.push_back(i);
        EXPECT_EQ(got, expected);
    }
}

TEST(Prefetcher, TellsTheEpochThatASampleIsAskedFor) {
    Prefetcher prefetcher([](std::int64_t i, std::int64_t epoch) { return numbered(100 * epoch + i); }, name,
                          {2, 8, false, 60s});
    prefetcher.request({1, 2}, 0);
    prefetcher.request({1}, 3);
    std::vector<std::int64_t> got;
    for (const auto& example : prefetcher.next(3))
        got.push_back(example->sequences[0].ids[0]);
    EXPECT_EQ(got, (std::vector<std::int64_t>{1, 2, 301}));
}

TEST(Prefetcher, HoldsNoMoreThanItsWindow) {
    std::atomic<int> encoded = 0;
    Prefetcher prefetcher([&](std::int64_t i, std::int64_t) { return ++encoded, numbered(i); }, name,
                          {2, 4, false, 60s});
    prefetcher.request(upTo(100), 0);
    std::this_thread::sleep_for(100ms);
    EXPECT_EQ(encoded, 4);
    prefetcher.next(2);
    std::this_thread::sleep_for(100ms);
    EXPECT_EQ(encoded, 6);
}

TEST(Prefetcher, NamesTheSampleThatFails) {
    Prefetcher prefetcher(
        [](std::int64_t i, std::int64_t) {
            if (i == 3) throw Error("is no image", "broken.png");
            return numbered(i);
        },
        name, {1, 16, false, 60s});
    prefetcher.request(upTo(8), 0);
    try {
        for (int i = 0; i < 8; ++i)
            prefetcher.next(1);
        FAIL();
    } catch (const Error& error) {
        EXPECT_NE(error.where().find("s3"), std::string::npos);
        EXPECT_NE(error.where().find("broken.png"), std::string::npos);
        EXPECT_EQ(error.message(), "is no image");
    }
}

TEST(Prefetcher, LeavesBadOnesOutWhereAskedTo) {
    Prefetcher prefetcher(
        [](std::int64_t i, std::int64_t) {
            if (i % 2 == 1) throw Error("is no image");
            return numbered(i);
        },
        name, {3, 16, true, 60s});
    prefetcher.request(upTo(6), 0);
    EXPECT_EQ(prefetcher.next(6).size(), 3u);
    EXPECT_EQ(prefetcher.skipped(), 3);
    const auto reasons = prefetcher.takeSkipReasons();
    ASSERT_EQ(reasons.size(), 3u) << "each is named";
    for (const std::string& reason : reasons)
        EXPECT_NE(reason.find("is no image"), std::string::npos) << reason;
    EXPECT_TRUE(prefetcher.takeSkipReasons().empty());
}

TEST(Prefetcher, EndsWhereTooManyAreBad) {
    Prefetcher prefetcher(
        [](std::int64_t i, std::int64_t) {
            if (i % 2 == 1) throw Error("is no image");
            return numbered(i);
        },
        name, {1, 4, true, 60s, 2});
    prefetcher.request({0, 1, 3, 1, 3}, 0);
    EXPECT_EQ(prefetcher.next(5).size(), 1u);
    EXPECT_EQ(prefetcher.skipped(), 2) << "each counts once";
    prefetcher.request({5}, 1);
    try {
        prefetcher.next(1);
        FAIL();
    } catch (const Error& error) {
        EXPECT_NE(error.message().find("max_bad_samples"), std::string::npos);
        EXPECT_NE(error.where().find("s5"), std::string::npos);
    }
}

TEST(Prefetcher, AHangingSampleIsAnError) {
    // Shared: the thread is left behind.
    auto release = std::make_shared<std::atomic<bool>>(false);
    {
        Prefetcher prefetcher(
            [release](std::int64_t i, std::int64_t) {
                while (!*release)
                    std::this_thread::sleep_for(1ms);
                return numbered(i);
            },
            name, {1, 4, false, 1s});
        prefetcher.request({0}, 0);
        EXPECT_THROW(prefetcher.next(1), Error);
    }
    *release = true;
    std::this_thread::sleep_for(20ms);
}

TEST(Prefetcher, EndsWithWorkLeft) {
    Prefetcher prefetcher([](std::int64_t i, std::int64_t) { return numbered(i); }, name, {2, 4, false, 60s});
    prefetcher.request(upTo(1000), 0);
    EXPECT_EQ(prefetcher.next(1).size(), 1u);
}

}  // namespace
}  // namespace atelier::training
