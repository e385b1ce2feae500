#pragma once

#include "hub/requests.h"

namespace atelier::hub {

/// What went wrong, in a few words: "the hub answers 503", "the connection was cut".
std::string whatHappened(const Answer& answer);

/// Throws the Error for an answer that is none of use: what the hub says, whether a token was sent, and what to do.
/// Asks the hub for names that are near where it knows no such repository or revision.
[[noreturn]] void throwTrouble(Requests& requests, const Answer& answer, const Repository& repository,
                               std::stop_token stop);

}  // namespace atelier::hub
