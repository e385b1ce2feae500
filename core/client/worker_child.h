#pragma once

#include "common/descriptor.h"

#include <filesystem>
#include <string>
#include <sys/types.h>

namespace atelier::client {

/// A child process `atelier worker`: started, spoken to and listened to by its three streams, and always reaped. Ended
/// by force when it is destroyed.
class WorkerChild {
public:
    /// Throws Error (Failure) when it cannot be started.
    explicit WorkerChild(const std::filesystem::path& program);
    ~WorkerChild();
    WorkerChild(const WorkerChild&) = delete;
    WorkerChild& operator=(const WorkerChild&) = delete;

    Descriptor& in() { return in_; }
    Descriptor& out() { return out_; }  ///< does not block
    Descriptor& err() { return err_; }  ///< does not block

    void kill();
    /// It lives on alone.
    void release() { pid_ = -1; }
    /// Whether it is gone, or on its own.
    bool ended() { return pid_ < 0 || ended_ || reap(false); }
    int status() const { return status_; }  ///< as waitpid gives it, once ended()

    std::string unread;     ///< of its output: the beginning of a line
    std::string lastWords;  ///< of its standard error, the end
    std::size_t lines = 0;  ///< of its output so far

private:
    bool reap(bool wait);

    pid_t pid_ = -1;
    int status_ = 0;
    bool ended_ = false;
    Descriptor in_, out_, err_;
};

}  // namespace atelier::client
