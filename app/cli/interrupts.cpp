#include "interrupts.h"

#include "output.h"
#include "protocol/control.h"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <unistd.h>

namespace atelier::cli {
namespace {

// A handler may do next to nothing: it writes a byte, a thread of ours does the rest.
int wakeUp[2] = {-1, -1};
std::atomic<bool> canStop{false};

void onSignal(int number) {
    const int kept = errno;
    const char byte = number == SIGUSR1 ? 'c' : number == SIGUSR2 ? 'e' : 's';
    [[maybe_unused]] const auto ignored = ::write(wakeUp[1], &byte, 1);
    errno = kept;
}

// Weights are used where they lie in their file: one that becomes shorter meanwhile leaves pages that cannot be read.
void onBusError(int) {
    constexpr char text[] =
        "atelier: a file in use was cut off or cannot be read any more; start again when the model's files are whole\n";
    [[maybe_unused]] const auto ignored = ::write(STDERR_FILENO, text, sizeof text - 1);
    ::_exit(1);
}

}  // namespace

Interrupts::Interrupts() {
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGBUS, onBusError);
    if (::pipe2(wakeUp, O_CLOEXEC) != 0) return;  // signals then end the process, as they do without us
    watcher_ = std::thread([this] { watch(); });
    struct sigaction action{};
    action.sa_handler = onSignal;
    action.sa_flags = SA_RESTART;
    for (const int one : {SIGINT, SIGTERM, SIGUSR1, SIGUSR2})
        ::sigaction(one, &action, nullptr);
    // The terminal is gone. Who starts us with nohup wants us to go on.
    struct sigaction before{};
    if (::sigaction(SIGHUP, nullptr, &before) == 0 && before.sa_handler != SIG_IGN)
        ::sigaction(SIGHUP, &action, nullptr);
}

Interrupts::~Interrupts() {
    if (!watcher_.joinable()) return;
    const char byte = 'q';
    [[maybe_unused]] const auto ignored = ::write(wakeUp[1], &byte, 1);
    watcher_.join();
}

protocol::Control& Interrupts::control() {
    canStop = true;
    return *control_;
}

protocol::Control& Interrupts::nextControl() {
    std::lock_guard lock(mutex_);
    control_ = std::make_unique<protocol::Control>();
    canStop = true;
    return *control_;
}

bool Interrupts::endJob() {
    std::lock_guard lock(mutex_);
    canStop = false;
    return asked_ > 0;
}

void Interrupts::watch() {
    char byte = 0;
    for (;;) {
        const auto got = ::read(wakeUp[0], &byte, 1);
        if (got < 0 && errno == EINTR) continue;
        if (got != 1 || byte == 'q') return;
        std::lock_guard lock(mutex_);
        if (byte == 'c') {
            control_->request(protocol::Command::Save);
            continue;
        }
        if (byte == 'e') {
            control_->request(protocol::Command::Evaluate);
            control_->request(protocol::Command::Answer);
            continue;
        }
        if (!canStop || ++asked_ > 1) ::_exit(130);
        note("\natelier: stopping after the running step (once more: stop at once, nothing saved)");
        control_->stop();
    }
}

}  // namespace atelier::cli
