#include "hub/http_library.h"

#include "common/error.h"
#include "common/part.h"

namespace atelier::hub {

std::string HttpHead::header(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? "" : found->second;
}

const HttpLibrary& httpLibrary() {
    static LoadedPart part = loadPart("libatelier_http.so");
    using Entry = const HttpLibrary* (*)();
    static const auto entry = reinterpret_cast<Entry>(part.entry("atelierHttpLibrary"));
    if (!entry)
        throw Error::failure("the part for downloads cannot be loaded: " + part.reason, {},
                             "is Atelier installed whole?");
    return *entry();
}

}  // namespace atelier::hub
