#pragma once

#include <fcntl.h>
#include <unistd.h>
#include <utility>

namespace atelier {

/// A file descriptor that is closed when its owner goes.
class Descriptor {
public:
    explicit Descriptor(int fd = -1) : fd_(fd) {}
    ~Descriptor() { close(); }
    Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    Descriptor& operator=(Descriptor&& other) noexcept {
        std::swap(fd_, other.fd_);
        return *this;
    }

    int get() const { return fd_; }
    bool open() const { return fd_ >= 0; }
    /// What ::close() gives: 0, or -1 with errno (what was written late may fail here). 0 where none is open.
    int close() {
        const int fd = std::exchange(fd_, -1);
        return fd < 0 ? 0 : ::close(fd);
    }
    /// Away from 0, 1 and 2, which a child's own are put over.
    void raise() {
        if (fd_ < 0 || fd_ > STDERR_FILENO) return;
        const int higher = ::fcntl(fd_, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
        close();
        fd_ = higher;
    }

private:
    int fd_;
};

}  // namespace atelier
