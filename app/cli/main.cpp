// `atelier` itself links next to nothing: it loads the command line as a library with a scope of its own. Linked into
// the program, OpenCV's BLAS would be in the global scope, and libtorch, which is loaded later, would call that one's
// sgemm instead of its own: Debian's reference BLAS, ten times slower.
#include "command_line.h"

#include <cstdio>
#include <dlfcn.h>

int main(int argc, char** argv) {
    void* library = ::dlopen("libatelier_cli.so", RTLD_NOW | RTLD_LOCAL);
    void* entry = library ? ::dlsym(library, "atelierCommandLine") : nullptr;
    if (!entry) {
        std::fprintf(stderr, "atelier: %s\n", ::dlerror());
        return 1;
    }
    return reinterpret_cast<decltype(&atelierCommandLine)>(entry)(argc, argv);
}
