#pragma once

#include "hub/http_library.h"

namespace atelier::hub {

std::unique_ptr<HttpClient> makeCurlClient();
std::unique_ptr<Digest> makeDigest(Digest::Kind kind);

}  // namespace atelier::hub
