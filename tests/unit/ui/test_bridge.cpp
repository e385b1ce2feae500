#include "bridge/job_center.h"
#include "heartbeat.h"
#include "window_fixture.h"

#include <atomic>
#include <thread>

using namespace atelier;
using namespace atelier::ui;

namespace {

constexpr auto kLight = client::JobSpec::Lane::Light;

TEST(Bridge, NewsComeFoldedAndInTheWindowsThread) {
    JobCenter center;
    int looks = 0;
    std::vector<double> losses;
    QObject::connect(&center, &JobCenter::news, [&](client::JobId, const JobNews& news) {
        EXPECT_EQ(QThread::currentThread(), center.thread());
        ++looks;
        for (const auto& metrics : news.metrics)
            losses.push_back(metrics.values.at("loss"));
    });
    client::JobId ended = -1;
    Json result;
    QObject::connect(&center, &JobCenter::finished, [&](client::JobId job) {
        ended = job;
        result = center.status(job).result;
    });
    const auto job = center.start({"train", "t", kLight}, [](protocol::Control&, const protocol::EventSink& events) {
        for (int i = 0; i < 5000; ++i) {
            events(protocol::Progress{i, 5000, -1});
            events(protocol::Metrics{i, {{"loss", i}}});
        }
        return Json{{"answer", 42}};
    });
    ASSERT_TRUE(waitFor([&] { return ended == job; }));
    ASSERT_EQ(losses.size(), 5000u);  // every point, in order
    EXPECT_TRUE(std::is_sorted(losses.begin(), losses.end()));
    EXPECT_LT(looks, 500);
    EXPECT_EQ(result.at("answer"), 42);
    EXPECT_TRUE(center.status(job).result.is_null());  // nobody needs it any more
    EXPECT_EQ(center.status(job).state, protocol::State::Done);
}

TEST(Bridge, OldMessagesAreDroppedAndCounted) {
    JobNews news;
    const int many = 9 * static_cast<int>(JobNews::kMessages) + 17;
    for (int i = 0; i < many; ++i)
        news.add(protocol::Message{protocol::Message::Level::Info, std::to_string(i)});
    EXPECT_LE(news.messages.size(), 2 * JobNews::kMessages);
    EXPECT_EQ(news.messages.back().text, std::to_string(many - 1));
    EXPECT_EQ(news.messages.size() + news.messagesLeftOut, static_cast<std::size_t>(many));
}

TEST(Bridge, AJobThatFailsTellsWhyAndTheNextOneRuns) {
    JobCenter center;
    std::vector<client::JobId> ended;
    QObject::connect(&center, &JobCenter::finished, [&](client::JobId job) { ended.push_back(job); });
    const auto bad =
        center.start({"import", "bad", kLight}, [](protocol::Control&, const protocol::EventSink&) -> Json {
            throw Error("no such file", "here.json", "choose another");
        });
    const auto worse =
        center.start({"import", "worse", kLight},
                     [](protocol::Control&, const protocol::EventSink&) -> Json { throw std::logic_error("bug"); });
    const auto good = center.start({"import", "good", kLight},
                                   [](protocol::Control&, const protocol::EventSink&) { return Json("fine"); });
    ASSERT_TRUE(waitFor([&] { return ended.size() == 3; }));
    EXPECT_EQ(center.status(bad).error->where(), "here.json");
    EXPECT_EQ(center.status(worse).state, protocol::State::Failed);
    EXPECT_EQ(center.status(good).state, protocol::State::Done);
}

TEST(Bridge, TheHeartbeatFeelsAWindowThatWaits) {
    const Heartbeat heartbeat;
    QTimer::singleShot(20, [] { QThread::msleep(150); });
    EXPECT_TRUE(waitFor([&] { return heartbeat.longest().own >= 150; }));
    EXPECT_LE(heartbeat.longest().own, heartbeat.longest().wall);
}

TEST(Bridge, TenThousandLinesASecondDoNotStopTheWindow) {
    JobCenter center;
    bool ended = false;
    std::uint64_t lines = 0;
    QObject::connect(&center, &JobCenter::news,
                     [&](client::JobId, const JobNews& news) { lines += news.messages.size() + news.messagesLeftOut; });
    QObject::connect(&center, &JobCenter::finished, [&](client::JobId) { ended = true; });
    Heartbeat heartbeat;
    center.start({"train", "loud", kLight}, [](protocol::Control&, const protocol::EventSink& events) {
        for (int tick = 0; tick < 200; ++tick) {
            for (int i = 0; i < 100; ++i)
                events(protocol::Message{protocol::Message::Level::Info, "line " + std::to_string(i)});
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
        return Json();
    });
    ASSERT_TRUE(waitFor([&] { return ended; }, 30'000));
    EXPECT_EQ(lines, 20'000u);
    EXPECT_LE(heartbeat.longest().own, Heartbeat::bearable()) << heartbeat.longest().wall << " ms by the clock";
}

}  // namespace
