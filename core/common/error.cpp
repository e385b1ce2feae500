#include "common/error.h"

namespace atelier {
namespace {

// One line: "where: what (hint)". what() is what terminals and logs show.
std::string joined(const std::string& what, const std::string& where, const std::string& hint) {
    std::string line = where.empty() ? what : where + ": " + what;
    if (!hint.empty()) line += " (" + hint + ")";
    return line;
}

}  // namespace

Error::Error(std::string what, std::string where, std::string hint, Kind kind)
    : std::runtime_error(joined(what, where, hint)),
      kind_(kind),
      message_(std::move(what)),
      where_(std::move(where)),
      hint_(std::move(hint)) {}

}  // namespace atelier
