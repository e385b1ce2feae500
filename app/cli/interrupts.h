#pragma once

#include "protocol/control.h"

#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>

namespace atelier::cli {

/// SIGINT and SIGTERM. The first asks a job that can stop (control()) to do so and save; without such a job, and at the
/// second, the process ends at once with 130. SIGPIPE is ignored: output.h sees it as an error of write().
class Interrupts {
public:
    Interrupts();
    ~Interrupts();
    Interrupts(const Interrupts&) = delete;
    Interrupts& operator=(const Interrupts&) = delete;

    /// From here on the first signal only asks.
    protocol::Control& control();
    std::stop_token token() { return control().stopToken(); }
    // Of several jobs one after the other, each has a control of its own.
    protocol::Control& nextControl();
    /// The job is over: the next signal ends the process. Whether one has come already.
    bool endJob();

private:
    void watch();
    std::mutex mutex_;  // of what follows
    int asked_ = 0;     // signals
    std::unique_ptr<protocol::Control> control_ = std::make_unique<protocol::Control>();
    std::thread watcher_;
};

}  // namespace atelier::cli
