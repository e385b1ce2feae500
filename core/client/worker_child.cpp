#include "client/worker_child.h"

#include "common/error.h"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace atelier::client {
namespace {

[[noreturn]] void cannotStart(const std::string& what, int code) {
    throw Error::failure(what + ": " + std::strerror(code), "the job's process");
}

struct Pair {
    Descriptor ours, theirs;
};

Pair outputPipe() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) cannotStart("cannot make a pipe", errno);
    Pair pair{Descriptor(ends[0]), Descriptor(ends[1])};
    ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
    pair.theirs.raise();
    return pair;
}

// A socket, not a pipe: writing to one whose reader is gone can do without SIGPIPE, which would end the window.
Pair inputSocket() {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) cannotStart("cannot make a socket", errno);
    Pair pair{Descriptor(ends[0]), Descriptor(ends[1])};
    pair.theirs.raise();
    return pair;
}

}  // namespace

WorkerChild::WorkerChild(const std::filesystem::path& program) {
    Pair in = inputSocket(), out = outputPipe(), err = outputPipe();
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    posix_spawn_file_actions_adddup2(&actions, in.theirs.get(), STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, out.theirs.get(), STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, err.theirs.get(), STDERR_FILENO);
    // A session of its own: Ctrl-C in the window's terminal, or that terminal's end, reaches it as the end of its
    // input, which saves.
    sigset_t none, standard;
    sigemptyset(&none);
    sigemptyset(&standard);
    for (const int one : {SIGINT, SIGTERM, SIGPIPE, SIGHUP, SIGCHLD})
        sigaddset(&standard, one);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &standard);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSID);
    std::string path = program.string(), command = "worker";
    char* const arguments[] = {path.data(), command.data(), nullptr};
    const int failed = ::posix_spawn(&pid_, path.c_str(), &actions, &attributes, arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    if (failed != 0) {
        pid_ = -1;
        throw Error::failure(std::string("cannot start the job's process: ") + std::strerror(failed), path,
                             "is Atelier installed whole? ATELIER_WORKER names another program");
    }
    in_ = std::move(in.ours);
    out_ = std::move(out.ours);
    err_ = std::move(err.ours);
}

WorkerChild::~WorkerChild() {
    if (ended()) return;
    kill();
    reap(true);
}

void WorkerChild::kill() {
    if (!ended_ && pid_ > 0) ::kill(pid_, SIGKILL);
}

bool WorkerChild::reap(bool wait) {
    int got = 0;
    do
        got = ::waitpid(pid_, &status_, wait ? 0 : WNOHANG);
    while (got < 0 && errno == EINTR);
    // Somebody else may have waited for it (SIGCHLD ignored by this program): gone all the same.
    ended_ = got != 0;
    return ended_;
}

}  // namespace atelier::client
