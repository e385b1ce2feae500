#include "hub/curl/parts.h"

namespace atelier::hub {
namespace {

class CurlLibrary : public HttpLibrary {
public:
    std::unique_ptr<HttpClient> client() const override { return makeCurlClient(); }
    std::unique_ptr<Digest> digest(Digest::Kind kind) const override { return makeDigest(kind); }
};

}  // namespace
}  // namespace atelier::hub

extern "C" const atelier::hub::HttpLibrary* atelierHttpLibrary() {
    static const atelier::hub::CurlLibrary library;
    return &library;
}
