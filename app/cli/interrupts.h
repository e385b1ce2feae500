#pragma once

#include "protocol/control.h"

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

private:
    void watch();
    protocol::Control control_;
    std::thread watcher_;
};

}  // namespace atelier::cli
