#include "protocol/line.h"

#include "protocol/fields.h"

namespace atelier {

constexpr auto valueNames(Error::Kind) {
    return protocol::ValueNames<Error::Kind, 3>{
        {{Error::Kind::User, "user"}, {Error::Kind::Failure, "failure"}, {Error::Kind::Interrupted, "interrupted"}}};
}

}  // namespace atelier

namespace atelier::protocol {
namespace {

// An Error can be thrown and not changed; this can be filled in.
struct ErrorFields {
    Error::Kind kind = Error::Kind::User;
    std::string what, where, hint;

    static constexpr auto fields() {
        return std::tuple(field("kind", &ErrorFields::kind), field("what", &ErrorFields::what),
                          field("where", &ErrorFields::where), field("hint", &ErrorFields::hint));
    }
};

}  // namespace

std::string line(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Json objectFromLine(std::string_view text, const std::string& where) {
    Json json = parseJson(text, where);
    if (!json.is_object()) throw Error("expected a JSON object", where);
    return json;
}

Json toJson(const Error& error) {
    return toJson(ErrorFields{error.kind(), error.message(), error.where(), error.hint()});
}

Error errorFromJson(const Json& json, const std::string& where) {
    const auto fields = fromJson<ErrorFields>(json, where);
    return Error(fields.what, fields.where, fields.hint, fields.kind);
}

}  // namespace atelier::protocol
