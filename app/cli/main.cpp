// `atelier` itself links next to nothing: it loads the command line as a library with a scope of its own. Linked into
// the program, OpenCV's BLAS would be in the global scope, and libtorch, which is loaded later, would call that one's
// sgemm instead of its own: Debian's reference BLAS, ten times slower.
#include "command_line.h"

#include <cstdio>
#include <dlfcn.h>
#include <fcntl.h>
#include <unistd.h>

namespace {

// A file that is opened later must not get the number of a standard stream that the caller closed: what is printed
// would go into it. Reading or writing the stream still fails.
void reserveStandardStreams() {
    for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; ++stream)
        if (::fcntl(stream, F_GETFD) < 0) (void)::open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

}  // namespace

int main(int argc, char** argv) {
    reserveStandardStreams();
    void* library = ::dlopen("libatelier_cli.so", RTLD_NOW | RTLD_LOCAL);
    void* entry = library ? ::dlsym(library, "atelierCommandLine") : nullptr;
    if (!entry) {
        std::fprintf(stderr, "atelier: %s\n", ::dlerror());
        return 1;
    }
    return reinterpret_cast<decltype(&atelierCommandLine)>(entry)(argc, argv);
}
