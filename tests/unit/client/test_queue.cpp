#include "protocol/control.h"
#include "unit/client/support.h"

#include <stdexcept>
#include <thread>

namespace atelier::client::test {
using namespace atelier::test;
namespace {

using Lane = JobSpec::Lane;

JobSpec engine(const std::string& title = "job") {
    return {"train", title, Lane::Engine};
}

Json nothing(protocol::Control&, const protocol::EventSink&) {
    return {};
}

// Waits until it is stopped.
Json stubborn(protocol::Control& control, const protocol::EventSink&) {
    while (!control.stopRequested())
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    throw Error::interrupted("stopped");
}

using States = std::vector<protocol::State>;

TEST(Control, requestsReachTheJob) {
    protocol::Control control;
    EXPECT_FALSE(control.stopRequested() || control.pauseRequested() || control.take(protocol::Command::Save));
    control.pause();
    EXPECT_TRUE(control.pauseRequested());
    control.request(protocol::Command::Save);
    control.waitWhilePaused();  // returns for the save
    EXPECT_TRUE(control.take(protocol::Command::Save));
    EXPECT_FALSE(control.take(protocol::Command::Save));
    std::jthread other([&] { control.resume(); });
    control.waitWhilePaused();
    EXPECT_FALSE(control.pauseRequested());
    control.pause();
    control.stop();
    control.waitWhilePaused();
    EXPECT_TRUE(control.stopRequested() && control.stopToken().stop_requested() && !control.killRequested());
    control.kill();
    EXPECT_TRUE(control.killRequested());
}

TEST(Control, watcherHearsOfEachRequest) {
    protocol::Control control;
    int heard = 0;
    control.setWatcher([&] { ++heard; });
    control.pause();
    control.request(protocol::Command::Save);
    control.stop();
    EXPECT_EQ(heard, 3);
    control.setWatcher({});
    control.resume();
    EXPECT_EQ(heard, 3);
}

TEST(Queue, oneAfterAnotherInTheirOrder) {
    EventRecorder recorder;
    Queue queue(recorder.listener());
    std::vector<int> order;
    JobId last = 0;
    for (int i = 0; i < 20; ++i)
        last = queue.add(engine(), [&order, i](protocol::Control&, const protocol::EventSink&) -> Json {
            order.push_back(i);  // one thread: no two at once, or the thread sanitizer says so
            return {{"number", i}};
        });
    ASSERT_TRUE(recorder.waitForEnd(last));
    for (int i = 0; i < 20; ++i)
        EXPECT_EQ(order.at(static_cast<std::size_t>(i)), i);
    EXPECT_EQ(recorder.states(last), (States{protocol::State::Running, protocol::State::Done}));
    EXPECT_EQ(queue.status(last).result["number"], 19);
    EXPECT_FALSE(queue.busy());
}

TEST(Queue, lanesRunBesideEachOther) {
    EventRecorder recorder;
    Queue queue(recorder.listener());
    Gate gate;
    const JobId slow =
        queue.add(engine(), [&](protocol::Control&, const protocol::EventSink&) { return gate.pass(), Json(); });
    const JobId light = queue.add({"import", "photos", Lane::Light}, nothing);
    const JobId answer = queue.add({"try", "a question", Lane::Answers}, nothing);
    ASSERT_TRUE(recorder.waitForEnd(light));  // while the other still runs
    ASSERT_TRUE(recorder.waitForEnd(answer));
    EXPECT_FALSE(queue.status(slow).ended());
    gate.open();
    ASSERT_TRUE(recorder.waitForEnd(slow));
}

TEST(Queue, waitingJobIsCancelledBeforeItStarts) {
    EventRecorder recorder;
    Queue queue(recorder.listener());
    Gate gate;
    bool started = false;
    const JobId first =
        queue.add(engine(), [&](protocol::Control&, const protocol::EventSink&) { return gate.pass(), Json(); });
    const JobId second =
        queue.add(engine(), [&](protocol::Control&, const protocol::EventSink&) { return started = true, Json(); });
    const JobId third = queue.add(engine(), nothing);
    EXPECT_EQ(queue.status(second).state, protocol::State::Idle);
    queue.cancel(second);
    EXPECT_EQ(recorder.states(second), States{protocol::State::Stopped});
    gate.open();
    ASSERT_TRUE(recorder.waitForEnd(third));
    EXPECT_EQ(queue.status(first).state, protocol::State::Done);
    EXPECT_FALSE(started);
    queue.cancel(second);
    EXPECT_EQ(recorder.states(second), States{protocol::State::Stopped});
}

TEST(Queue, runningJobIsStopped) {
    EventRecorder recorder;
    Queue queue(recorder.listener());
    const JobId id = queue.add(engine(), stubborn);
    ASSERT_TRUE(recorder.waitFor(id, protocol::State::Running));
    queue.cancel(id);
    queue.cancel(id);
    ASSERT_TRUE(recorder.waitForEnd(id));
    EXPECT_EQ(recorder.states(id),
              (States{protocol::State::Running, protocol::State::Stopping, protocol::State::Stopped}));
    const auto status = queue.status(id);
    EXPECT_FALSE(status.error);
    EXPECT_TRUE(status.result.is_null());
    EXPECT_EQ(recorder.of<protocol::StateChanged>(id).back().reason, "stopped");
}

TEST(Queue, errorsEndTheJobAlone) {
    EventRecorder recorder;
    Queue queue(recorder.listener());
    const JobId user = queue.add(
        engine(), [](protocol::Control&, const protocol::EventSink&) -> Json { throw Error("no", "file", "mend"); });
    const JobId bug = queue.add(
        engine(), [](protocol::Control&, const protocol::EventSink&) -> Json { throw std::logic_error("oops"); });
    const JobId odd = queue.add(engine(), [](protocol::Control&, const protocol::EventSink&) -> Json { throw 7; });
    const JobId fine = queue.add(engine(), nothing);
    ASSERT_TRUE(recorder.waitForEnd(fine));
    EXPECT_EQ(queue.status(user).error->hint(), "mend");
    EXPECT_EQ(queue.status(user).state, protocol::State::Failed);
    EXPECT_NE(queue.status(bug).error->message().find("oops"), std::string::npos);
    EXPECT_EQ(queue.status(odd).state, protocol::State::Failed);
    EXPECT_EQ(recorder.of<protocol::StateChanged>(user).back().reason, "file: no (mend)");
}

TEST(Queue, statusFollowsWhatIsSaid) {
    EventRecorder recorder;
    JobStatus seen;
    std::unique_ptr<Queue> queue;
    queue = std::make_unique<Queue>([&, heard = recorder.listener()](JobId id, const protocol::Event& event) {
        if (std::holds_alternative<protocol::Progress>(event))
            seen = queue->status(id);  // may be asked by the listener
        heard(id, event);
    });
    const JobId id = queue->add(engine(), [](protocol::Control&, const protocol::EventSink& events) -> Json {
        events(protocol::Progress{9, 9, 0});
        events(protocol::PhaseChanged{"training"});
        events(protocol::Progress{3, 10, 1.5});
        return {};
    });
    ASSERT_TRUE(recorder.waitForEnd(id));
    EXPECT_EQ(seen.phase.phase, "training");
    EXPECT_EQ(seen.done, 3);
    EXPECT_EQ(seen.total, 10);
    EXPECT_EQ(seen.secondsLeft, 1.5);
    EXPECT_EQ(queue->status(id).secondsLeft, -1);
}

TEST(Queue, onlyThePauseOfWhatAJobSaysOfItsStateCounts) {
    EventRecorder recorder;
    Queue queue(recorder.listener());
    const JobId id = queue.add(engine(), [](protocol::Control& control, const protocol::EventSink& events) -> Json {
        events(protocol::StateChanged{protocol::State::Running, {}});
        events(protocol::StateChanged{protocol::State::Failed, "not yet"});
        while (!control.pauseRequested())
            std::this_thread::yield();
        events(protocol::StateChanged{protocol::State::Paused, {}});
        control.waitWhilePaused();
        events(protocol::StateChanged{protocol::State::Running, {}});
        events(protocol::StateChanged{protocol::State::Done, {}});
        return {};
    });
    queue.pause(id);
    ASSERT_TRUE(recorder.waitFor(id, protocol::State::Paused));
    EXPECT_EQ(queue.status(id).state, protocol::State::Paused);
    queue.resume(id);
    ASSERT_TRUE(recorder.waitForEnd(id));
    EXPECT_EQ(recorder.states(id), (States{protocol::State::Running, protocol::State::Paused, protocol::State::Running,
                                           protocol::State::Done}));
}

TEST(Queue, pausedJobCanBeStopped) {
    EventRecorder recorder;
    Queue queue(recorder.listener());
    const JobId id = queue.add(engine(), [](protocol::Control& control, const protocol::EventSink& events) -> Json {
        while (!control.pauseRequested())
            std::this_thread::yield();
        events(protocol::StateChanged{protocol::State::Paused, {}});
        control.waitWhilePaused();
        throw Error::interrupted("saved");
    });
    queue.pause(id);
    ASSERT_TRUE(recorder.waitFor(id, protocol::State::Paused));
    queue.cancel(id);
    ASSERT_TRUE(recorder.waitForEnd(id));
    EXPECT_EQ(recorder.states(id), (States{protocol::State::Running, protocol::State::Paused, protocol::State::Stopping,
                                           protocol::State::Stopped}));
}

TEST(Queue, endStopsEverything) {
    EventRecorder recorder;
    JobId running = 0, waiting = 0;
    {
        Queue queue(recorder.listener());
        running = queue.add(engine(), stubborn);
        waiting = queue.add(engine(), stubborn);
        ASSERT_TRUE(recorder.waitFor(running, protocol::State::Running));
        EXPECT_TRUE(queue.busy());
    }
    EXPECT_EQ(recorder.states(running),
              (States{protocol::State::Running, protocol::State::Stopping, protocol::State::Stopped}));
    EXPECT_EQ(recorder.states(waiting), States{protocol::State::Stopped});
}

TEST(Queue, waitingJobsArePutForward) {
    EventRecorder recorder;
    Queue queue(recorder.listener());
    std::vector<JobId> order;
    const JobId first = queue.add(engine(), stubborn);
    ASSERT_TRUE(recorder.waitFor(first, protocol::State::Running));
    std::vector<JobId> ids;
    for (int i = 0; i < 3; ++i)
        ids.push_back(queue.add(engine(), nothing));
    EXPECT_EQ(queue.waiting(Lane::Engine), ids);
    queue.advance(ids[2]);
    queue.advance(ids[2]);
    queue.advance(ids[2]);  // further it does not go
    queue.advance(first);   // it runs already
    const std::vector<JobId> wanted{ids[2], ids[0], ids[1]};
    EXPECT_EQ(queue.waiting(Lane::Engine), wanted);
    queue.cancel(first);
    for (const JobId id : ids)
        ASSERT_TRUE(recorder.waitForEnd(id));
    for (const auto& [id, event] : recorder.all())
        if (const auto* state = std::get_if<protocol::StateChanged>(&event);
            state && state->state == protocol::State::Done)
            order.push_back(id);
    EXPECT_EQ(order, wanted);
}

TEST(Queue, resultsOfEndedJobsAreDroppedOnRequest) {
    EventRecorder recorder;
    Queue queue(recorder.listener());
    const JobId done =
        queue.add(engine("done"), [](protocol::Control&, const protocol::EventSink&) { return Json("large"); });
    ASSERT_TRUE(recorder.waitForEnd(done));
    EXPECT_EQ(queue.status(done).result, "large");
    const JobId running = queue.add(engine("running"), stubborn);
    for (const JobId id : {done, running, JobId(77)})
        queue.dropResult(id);
    EXPECT_TRUE(queue.status(done).result.is_null());
    EXPECT_EQ(queue.status(done).state, protocol::State::Done);
    EXPECT_FALSE(queue.status(running).ended());
}

TEST(Queue, whatAJobHoldsGoesWithItsEnd) {
    EventRecorder recorder;
    Queue queue(recorder.listener());
    auto held = std::make_shared<int>(1);
    const std::weak_ptr<int> watched = held;
    const JobId id =
        queue.add(engine(), [held](protocol::Control&, const protocol::EventSink&) { return Json(*held); });
    held.reset();
    ASSERT_TRUE(recorder.waitForEnd(id));
    EXPECT_TRUE(watched.expired());
}

}  // namespace
}  // namespace atelier::client::test
