#include "runs/run_door.h"

#include "common/descriptor.h"
#include "protocol/control.h"
#include "protocol/line.h"

#include <cerrno>
#include <cstring>
#include <mutex>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <thread>

namespace atelier::runs {
namespace fs = std::filesystem;
namespace {

constexpr const char* kName = "control.sock";
constexpr int kWaitMilliseconds = 2000;
constexpr std::size_t kLongestLine = 4096;
constexpr int kMostCallers = 16;

// A socket's path may be 107 bytes long and a run's is longer: it is named through the folder's descriptor.
sockaddr_un addressIn(const Descriptor& folder) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const std::string path = "/proc/self/fd/" + std::to_string(folder.get()) + "/" + kName;
    std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
    return address;
}

Descriptor openFolder(const fs::path& run) {
    return Descriptor(::open(run.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
}

// A line of at most kLongestLine bytes; nothing when the other side is silent or gone.
std::optional<std::string> readLine(int fd) {
    std::string text;
    while (text.find('\n') == std::string::npos) {
        pollfd one{fd, POLLIN, 0};
        char block[512];
        if (::poll(&one, 1, kWaitMilliseconds) <= 0) return std::nullopt;
        const auto got = ::recv(fd, block, sizeof block, 0);
        if (got <= 0 || text.size() > kLongestLine) return std::nullopt;
        text.append(block, static_cast<std::size_t>(got));
    }
    return text.substr(0, text.find('\n'));
}

bool sendLine(int fd, const Json& json) {
    const std::string text = protocol::line(json);
    return ::send(fd, text.data(), text.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(text.size());
}

bool isOurs(int fd) {
    ucred peer{};
    socklen_t size = sizeof peer;
    return ::getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.uid == ::getuid();
}

}  // namespace

struct RunDoor::Impl {
    protocol::Control& control;
    Descriptor folder, listener, end;
    std::mutex mutex;
    RunStatus status;
    std::thread thread;

    explicit Impl(protocol::Control& asked) : control(asked) {}

    bool open(const fs::path& run) {
        folder = openFolder(run);
        listener = Descriptor(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
        end = Descriptor(::eventfd(0, EFD_CLOEXEC));
        if (!folder.open() || !listener.open() || !end.open()) return false;
        const auto address = addressIn(folder);
        ::unlinkat(folder.get(), kName, 0);  // of a process that was killed; the run's lock says that it is gone
        return ::bind(listener.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
               ::fchmodat(folder.get(), kName, S_IRUSR | S_IWUSR, 0) == 0 &&
               ::listen(listener.get(), kMostCallers) == 0;
    }

    void serve() {
        for (;;) {
            pollfd polls[2] = {{listener.get(), POLLIN, 0}, {end.get(), POLLIN, 0}};
            if (::poll(polls, 2, -1) < 0 && errno != EINTR) return;
            if (polls[1].revents) return;
            if (!polls[0].revents) continue;
            const Descriptor caller(::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC));
            if (caller.open() && isOurs(caller.get())) answer(caller.get());
        }
    }

    // One line and its answer. A caller that says nothing costs its own two seconds, not the training.
    void answer(int fd) {
        const auto text = readLine(fd);
        if (!text) return;
        try {
            const Json json = protocol::objectFromLine(*text, kName);
            if (json.contains("control")) protocol::apply(protocol::controlFromJson(json, kName), control);
        } catch (const Error& error) {
            sendLine(fd, {{"error", protocol::toJson(error)}});
            return;
        }
        const std::lock_guard lock(mutex);
        sendLine(fd, protocol::toJson(status));
    }
};

RunDoor::RunDoor(protocol::Control& control) : impl_(std::make_unique<Impl>(control)) {}

RunDoor::~RunDoor() {
    if (!impl_->thread.joinable()) return;
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto ignored = ::write(impl_->end.get(), &one, sizeof one);
    impl_->thread.join();
    ::unlinkat(impl_->folder.get(), kName, 0);
}

void RunDoor::note(const protocol::Event& event) {
    const std::lock_guard lock(impl_->mutex);
    auto& status = impl_->status;
    if (const auto* phase = std::get_if<protocol::PhaseChanged>(&event)) status.phase = *phase, status.progress = {};
    if (const auto* progress = std::get_if<protocol::Progress>(&event)) status.progress = *progress;
    if (const auto* state = std::get_if<protocol::StateChanged>(&event)) status.state = state->state;
}

std::string RunDoor::open(const fs::path& run) {
    if (!impl_->open(run)) return std::strerror(errno);
    impl_->thread = std::thread([this] { impl_->serve(); });
    return {};
}

RunStatus askRun(const fs::path& run, const std::optional<protocol::ControlMessage>& message) {
    const Descriptor folder = openFolder(run);
    if (!folder.open()) throw Error("there is no such run", run.string());
    const Descriptor caller(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const auto address = addressIn(folder);
    if (!caller.open() || ::connect(caller.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        throw Error("no process that trains this run listens", run.string(), "it may have ended just now");
    std::optional<std::string> text;
    if (sendLine(caller.get(), message ? protocol::toJson(*message) : Json::object())) text = readLine(caller.get());
    if (!text) throw Error::failure("the process that trains this run does not answer", run.string());
    const std::string where = run.string() + ", its training";
    const Json json = protocol::objectFromLine(*text, where);
    if (json.contains("error")) throw protocol::errorFromJson(json["error"], where);
    return protocol::fromJson<RunStatus>(json, where);
}

}  // namespace atelier::runs
