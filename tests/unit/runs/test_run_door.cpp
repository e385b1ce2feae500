#include "protocol/control.h"
#include "runs/run_door.h"
#include "runs/run_messages.h"
#include "runs/run_presence.h"
#include "unit/support.h"

#include <fstream>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <thread>

// What others find of a run that is trained: its door and its messages.
namespace atelier::runs::test {
using namespace atelier::test;
namespace {

namespace fs = std::filesystem;

class RunDoorTest : public Folder {
protected:
    std::string refused(const std::optional<protocol::ControlMessage>& ask = {}) {
        try {
            askRun(folder, ask);
        } catch (const Error& error) {
            return error.what();
        }
        return {};
    }

    protocol::Control control;
};

TEST_F(RunDoorTest, answersHowItIsAndPassesOnWhatIsAsked) {
    RunDoor door(control);
    ASSERT_EQ(door.open(folder), "");
    door.note(protocol::PhaseChanged{"training"});
    door.note(protocol::Progress{3, 10, 2.5});
    auto status = askRun(folder);
    EXPECT_EQ(status.state, protocol::State::Running);
    EXPECT_EQ(status.phase.phase, "training");
    EXPECT_EQ(status.progress.done, 3);
    EXPECT_EQ(status.progress.total, 10);
    EXPECT_DOUBLE_EQ(status.progress.secondsLeft, 2.5);

    askRun(folder, protocol::Transition::Pause);
    EXPECT_TRUE(control.pauseRequested());
    door.note(protocol::StateChanged{protocol::State::Paused, {}});
    EXPECT_EQ(askRun(folder).state, protocol::State::Paused);
    askRun(folder, protocol::Command::Save);
    EXPECT_TRUE(control.take(protocol::Command::Save));
    askRun(folder, protocol::RateChange{protocol::RateChange::Kind::Value, 2e-4});
    ASSERT_EQ(control.takeRateChanges(), std::vector{(protocol::RateChange{protocol::RateChange::Kind::Value, 2e-4})});
    askRun(folder, protocol::Transition::Leave);
    EXPECT_TRUE(control.leaveRequested());
    EXPECT_FALSE(control.stopRequested());
    askRun(folder, protocol::Transition::Stop);
    EXPECT_TRUE(control.stopRequested());
}

TEST_F(RunDoorTest, aFolderWithAVeryLongNameHasOneToo) {
    folder /= std::string(200, 'a') + "/" + std::string(200, 'b');
    fs::create_directories(folder);
    RunDoor door(control);
    ASSERT_EQ(door.open(folder), "");
    EXPECT_EQ(askRun(folder).state, protocol::State::Running);
}

TEST_F(RunDoorTest, nobodyElseMayAsk) {
    RunDoor door(control);
    ASSERT_EQ(door.open(folder), "");
    struct stat info{};
    ASSERT_EQ(::stat((folder / "control.sock").c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0600u);
}

TEST_F(RunDoorTest, isGoneWithItsTraining) {
    {
        RunDoor door(control);
        ASSERT_EQ(door.open(folder), "");
    }
    EXPECT_FALSE(fs::exists(folder / "control.sock"));
    EXPECT_NE(refused().find("listens"), std::string::npos) << refused();
    EXPECT_NE(refused(protocol::Transition::Stop).find("listens"), std::string::npos);
    folder /= "none";
    EXPECT_NE(refused().find("no such run"), std::string::npos);
}

// A process that was killed leaves its socket behind.
TEST_F(RunDoorTest, replacesOneThatWasLeft) {
    const int left = ::socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, (folder / "control.sock").c_str(), sizeof address.sun_path - 1);
    ASSERT_EQ(::bind(left, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    ::close(left);
    EXPECT_NE(refused(), "");
    RunDoor door(control);
    ASSERT_EQ(door.open(folder), "");
    EXPECT_EQ(refused(), "");
}

TEST_F(RunDoorTest, brokenLinesAreAnsweredAndCostNothing) {
    RunDoor door(control);
    ASSERT_EQ(door.open(folder), "");
    const auto said = [&](const std::string& text) {
        const int fd = ::socket(AF_UNIX, SOCK_STREAM, 0);
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::strncpy(address.sun_path, (folder / "control.sock").c_str(), sizeof address.sun_path - 1);
        EXPECT_EQ(::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
        EXPECT_EQ(::send(fd, text.data(), text.size(), MSG_NOSIGNAL), static_cast<ssize_t>(text.size()));
        ::shutdown(fd, SHUT_WR);
        std::string all;
        char block[512];
        for (ssize_t got = 0; (got = ::recv(fd, block, sizeof block, 0)) > 0;)
            all.append(block, static_cast<std::size_t>(got));
        ::close(fd);
        return all;
    };
    EXPECT_NE(said("no JSON\n").find("\"error\""), std::string::npos);
    EXPECT_NE(said("{\"control\":\"explode\"}\n").find("known: "), std::string::npos);
    EXPECT_NE(said("{\"control\":\"learning_rate\",\"factor\":-1}\n").find("above 0"), std::string::npos);
    EXPECT_EQ(said("without an end"), "");
    EXPECT_EQ(said(std::string(5000, 'x')), "");
    EXPECT_FALSE(control.stopRequested() || control.pauseRequested());
    EXPECT_EQ(askRun(folder).state, protocol::State::Running);
}

class RunMessages : public Folder {
protected:
    std::vector<std::string> texts(std::size_t most = 2000) {
        std::vector<std::string> all;
        for (const auto& one : readMessages(folder, most))
            all.push_back(one.message.text);
        return all;
    }
    static KeptMessage info(const std::string& text) {
        return {std::chrono::system_clock::now(), {protocol::Message::Level::Info, text}};
    }
};

TEST_F(RunMessages, comeBackInTheirOrder) {
    EXPECT_TRUE(texts().empty());
    const auto before = std::chrono::system_clock::now();
    appendMessage(folder, {before, {protocol::Message::Level::Warning, "two\nlines, \xff", "a_code"}});
    appendMessage(folder, info("second"));
    appendMessage(folder, info("third"));
    const auto all = readMessages(folder);
    ASSERT_EQ(all.size(), 3u);
    EXPECT_EQ(all[0].message.level, protocol::Message::Level::Warning);
    EXPECT_EQ(all[0].message.text, "two\nlines, \xef\xbf\xbd");
    EXPECT_EQ(all[0].message.code, "a_code");
    EXPECT_LT(std::chrono::abs(all[0].time - before), std::chrono::milliseconds(1));
    EXPECT_EQ(texts(2), (std::vector<std::string>{"second", "third"}));
}

TEST_F(RunMessages, tornLinesArePassedOver) {
    appendMessage(folder, info("first"));
    std::ofstream(folder / "messages.jsonl", std::ios::app) << "{\"level\":\"inf";  // killed, then gone on with
    appendMessage(folder, info("lost with it"));
    appendMessage(folder, info("last"));
    EXPECT_EQ(texts(), (std::vector<std::string>{"first", "last"}));
}

TEST_F(RunMessages, areKeptFromBeforeTheFolderIsThereToTheEnd) {
    protocol::Control control;
    std::vector<std::string> reported;
    RunPresence presence(control, [&](const protocol::Event& event) {
        if (const auto* message = std::get_if<protocol::Message>(&event)) reported.push_back(message->text);
    });
    EXPECT_THROW(presence.during([&]() -> int {
        presence.events()(protocol::Message{protocol::Message::Level::Info, "loading"});
        EXPECT_TRUE(texts().empty());
        presence.begin(RunFolder(folder));
        EXPECT_TRUE(RunFolder(folder).running());
        EXPECT_EQ(askRun(folder).state, protocol::State::Running);
        presence.events()(protocol::Message{protocol::Message::Level::Info, "training"});
        throw Error("out of data", "here");
    }),
                 Error);
    ASSERT_EQ(texts().size(), 3u);
    EXPECT_EQ(texts()[0], "loading");
    EXPECT_EQ(texts()[1], "training");
    EXPECT_NE(texts()[2].find("out of data"), std::string::npos);
    EXPECT_EQ(readMessages(folder).back().message.code, kRunFailed);
    EXPECT_EQ(reported, (std::vector<std::string>{"loading", "training"}));
}

}  // namespace
}  // namespace atelier::runs::test
